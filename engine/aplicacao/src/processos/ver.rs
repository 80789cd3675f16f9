//! Listar e ver processos.

use esteira_armazem::Pagina;
use esteira_armazem::faturas::{FiltroDeProcessos, Processo};
use esteira_base::ids::ProcessoId;
use esteira_dominio::usuario::Acao;

use crate::{Aplicacao, ErroAplicacao, Quem};

/// Processos na ordem em que nasceram.
pub async fn listar(
    app: &Aplicacao,
    quem: &Quem,
    filtro: &FiltroDeProcessos,
) -> Result<Pagina<Processo>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    Ok(app.armazem.ler(quem.inquilino).await?.processos(filtro).await?)
}

/// Um processo.
pub async fn obter(app: &Aplicacao, quem: &Quem, id: ProcessoId) -> Result<Processo, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let processo = app.armazem.ler(quem.inquilino).await?.processo(id).await?;
    processo.ok_or_else(|| ErroAplicacao::nao_encontrado("processo", id))
}
