//! A hora chegou: avançar o agendamento e fazer nascer os disparos devidos, na mesma transação.

use std::time::Duration;

use esteira_armazem::agenda::{Agendamento, DisparoNovo};
use esteira_base::Instante;
use esteira_base::ids::AgendamentoId;
use esteira_motor::agenda::{Calendario, Destino, Disparo, devidas};

use super::cadastro::agenda;
use crate::{Aplicacao, ErroAplicacao};

/// Quantos agendamentos se olham de cada vez.
const POR_VEZ: u32 = 200;

/// A resolução de um instante.
const UM_MICRO: Duration = Duration::from_micros(1);

/// Considera tudo o que venceu, de todos os inquilinos. `true` se pode haver mais. Vários nós podem chamá-la ao mesmo tempo: cada hora
/// avança uma vez só.
///
/// Um agendamento com defeito não segura os outros.
pub async fn vencer(app: &Aplicacao) -> Result<bool, ErroAplicacao> {
    let agora = app.relogio.agora();
    let vencidos = app.armazem.agendamentos_vencidos(agora, POR_VEZ).await?;
    let mut ha_mais = vencidos.len() == POR_VEZ as usize;
    for agendamento in &vencidos {
        match vencer_um(app, agendamento, agora).await {
            Ok(falta) => ha_mais |= falta,
            Err(erro) => tracing::warn!(agendamento.id = %agendamento.id, %erro, "não consegui avançar um agendamento"),
        }
    }
    Ok(ha_mais)
}

/// `true` se o agendamento ainda deve horas que não couberam nesta vez.
async fn vencer_um(app: &Aplicacao, lido: &Agendamento, agora: Instante) -> Result<bool, ErroAplicacao> {
    let Some(hora) = lido.proxima_execucao.map(Instante::de_micros) else { return Ok(false) };
    let (novos, proxima) = match agenda(lido) {
        Ok(agenda) => {
            let disparos = devidas(&agenda, hora.menos(UM_MICRO), agora);
            // Sem nenhum devido (a base de fusos mudou com uma versão nova), só se segue adiante.
            let considerada = disparos.last().map_or(agora, Disparo::ate);
            let novos = disparos.iter().map(|disparo| nascer(lido, &agenda.calendario, disparo)).collect();
            (novos, agenda.calendario.proxima_depois(considerada))
        }
        Err(defeito) => (vec![com_defeito(lido, hora, defeito)], None),
    };
    let mut unidade = app.armazem.escrever(lido.inquilino_id.into()).await?;
    if !unidade.avancar_agendamento(lido, proxima).await? {
        return Ok(false);
    }
    for novo in &novos {
        unidade.criar_disparo(novo, agora).await?;
    }
    unidade.confirmar().await?;
    Ok(proxima.is_some_and(|proxima| proxima <= agora))
}

fn nascer(agendamento: &Agendamento, calendario: &Calendario, disparo: &Disparo) -> DisparoNovo {
    let (situacao, mensagem) = match disparo.destino {
        Destino::Correr => ("PENDENTE", None),
        Destino::Perder { ate } => {
            let hora = |instante| calendario.no_lugar(instante).format("%d/%m/%Y %H:%M").to_string();
            let quais = if ate == disparo.previsto_em {
                format!("perdeu-se a hora de {}", hora(ate))
            } else {
                format!("perderam-se as horas de {} a {}", hora(disparo.previsto_em), hora(ate))
            };
            ("PERDIDO", Some(format!("não havia quem corresse: {quais}")))
        }
    };
    DisparoNovo {
        agendamento: AgendamentoId(agendamento.id),
        previsto_em: disparo.previsto_em,
        situacao,
        pedido_por: None,
        mensagem,
    }
}

/// O que se guardou já não se lê: o agendamento para de vencer, à vista, em vez de falhar a cada volta.
fn com_defeito(agendamento: &Agendamento, hora: Instante, defeito: String) -> DisparoNovo {
    tracing::error!(agendamento.id = %agendamento.id, defeito, "agendamento ilegível; parou até que o corrijam");
    DisparoNovo {
        agendamento: AgendamentoId(agendamento.id),
        previsto_em: hora,
        situacao: "FALHOU",
        pedido_por: None,
        mensagem: Some(format!("{defeito}; corrija o agendamento")),
    }
}
