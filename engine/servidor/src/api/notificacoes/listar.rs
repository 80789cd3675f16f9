//! Listar notificações.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, notificacoes};
use esteira_armazem::faturas::FiltroDeNotificacoes;
use esteira_base::Instante;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Notificacao;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite, um_de};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

/// Status de envio.
const STATUS: [&str; 3] = ["PENDENTE", "ENVIADO", "FALHOU"];
const CANAIS: [&str; 4] = ["EMAIL", "WHATSAPP", "TELEGRAM", "SLACK"];

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// `PENDENTE`, `ENVIADO` ou `FALHOU`.
    status: Option<String>,
    /// `EMAIL`, `WHATSAPP`, `TELEGRAM` ou `SLACK`.
    canal: Option<String>,
    /// Só deste processo.
    processo: Option<Uuid>,
    /// Nascidas daqui em diante.
    #[param(value_type = Option<String>, format = DateTime)]
    de: Option<Instante>,
    /// Nascidas antes disto.
    #[param(value_type = Option<String>, format = DateTime)]
    ate: Option<Instante>,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

/// Notificações na ordem em que nasceram.
#[utoipa::path(
    get,
    path = "/api/notificacoes",
    operation_id = "listar_notificacoes",
    tag = "notificacoes",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Notificacao>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Notificacao>>, ErroApi> {
    um_de("status", filtro.status.as_deref(), &STATUS)?;
    um_de("canal", filtro.canal.as_deref(), &CANAIS)?;
    let limite = limite(filtro.limite)?;
    let Filtro { status, canal, processo, de, ate, depois_de, .. } = filtro;
    let filtro = FiltroDeNotificacoes { status, canal, processo, de, ate, depois_de, limite };
    Ok(Json(Lista::de(notificacoes::listar(&app, &quem, &filtro).await?)))
}
