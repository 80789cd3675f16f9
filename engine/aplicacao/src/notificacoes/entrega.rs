//! O que o canal conta depois de aceitar: entregue, lido, falhou.

use esteira_dominio::{Canal, Entrega};
use serde_json::Value;

use crate::webhooks::e_sorteado;
use crate::{Aplicacao, ErroAplicacao};

/// O acontecimento que fala de entrega; o resto não interessa.
const MUDOU: &str = "messages.update";

/// Um aviso da Evolution API. Só se olha o id e o estado: a chave que vem no corpo nem se guarda nem se registra. O que não se entende não é erro: ela
/// insistiria.
pub async fn contar_entrega(app: &Aplicacao, retorno: &str, corpo: &Value) -> Result<(), ErroAplicacao> {
    let canal = match e_sorteado(retorno) {
        true => app.armazem.canal_do_retorno(retorno).await?,
        false => None,
    };
    let canal = canal.ok_or_else(|| ErroAplicacao::nao_encontrado("canal", "neste endereço"))?;
    let contadas = contadas(corpo);
    if contadas.is_empty() {
        return Ok(());
    }
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(canal.inquilino_id.into()).await?;
    for (id, entrega) in contadas {
        unidade.anotar_entrega(Canal::Whatsapp.as_str(), id, entrega.as_str(), agora).await?;
    }
    unidade.confirmar().await?;
    Ok(())
}

/// O id de cada mensagem e o que se conta dela.
fn contadas(corpo: &Value) -> Vec<(&str, Entrega)> {
    let evento = corpo.get("event").and_then(Value::as_str).unwrap_or_default();
    if evento.to_ascii_lowercase().replace('_', ".") != MUDOU {
        return Vec::new();
    }
    let itens: Vec<&Value> = match corpo.get("data") {
        Some(Value::Array(itens)) => itens.iter().collect(),
        Some(um) => vec![um],
        None => Vec::new(),
    };
    itens
        .into_iter()
        .filter_map(|dito| {
            let id = dito.get("keyId").or_else(|| dito.pointer("/key/id"))?.as_str()?;
            Some((id, entrega(dito.get("status")?.as_str()?)?))
        })
        .collect()
}

/// Aceitar (`PENDING`, `SERVER_ACK`) não é entregar.
fn entrega(status: &str) -> Option<Entrega> {
    match status {
        "DELIVERY_ACK" => Some(Entrega::Entregue),
        "READ" | "PLAYED" => Some(Entrega::Lido),
        "ERROR" => Some(Entrega::Falhou),
        _ => None,
    }
}
