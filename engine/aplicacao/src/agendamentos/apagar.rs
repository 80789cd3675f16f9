//! Apagar um agendamento.

use esteira_base::ids::AgendamentoId;
use esteira_dominio::Acao;

use super::cadastro::retrato;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Apaga o agendamento e os seus disparos; o que ele já iniciou continua. Quem só quer que pare por um tempo, pausa.
pub async fn apagar(app: &Aplicacao, quem: &Quem, id: AgendamentoId, revisao: i64) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::GerirAgendamentos)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let lido = unidade.agendamento(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("agendamento", id))?;
    if lido.revisao != revisao {
        return Err(ErroAplicacao::RevisaoVelha);
    }
    unidade.apagar_agendamento(&lido).await?;
    let antes = Some(retrato(&lido));
    auditoria::registrar(&mut unidade, quem, "apagar", "agendamento", id, antes, None, agora).await?;
    unidade.confirmar().await?;
    Ok(())
}
