//! Executar um agendamento agora.

use esteira_armazem::agenda::{Disparo, DisparoNovo};
use esteira_base::ids::AgendamentoId;
use esteira_dominio::Acao;
use esteira_motor::agenda::Sobreposicao;
use serde_json::json;

use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Pede um disparo fora de hora, mesmo pausado. Começa em seguida, pela mesma política de sobreposição.
pub async fn executar(app: &Aplicacao, quem: &Quem, id: AgendamentoId) -> Result<Disparo, ErroAplicacao> {
    quem.exigir(Acao::Executar)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let agendamento = unidade.agendamento_para_mudar(id).await?;
    let agendamento = agendamento.ok_or_else(|| ErroAplicacao::nao_encontrado("agendamento", id))?;
    let pula = agendamento.sobreposicao == Sobreposicao::Pular.como_texto();
    if pula && unidade.agendamento_ocupado(id).await? {
        let mensagem = "a execução anterior ainda não acabou; espere, ou permita a sobreposição";
        return Err(ErroAplicacao::conflito("ja_em_curso", mensagem));
    }
    let novo = DisparoNovo {
        agendamento: id,
        previsto_em: agora,
        situacao: "PENDENTE",
        pedido_por: Some(quem.nome.clone()),
        mensagem: None,
    };
    let disparo = unidade.criar_disparo(&novo, agora).await?;
    let disparo = disparo.ok_or_else(|| ErroAplicacao::conflito("ja_em_curso", "este disparo já foi pedido"))?;
    let depois = Some(json!({ "disparo_id": disparo.id, "previsto_em": agora }));
    auditoria::registrar(&mut unidade, quem, "executar_agora", "agendamento", id, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(disparo)
}
