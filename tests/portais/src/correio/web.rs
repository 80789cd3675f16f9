//! A página e o JSON com as mensagens.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;
use axum::routing::get;
use axum::{Json, Router};

use super::estado::Estado;
use super::mensagem::Mensagem;
use crate::dados::formato::momento_br;
use crate::html::{ESTILO_BASTIDOR, escapar, pagina};

pub(super) fn rotas(estado: &Arc<Estado>) -> Router {
    Router::new().route("/", get(listar)).route("/mensagens.json", get(json)).with_state(estado.clone())
}

async fn json(State(estado): State<Arc<Estado>>) -> Json<Vec<Mensagem>> {
    Json(estado.mensagens.todas())
}

/// As mais novas primeiro.
async fn listar(State(estado): State<Arc<Estado>>) -> Html<String> {
    let mensagens = estado.mensagens.todas();
    let artigos: String = mensagens.iter().rev().map(artigo).collect();
    let corpo = format!(
        "<h1>Caixa de correio simulada — mensagens: {}</h1>{artigos}\
         <p><a href=\"/mensagens.json\">JSON</a> · <a href=\"/_controle\">Controle</a></p>",
        mensagens.len()
    );
    pagina("Caixa de correio", ESTILO_BASTIDOR, &corpo)
}

fn artigo(mensagem: &Mensagem) -> String {
    let anexos: Vec<_> =
        mensagem.anexos.iter().map(|anexo| format!("{} ({} bytes)", anexo.nome, anexo.tamanho)).collect();
    format!(
        "<article><h2>{}</h2><p>De {} para {} · {}<br>Message-ID: {}{}</p><pre>{}</pre></article>",
        escapar(&mensagem.assunto),
        escapar(&mensagem.de),
        escapar(&mensagem.para.join(", ")),
        momento_br(mensagem.quando),
        escapar(mensagem.id.as_deref().unwrap_or("nenhum")),
        if anexos.is_empty() { String::new() } else { format!("<br>Anexos: {}", escapar(&anexos.join(", "))) },
        escapar(&mensagem.texto),
    )
}
