//! Histórico de notificações.

use esteira_armazem::Pagina;
use esteira_armazem::faturas::Notificacao;
use esteira_base::ids::ProcessoId;
use esteira_dominio::usuario::Acao;
use uuid::Uuid;

use crate::{Aplicacao, ErroAplicacao, Quem};

/// Notificações na ordem em que nasceram.
pub async fn listar(
    app: &Aplicacao,
    quem: &Quem,
    status: Option<&str>,
    processo: Option<ProcessoId>,
    depois_de: Option<Uuid>,
    limite: u32,
) -> Result<Pagina<Notificacao>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    Ok(unidade.notificacoes(status, processo.map(|p| p.0), depois_de, limite).await?)
}
