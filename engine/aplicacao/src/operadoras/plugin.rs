//! A operadora só tem RPA se há plugin que a atenda.

use esteira_armazem::Unidade;
use esteira_dominio::{Operadora, OrigemDaFatura};

use crate::{Aplicacao, ErroAplicacao};

/// Recusa ligar o RPA sem um plugin homologado (ou na pasta deste nó) com o nome que a operadora pede, e fixar uma versão que não é dele. O que já estava
/// assim antes não se confere de novo: o cadastro continua a poder mudar se o plugin sumiu.
pub(super) async fn exigir_plugin(
    app: &Aplicacao,
    unidade: &mut Unidade,
    antes: Option<&Operadora>,
    fica: &Operadora,
) -> Result<(), ErroAplicacao> {
    let OrigemDaFatura::Plugin(nome) = fica.origem() else { return Ok(()) };
    let fixada = fica.configuracao_rpa.versao_do_plugin;
    if let Some(versao) = fixada
        && antes.is_none_or(|antes| antes.configuracao_rpa.versao_do_plugin != fixada || antes.codigo != fica.codigo)
    {
        let publicado = unidade.plugin_publicado(&versao.to_string()).await?;
        if publicado.is_none_or(|publicado| publicado.nome != nome) {
            let mensagem =
                format!("não há versão publicada {} do plugin {nome}; veja em /api/plugins/publicados", versao.curto());
            return Err(ErroAplicacao::campo("configuracao_rpa", "invalido", mensagem));
        }
        return Ok(());
    }
    if antes.is_some_and(|antes| antes.origem() == fica.origem()) {
        return Ok(());
    }
    let ha =
        unidade.plugin_vigente(&nome).await?.is_some() || app.rpa.plugins().iter().any(|plugin| plugin.nome == nome);
    if ha {
        return Ok(());
    }
    let mensagem = format!("não há plugin {nome} homologado; publique-o e homologue-o, ou deixe possui_rpa desligado");
    Err(ErroAplicacao::campo("possui_rpa", "sem_plugin", mensagem))
}
