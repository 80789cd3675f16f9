//! Pegar disparos: decidir a vez de cada um e reservá-lo para este nó.

use std::time::Duration;

use esteira_armazem::agenda::{Agendamento, Disparo};
use esteira_base::Instante;
use esteira_motor::agenda::{Sobreposicao, Vez};

use crate::{Aplicacao, ErroAplicacao};

/// Quanto vale a reserva de um disparo; quem trabalha nele a renova.
pub const RESERVA: Duration = Duration::from_secs(30);

/// Quantos candidatos se olham de cada vez.
const CANDIDATOS: u32 = 100;

/// Um disparo reservado para este nó.
#[derive(Debug, Clone)]
pub struct Pego {
    pub agendamento: Agendamento,
    pub disparo: Disparo,
    /// Todo fecho a traz: se o disparo passou a outro nó, o fecho não vale.
    pub concessao: i64,
}

/// Pega até `quantos` disparos, de todos os inquilinos. Os que a política manda pular se fecham aqui.
pub async fn pegar(app: &Aplicacao, quantos: usize) -> Result<Vec<Pego>, ErroAplicacao> {
    let agora = app.relogio.agora();
    let mut pegos = Vec::new();
    if quantos == 0 {
        return Ok(pegos);
    }
    for candidato in app.armazem.disparos_a_fazer(agora, CANDIDATOS).await? {
        match decidir(app, candidato, agora).await {
            Ok(pego) => pegos.extend(pego),
            Err(erro) => tracing::warn!(%erro, "não consegui decidir a vez de um disparo"),
        }
        if pegos.len() == quantos {
            break;
        }
    }
    Ok(pegos)
}

async fn decidir(app: &Aplicacao, lido: Disparo, agora: Instante) -> Result<Option<Pego>, ErroAplicacao> {
    let mut unidade = app.armazem.escrever(lido.inquilino_id.into()).await?;
    // Travado: dois nós não decidem ao mesmo tempo sobre disparos do mesmo agendamento.
    let Some(agendamento) = unidade.agendamento_para_mudar(lido.agendamento_id.into()).await? else { return Ok(None) };
    // O que um nó pegou e largou já teve a sua vez.
    if lido.situacao == "PENDENTE" {
        let (em_curso, esperando_antes) = unidade.vizinhos_do_disparo(lido.id.into()).await?;
        let politica: Sobreposicao = agendamento.sobreposicao.parse().unwrap_or_default();
        match politica.vez(em_curso, esperando_antes) {
            Vez::Passa => {}
            Vez::Espera => return Ok(None),
            Vez::Pula => {
                let mensagem = Some("a execução anterior ainda não tinha acabado");
                unidade.fechar_disparo(lido.id.into(), lido.concessao, "PULADO", None, mensagem, agora).await?;
                unidade.confirmar().await?;
                return Ok(None);
            }
        }
    }
    let Some(concessao) = unidade.pegar_disparo(&lido, agora.mais(RESERVA), agora).await? else { return Ok(None) };
    unidade.agendamento_executou(agendamento.id.into(), agora).await?;
    unidade.confirmar().await?;
    Ok(Some(Pego { agendamento, disparo: lido, concessao }))
}
