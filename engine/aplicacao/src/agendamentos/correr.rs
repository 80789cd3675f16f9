//! Levar um disparo ao fim, renovando a reserva enquanto dura.

use esteira_base::Instante;
use esteira_base::ids::DisparoId;
use esteira_motor::agenda::Momento;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::cadastro::calendario;
use super::pegar::{Pego, RESERVA};
use super::tipos::{self, Desfecho};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Renovações por reserva: duas podem falhar antes de outro nó poder pegar o disparo.
const RENOVACOES_POR_RESERVA: u32 = 3;

/// Faz o que o disparo manda e o fecha. Cancelado no meio, devolve-o; se a reserva se perde, larga-o: já é de outro nó.
pub async fn correr(app: &Aplicacao, pego: &Pego, cancelar: CancellationToken) {
    let id = DisparoId(pego.disparo.id);
    let desfecho = tokio::select! {
        desfecho = fazer(app, pego) => desfecho,
        () = perder_a_reserva(app, pego) => {
            tracing::warn!(disparo.id = %id, "a reserva deste disparo se perdeu; outro nó o tem");
            return;
        }
        () = cancelar.cancelled() => {
            if let Err(erro) = app.armazem.soltar_disparo(id, pego.concessao).await {
                tracing::warn!(disparo.id = %id, %erro, "não consegui devolver um disparo; a reserva vai vencer sozinha");
            }
            return;
        }
    };
    match desfecho {
        Ok(desfecho) => {
            if let Err(erro) = fechar(app, pego, desfecho).await {
                tracing::warn!(disparo.id = %id, %erro, "não consegui fechar um disparo; ele será refeito");
            }
        }
        Err(erro) => tracing::warn!(disparo.id = %id, %erro, "um disparo não pôde correr agora; será tentado de novo"),
    }
}

/// O que se fez; `Err` só para o que adianta tentar de novo.
async fn fazer(app: &Aplicacao, pego: &Pego) -> Result<Desfecho, ErroAplicacao> {
    let agendamento = &pego.agendamento;
    let calendario = match calendario(agendamento) {
        Ok(calendario) => calendario,
        Err(defeito) => return Ok(Desfecho::Falhou(defeito)),
    };
    let parametros: Value = match serde_json::from_str(&agendamento.parametros_execucao) {
        Ok(parametros) => parametros,
        Err(_) => return Ok(Desfecho::Falhou("os parâmetros do agendamento não se leem mais; corrija-o".to_owned())),
    };
    let previsto_em = calendario.no_lugar(Instante::de_micros(pego.disparo.previsto_em));
    let momento = Momento { nome: &agendamento.nome_agendamento, previsto_em };
    match tipos::fazer(app, &quem(pego), pego, &parametros, &momento).await {
        Err(erro @ ErroAplicacao::Interno(_)) => {
            let causa = std::error::Error::source(&erro).map(ToString::to_string);
            tracing::error!(disparo.id = %pego.disparo.id, %erro, causa, "disparo falhou por dentro");
            Ok(Desfecho::Falhou("falhou por dentro; o motivo está no log do nó".to_owned()))
        }
        Err(erro @ ErroAplicacao::Indisponivel(_)) => Err(erro),
        Err(recusa) => Ok(Desfecho::Falhou(recusa.to_string())),
        feito => feito,
    }
}

/// Em nome de quem se faz: do sistema, dizendo qual agendamento e quem o mandou.
fn quem(pego: &Pego) -> Quem {
    let nome = match &pego.disparo.pedido_por {
        Some(pessoa) => format!("agendamento {} (por {pessoa})", pego.agendamento.nome_agendamento),
        None => format!("agendamento {}", pego.agendamento.nome_agendamento),
    };
    Quem { nome, ..Quem::sistema(pego.agendamento.inquilino_id.into()) }
}

async fn fechar(app: &Aplicacao, pego: &Pego, desfecho: Desfecho) -> Result<(), ErroAplicacao> {
    let (situacao, mensagem) = match desfecho {
        // O que se fez já o fechou, no mesmo commit.
        Desfecho::Fechado => return Ok(()),
        Desfecho::Concluido(mensagem) => ("CONCLUIDO", mensagem),
        Desfecho::Pulado(mensagem) => ("PULADO", mensagem),
        Desfecho::Falhou(mensagem) => ("FALHOU", mensagem),
        Desfecho::DeOutro => return Ok(()),
    };
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(pego.agendamento.inquilino_id.into()).await?;
    if unidade.fechar_disparo(pego.disparo.id.into(), pego.concessao, situacao, None, Some(&mensagem), agora).await? {
        unidade.confirmar().await?;
        tracing::info!(disparo.id = %pego.disparo.id, agendamento = pego.agendamento.nome_agendamento, situacao, mensagem, "disparo");
    }
    Ok(())
}

/// Renova a reserva; só volta quando ela já é de outro.
async fn perder_a_reserva(app: &Aplicacao, pego: &Pego) {
    loop {
        tokio::time::sleep(RESERVA / RENOVACOES_POR_RESERVA).await;
        let ate = app.relogio.agora().mais(RESERVA);
        match app.armazem.renovar_disparo(pego.disparo.id.into(), pego.concessao, ate).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(erro) => tracing::warn!(disparo.id = %pego.disparo.id, %erro, "não consegui renovar um disparo"),
        }
    }
}
