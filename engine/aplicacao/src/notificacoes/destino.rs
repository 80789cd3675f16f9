//! Um destino que serve ao canal. Puro.

use esteira_dominio::{Canal, Email, numero_de_whatsapp};

use crate::ErroAplicacao;

/// Maior destino, em bytes.
const MAXIMO: usize = 254;

/// No Slack o destino é o nome do segredo que guarda o webhook: o endereço dele é segredo.
pub(super) fn conferir_destino(canal: Canal, destino: &str) -> Result<(), ErroAplicacao> {
    let (serve, como) = match canal {
        Canal::Email => (destino.parse::<Email>().is_ok(), "um e-mail, como ana@exemplo.com.br"),
        Canal::Whatsapp => (numero_de_whatsapp(destino).is_some(), "um telefone com DDD, como (11) 98765-4321"),
        Canal::Telegram => (conversa(destino), "o id da conversa, como -1001234567890, ou @nome_do_canal"),
        Canal::Slack => (nome_de_segredo(destino), "o nome do segredo que guarda o webhook, como slack_financeiro"),
    };
    if serve && destino.len() <= MAXIMO {
        return Ok(());
    }
    Err(ErroAplicacao::campo("destino", "invalido", format!("para {canal}, use {como}")))
}

fn conversa(destino: &str) -> bool {
    match destino.strip_prefix('@') {
        Some(nome) => !nome.is_empty() && nome.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'),
        None => destino.parse::<i64>().is_ok(),
    }
}

fn nome_de_segredo(destino: &str) -> bool {
    destino.starts_with(|c: char| c.is_ascii_lowercase())
        && destino.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}
