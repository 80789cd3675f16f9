//! Histórico de notificações.

use esteira_armazem::Pagina;
use esteira_armazem::faturas::{FiltroDeNotificacoes, Notificacao};
use esteira_dominio::usuario::Acao;

use crate::{Aplicacao, ErroAplicacao, Quem};

/// Notificações na ordem em que nasceram.
pub async fn listar(
    app: &Aplicacao,
    quem: &Quem,
    filtro: &FiltroDeNotificacoes,
) -> Result<Pagina<Notificacao>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    Ok(app.armazem.ler(quem.inquilino).await?.notificacoes(filtro).await?)
}
