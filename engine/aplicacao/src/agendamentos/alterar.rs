//! Alterar um agendamento.

use esteira_armazem::agenda::Agendamento;
use esteira_base::Instante;
use esteira_base::ids::AgendamentoId;
use esteira_dominio::Acao;

use super::cadastro::{NovoAgendamento, retrato};
use super::pausar::pular_pendentes;
use super::repetido;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Troca o cadastro inteiro. `revisao` é a lida: se já não é a vigente, [`ErroAplicacao::RevisaoVelha`].
///
/// Se o calendário muda, conta-se de agora: o que o antigo devia e ainda não se considerou deixa de ser devido. Se não muda, nada se perde.
/// Desativar é pausar.
pub async fn alterar(
    app: &Aplicacao,
    quem: &Quem,
    id: AgendamentoId,
    revisao: i64,
    novo: NovoAgendamento,
) -> Result<Agendamento, ErroAplicacao> {
    quem.exigir(Acao::GerirAgendamentos)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let lido = unidade.agendamento_para_mudar(id).await?;
    let lido = lido.ok_or_else(|| ErroAplicacao::nao_encontrado("agendamento", id))?;
    if lido.revisao != revisao {
        return Err(ErroAplicacao::RevisaoVelha);
    }
    let mut cadastro = novo.validar(&mut unidade, agora).await?;
    let mesmo_calendario = cadastro.cron_expressao == lido.cron_expressao
        && cadastro.fuso == lido.fuso
        && cadastro.status_ativo == lido.status_ativo;
    if mesmo_calendario {
        cadastro.proxima_execucao = lido.proxima_execucao.map(Instante::de_micros);
    }
    if !cadastro.status_ativo {
        pular_pendentes(&mut unidade, id, agora).await?;
    }
    let alterado = unidade.alterar_agendamento(&lido, &cadastro, agora).await.map_err(repetido)?;
    let (antes, depois) = (Some(retrato(&lido)), Some(retrato(&alterado)));
    auditoria::registrar(&mut unidade, quem, "alterar", "agendamento", id, antes, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(alterado)
}
