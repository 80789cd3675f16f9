//! Listar notificações.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, notificacoes};
use esteira_armazem::faturas;
use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::guardado::instante;
use crate::api::lista::{Lista, limite, um_de};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

/// Status de envio.
const STATUS: [&str; 3] = ["PENDENTE", "ENVIADO", "FALHOU"];

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// `PENDENTE`, `ENVIADO` ou `FALHOU`.
    status: Option<String>,
    /// Só deste processo.
    processo: Option<Uuid>,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

/// Uma notificação.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Notificacao {
    pub id: Uuid,
    pub processo_id: Option<Uuid>,
    /// `EMAIL`, `WHATSAPP`, `TELEGRAM` ou `SLACK`.
    #[schema(example = "EMAIL")]
    pub tipo_notificacao: String,
    #[schema(example = "ana.souza@exemplo.com.br")]
    pub destinatario: String,
    pub assunto: String,
    pub mensagem: String,
    /// `PENDENTE`, `ENVIADO` ou `FALHOU`.
    #[schema(example = "ENVIADO")]
    pub status_envio: String,
    pub tentativas_envio: i64,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub data_envio: Option<Instante>,
    pub mensagem_erro: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
}

impl From<faturas::Notificacao> for Notificacao {
    fn from(n: faturas::Notificacao) -> Self {
        Self {
            id: n.id,
            processo_id: n.processo_id,
            tipo_notificacao: n.tipo_notificacao,
            destinatario: n.destinatario,
            assunto: n.assunto,
            mensagem: n.mensagem,
            status_envio: n.status_envio,
            tentativas_envio: n.tentativas_envio,
            data_envio: n.data_envio.map(instante),
            mensagem_erro: n.mensagem_erro,
            data_criacao: instante(n.data_criacao),
        }
    }
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
    let status = filtro.status.as_deref();
    um_de("status", status, &STATUS)?;
    let (processo, limite) = (filtro.processo.map(Into::into), limite(filtro.limite)?);
    Ok(Json(Lista::de(notificacoes::listar(&app, &quem, status, processo, filtro.depois_de, limite).await?)))
}
