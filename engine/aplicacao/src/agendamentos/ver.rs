//! Listar e ver agendamentos e disparos.

use esteira_armazem::Pagina;
use esteira_armazem::agenda::{Agendamento, Disparo};
use esteira_base::ids::AgendamentoId;
use esteira_dominio::Acao;
use uuid::Uuid;

use super::cadastro::calendario;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Agendamentos em ordem de nome.
pub async fn listar(
    app: &Aplicacao,
    quem: &Quem,
    depois_de: Option<Uuid>,
    limite: u32,
) -> Result<Pagina<Agendamento>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    Ok(app.armazem.ler(quem.inquilino).await?.agendamentos(depois_de, limite).await?)
}

/// Um agendamento.
pub async fn obter(app: &Aplicacao, quem: &Quem, id: AgendamentoId) -> Result<Agendamento, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let agendamento = app.armazem.ler(quem.inquilino).await?.agendamento(id).await?;
    agendamento.ok_or_else(|| ErroAplicacao::nao_encontrado("agendamento", id))
}

/// O cron em palavras; nenhuma se o que se guardou já não se lê.
pub fn em_palavras(agendamento: &Agendamento) -> Option<String> {
    calendario(agendamento).ok().map(|calendario| calendario.cron.em_palavras())
}

/// Os disparos de um agendamento, do mais novo ao mais velho.
pub async fn disparos(
    app: &Aplicacao,
    quem: &Quem,
    id: AgendamentoId,
    depois_de: Option<Uuid>,
    limite: u32,
) -> Result<Pagina<Disparo>, ErroAplicacao> {
    obter(app, quem, id).await?;
    Ok(app.armazem.ler(quem.inquilino).await?.disparos(id, depois_de, limite).await?)
}
