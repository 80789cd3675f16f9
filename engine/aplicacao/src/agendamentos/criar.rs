//! Criar um agendamento.

use esteira_armazem::agenda::Agendamento;
use esteira_base::ids::AgendamentoId;
use esteira_dominio::Acao;

use super::cadastro::{NovoAgendamento, retrato};
use super::repetido;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Cria. A primeira execução é a primeira hora do calendário a partir de agora.
pub async fn criar(app: &Aplicacao, quem: &Quem, novo: NovoAgendamento) -> Result<Agendamento, ErroAplicacao> {
    quem.exigir(Acao::GerirAgendamentos)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let cadastro = novo.validar(&mut unidade, agora).await?;
    let criado = unidade.criar_agendamento(AgendamentoId::novo(), &cadastro, agora).await.map_err(repetido)?;
    let depois = Some(retrato(&criado));
    auditoria::registrar(&mut unidade, quem, "criar", "agendamento", criado.id, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(criado)
}
