//! A porta pública: onde os sistemas de fora batem.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::webhooks::{self, Cabecalhos, Chegada};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::arquivo::Binario;
use crate::extracao::{Caminho, DeOnde};

/// O pedido está guardado.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PedidoGuardado {
    /// Cite-o a quem cuida do sistema se algo não andar.
    pub recebido: Uuid,
}

/// Recebe o que um sistema de fora manda, até 256 KiB. A prova é a que se combinou no cadastro; a recusa não diz o que não conferiu.
#[utoipa::path(
    post,
    path = "/webhooks/{caminho}",
    operation_id = "receber_webhook",
    tag = "webhooks",
    params(("caminho" = String, Path, description = "O fim do endereço do webhook")),
    request_body(content = inline(Binario), content_type = "application/octet-stream"),
    responses((status = 202, body = PedidoGuardado), Problemas)
)]
pub(crate) async fn receber(
    State(app): State<Aplicacao>,
    Caminho(caminho): Caminho<String>,
    DeOnde(origem): DeOnde,
    cabecalhos: HeaderMap,
    corpo: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<(StatusCode, Json<PedidoGuardado>), ErroApi> {
    let chegada = Chegada { cabecalhos: texto(&cabecalhos), corpo: corpo?.into(), ip: origem.ip };
    let recebido = webhooks::receber(&app, &caminho, chegada).await?;
    Ok((StatusCode::ACCEPTED, Json(PedidoGuardado { recebido: recebido.into() })))
}

fn texto(cabecalhos: &HeaderMap) -> Cabecalhos {
    let pares = cabecalhos
        .iter()
        .map(|(nome, valor)| (nome.as_str().to_owned(), String::from_utf8_lossy(valor.as_bytes()).into_owned()));
    Cabecalhos(pares.collect())
}
