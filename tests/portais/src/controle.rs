//! `/_controle`: ver, armar e desarmar falhas, à mão (página) ou por programa (JSON).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use crate::falhas::{Armada, Falha, QuadroDeFalhas};
use crate::html::{ESTILO_BASTIDOR, escapar, pagina};

/// `GET /_controle`; `GET`, `POST` e `DELETE /_controle/falhas`.
pub(crate) fn rotas<F: Falha>(nome: &'static str, quadro: Arc<QuadroDeFalhas<F>>) -> Router {
    Router::new()
        .route("/_controle", get(move |quadro| mostrar::<F>(nome, quadro)))
        .route("/_controle/falhas", get(listar::<F>).post(armar::<F>).delete(desarmar::<F>))
        .with_state(quadro)
}

async fn listar<F: Falha>(State(quadro): State<Arc<QuadroDeFalhas<F>>>) -> Json<Vec<Armada<F>>> {
    Json(quadro.armadas())
}

async fn desarmar<F: Falha>(State(quadro): State<Arc<QuadroDeFalhas<F>>>) -> StatusCode {
    quadro.desarmar_todas();
    StatusCode::NO_CONTENT
}

async fn armar<F: Falha>(State(quadro): State<Arc<QuadroDeFalhas<F>>>, corpo: Bytes) -> Response {
    match serde_json::from_slice::<Armada<F>>(&corpo) {
        Ok(Armada { vezes: Some(0), .. }) => recusa("`vezes` começa em 1; deixe de fora para sempre".into()),
        Ok(armada) => {
            quadro.armar(&armada.chave, armada.falha.clone(), armada.vezes.into());
            (StatusCode::CREATED, Json(armada)).into_response()
        }
        Err(erro) => {
            let nomes: Vec<_> = F::CATALOGO.iter().map(|i| i.nome).collect();
            recusa(format!(
                "mande {{\"chave\":\"*\",\"falha\":\"…\",\"ms\":1000,\"vezes\":1}}, com falha entre: {}. Detalhe: {erro}",
                nomes.join(", ")
            ))
        }
    }
}

fn recusa(mensagem: String) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "erro": mensagem }))).into_response()
}

async fn mostrar<F: Falha>(nome: &'static str, State(quadro): State<Arc<QuadroDeFalhas<F>>>) -> Html<String> {
    let opcoes: String = F::CATALOGO
        .iter()
        .map(|i| {
            let ms = if i.pede_ms { " (ms)" } else { "" };
            format!("<option value=\"{}\" data-ms=\"{}\">{}{ms}: {}</option>", i.nome, i.pede_ms, i.nome, i.descricao)
        })
        .collect();
    let linhas: String = quadro
        .armadas()
        .iter()
        .map(|armada| {
            let json = serde_json::to_string(armada).unwrap_or_else(|erro| erro.to_string());
            format!("<li><code>{}</code></li>", escapar(&json))
        })
        .collect();
    let corpo = format!(
        "<h1>Controle — {nome}</h1>
<h2>Falhas armadas</h2>
<ul id=\"armadas\">{}</ul>
<button id=\"desarmar\">Desarmar todas</button>
<h2>Armar</h2>
<form id=\"armar\">
  <label>Falha <select name=\"falha\">{opcoes}</select></label>
  <label>Para quem <input name=\"chave\" value=\"*\" required></label>
  <label>Milissegundos <input name=\"ms\" type=\"number\" min=\"0\" value=\"3000\"></label>
  <label>Vezes <input name=\"vezes\" type=\"number\" min=\"1\" placeholder=\"sempre\"></label>
  <button>Armar</button>
  <p id=\"erro\" role=\"alert\"></p>
</form>
<script>{}</script>",
        if linhas.is_empty() { "<li>Nenhuma.</li>".to_owned() } else { linhas },
        include_str!("../recursos/controle.js")
    );
    pagina(&format!("Controle — {nome}"), ESTILO_BASTIDOR, &corpo)
}

#[cfg(test)]
mod testes {
    use super::*;

    fn todo_interruptor_arma<F: Falha>() {
        for interruptor in F::CATALOGO {
            let json = json!({ "falha": interruptor.nome, "ms": 1 });
            let armada: Armada<F> =
                serde_json::from_value(json).unwrap_or_else(|e| panic!("{}: {e}", interruptor.nome));
            let volta = serde_json::to_value(&armada.falha).unwrap();
            assert_eq!(volta.get("ms").is_some(), interruptor.pede_ms, "{}", interruptor.nome);
        }
    }

    #[test]
    fn o_que_a_pagina_oferece_o_portal_aceita() {
        todo_interruptor_arma::<crate::FalhaOi>();
        todo_interruptor_arma::<crate::FalhaEmbratel>();
        todo_interruptor_arma::<crate::FalhaDigitalnet>();
        todo_interruptor_arma::<crate::FalhaAzuton>();
        todo_interruptor_arma::<crate::FalhaVivo>();
        todo_interruptor_arma::<crate::FalhaSat>();
        todo_interruptor_arma::<crate::FalhaRpaExterno>();
        todo_interruptor_arma::<crate::FalhaMensageiro>();
        todo_interruptor_arma::<crate::FalhaCorreio>();
    }
}
