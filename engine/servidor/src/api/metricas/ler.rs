//! Ler as métricas.

use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use esteira_aplicacao::{Quem, metricas};
use esteira_base::Resumo;
use esteira_base::ids::InquilinoId;
use uuid::Uuid;

use super::texto::{TIPO_MIME, escrever};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::estado::Estado;
use crate::extracao::Autenticado;

/// Fila, instâncias, tarefas e comandos, em OpenMetrics. Com o token da configuração (`[metricas] token`) ou o de quem opera o motor.
#[utoipa::path(
    get,
    path = "/metricas",
    operation_id = "ler_metricas",
    tag = "saude",
    security(("token" = [])),
    responses((status = 200, content_type = TIPO_MIME, body = String), Problemas)
)]
pub(crate) async fn ler(State(estado): State<Estado>, pedido: Request) -> Result<Response, ErroApi> {
    let quem = if e_o_coletor(&estado, pedido.headers()) {
        // O coletor não é de inquilino nenhum: o que ele lê é da instalação.
        Quem::sistema(InquilinoId(Uuid::nil()))
    } else {
        let (mut partes, _) = pedido.into_parts();
        Autenticado::from_request_parts(&mut partes, &estado).await?.0
    };
    let medidas = metricas::medir(&estado.app, &quem).await?;
    Ok(([(header::CONTENT_TYPE, TIPO_MIME)], escrever(&medidas)).into_response())
}

/// Compara os resumos: o tempo que leva não diz o quanto do token se acertou.
fn e_o_coletor(estado: &Estado, cabecalhos: &HeaderMap) -> bool {
    let esperado = estado.opcoes.token_das_metricas.as_ref().filter(|token| !token.revelar().is_empty());
    let Some(esperado) = esperado else { return false };
    let mandado = cabecalhos.get(header::AUTHORIZATION).and_then(|valor| valor.to_str().ok());
    let mandado = mandado.and_then(|valor| valor.strip_prefix("Bearer "));
    mandado.is_some_and(|mandado| Resumo::de(mandado.trim().as_bytes()) == Resumo::de(esperado.revelar().as_bytes()))
}
