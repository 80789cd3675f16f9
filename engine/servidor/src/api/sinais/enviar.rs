//! Mandar um sinal.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::sinais::{self, Destino};
use esteira_aplicacao::{Aplicacao, sinais::SinalEnviado as Pedido};
use uuid::Uuid;

use super::modelo::{Sinal, SinalDireto, SinalEnviado};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, ChaveDeIdempotencia, Corpo};

/// Entrega o sinal à espera mais velha com este nome e esta correlação; se ninguém o espera, guarda-o até alguém esperar.
///
/// A mesma `Idempotency-Key` devolve o mesmo sinal, na situação de agora; com outro conteúdo, é conflito.
#[utoipa::path(
    post,
    path = "/api/sinais",
    operation_id = "enviar_sinal",
    tag = "sinais",
    security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "O mesmo texto outra vez é o mesmo sinal")),
    request_body = SinalEnviado,
    responses((status = 202, body = Sinal), Problemas)
)]
pub(crate) async fn enviar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    ChaveDeIdempotencia(chave): ChaveDeIdempotencia,
    Corpo(enviado): Corpo<SinalEnviado>,
) -> Result<(StatusCode, Json<Sinal>), ErroApi> {
    let pedido = Pedido {
        nome: enviado.nome,
        destino: Destino::QuemEspera { correlacao: enviado.correlacao },
        dados: enviado.dados,
        chave_de_idempotencia: chave,
        validade: enviado.validade.map(|validade| validade.0),
    };
    let sinal = sinais::receber(&app, &quem, pedido).await?;
    Ok((StatusCode::ACCEPTED, Json(sinal.into())))
}

/// Entrega o sinal a esta instância; se ela ainda não o espera, ela mesma o guarda.
#[utoipa::path(
    post,
    path = "/api/instancias/{id}/sinais",
    operation_id = "enviar_sinal_a_instancia",
    tag = "sinais",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id da instância"),
        ("Idempotency-Key" = Option<String>, Header, description = "O mesmo texto outra vez é o mesmo sinal")
    ),
    request_body = SinalDireto,
    responses((status = 202, body = Sinal), Problemas)
)]
pub(crate) async fn enviar_a_instancia(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    ChaveDeIdempotencia(chave): ChaveDeIdempotencia,
    Corpo(enviado): Corpo<SinalDireto>,
) -> Result<(StatusCode, Json<Sinal>), ErroApi> {
    let pedido = Pedido {
        nome: enviado.nome,
        destino: Destino::Instancia { id: id.into(), correlacao: enviado.correlacao },
        dados: enviado.dados,
        chave_de_idempotencia: chave,
        validade: None,
    };
    let sinal = sinais::receber(&app, &quem, pedido).await?;
    Ok((StatusCode::ACCEPTED, Json(sinal.into())))
}
