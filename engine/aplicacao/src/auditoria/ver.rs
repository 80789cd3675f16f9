//! Ver a auditoria.

use esteira_armazem::Pagina;
use esteira_armazem::cadastro::{FiltroDeAuditoria, RegistroGuardado};
use esteira_dominio::usuario::Acao;

use crate::{Aplicacao, ErroAplicacao, Quem};

/// Registros, do mais novo ao mais velho.
pub async fn listar(
    app: &Aplicacao,
    quem: &Quem,
    filtro: &FiltroDeAuditoria,
) -> Result<Pagina<RegistroGuardado>, ErroAplicacao> {
    quem.exigir(Acao::VerAuditoria)?;
    Ok(app.armazem.ler(quem.inquilino).await?.auditoria(filtro).await?)
}
