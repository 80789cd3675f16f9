//! Publicar uma versão de um plugin.

use esteira_armazem::plugins::PluginPublicado;
use esteira_base::Resumo;
use esteira_dominio::usuario::Acao;
use serde_json::json;
use tokio_util::bytes::Bytes;

use super::assinatura::Assinatura;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Publica o componente, conferido como a execução o exigiria. Publicar o mesmo conteúdo devolve a versão que já existe. Publicada, ainda não vale:
/// vale a homologada.
pub async fn publicar(
    app: &Aplicacao,
    quem: &Quem,
    wasm: Bytes,
    assinatura: Option<Assinatura>,
) -> Result<PluginPublicado, ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    let resumo = Resumo::de(&wasm);
    app.configuracao.chaves_de_plugin.conferir(resumo, assinatura.as_ref())?;
    let conferido =
        app.rpa.conferir(wasm.clone()).await.map_err(|motivo| ErroAplicacao::campo("plugin", "recusado", motivo))?;
    let guardado = app.arquivos.guardar(quem.inquilino, wasm).await;
    let guardado = guardado.map_err(|erro| ErroAplicacao::Indisponivel(erro.into()))?;
    let agora = app.relogio.agora();
    let (chave_publica, assinatura) = assinatura.map(|a| (a.chave_publica, a.assinatura)).unzip();
    let plugin = PluginPublicado {
        resumo: resumo.to_string(),
        nome: conferido.nome,
        versao: conferido.versao,
        tamanho: i64::try_from(guardado.tamanho).unwrap_or(i64::MAX),
        chave: guardado.chave,
        manifesto: conferido.manifesto.to_string(),
        chave_publica,
        assinatura,
        publicado_por: quem.nome.clone(),
        data_criacao: agora.micros(),
    };
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    if unidade.publicar_plugin(&plugin).await? {
        let depois = json!({ "nome": plugin.nome, "versao": plugin.versao, "chave_publica": plugin.chave_publica });
        auditoria::registrar(&mut unidade, quem, "publicar", "plugin", resumo, None, Some(depois), agora).await?;
    }
    let publicado = unidade.plugin_publicado(&plugin.resumo).await?;
    unidade.confirmar().await?;
    publicado.ok_or_else(|| ErroAplicacao::interno("o plugin publicado sumiu"))
}
