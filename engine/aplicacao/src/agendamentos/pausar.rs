//! Pausar e retomar um agendamento.

use esteira_armazem::agenda::Agendamento;
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_base::ids::AgendamentoId;
use esteira_dominio::Acao;

use super::cadastro::{calendario, retrato};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Para de disparar. O que está em curso termina; o que esperava a vez não corre mais. Já pausado, nada muda.
pub async fn pausar(app: &Aplicacao, quem: &Quem, id: AgendamentoId) -> Result<Agendamento, ErroAplicacao> {
    mudar(app, quem, id, false).await
}

/// Volta a disparar, da próxima hora em diante: o que venceu durante a pausa não corre. Já ativo, nada muda.
pub async fn retomar(app: &Aplicacao, quem: &Quem, id: AgendamentoId) -> Result<Agendamento, ErroAplicacao> {
    mudar(app, quem, id, true).await
}

async fn mudar(app: &Aplicacao, quem: &Quem, id: AgendamentoId, ativo: bool) -> Result<Agendamento, ErroAplicacao> {
    quem.exigir(Acao::GerirAgendamentos)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let lido = unidade.agendamento_para_mudar(id).await?;
    let lido = lido.ok_or_else(|| ErroAplicacao::nao_encontrado("agendamento", id))?;
    if lido.status_ativo == ativo {
        return Ok(lido);
    }
    let mut cadastro = lido.cadastro();
    cadastro.status_ativo = ativo;
    cadastro.proxima_execucao = if ativo {
        let calendario = calendario(&lido).map_err(|erro| ErroAplicacao::conflito("calendario_invalido", erro))?;
        calendario.proxima_depois(agora)
    } else {
        pular_pendentes(&mut unidade, id, agora).await?;
        None
    };
    let mudado = unidade.alterar_agendamento(&lido, &cadastro, agora).await?;
    let acao = if ativo { "retomar" } else { "pausar" };
    let (antes, depois) = (Some(retrato(&lido)), Some(retrato(&mudado)));
    auditoria::registrar(&mut unidade, quem, acao, "agendamento", id, antes, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(mudado)
}

/// O que esperava a vez não corre mais.
pub(super) async fn pular_pendentes(
    unidade: &mut Unidade,
    id: AgendamentoId,
    agora: Instante,
) -> Result<(), ErroArmazem> {
    unidade.pular_disparos_pendentes(id, "o agendamento foi pausado", agora).await?;
    Ok(())
}
