//! Comentários de uma tarefa.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, tarefas};
use esteira_armazem::motor;
use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::guardado::instante;
use crate::api::lista::{Lista, PaginaPedida, limite};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Consulta, Corpo};
use crate::resposta::Criado;

/// O que se escreve.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NovoComentario {
    /// Até 4.000 caracteres.
    pub texto: String,
}

/// Um comentário; nunca muda.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Comentario {
    pub id: Uuid,
    /// Nulo para o sistema.
    pub usuario_id: Option<Uuid>,
    pub usuario_nome: String,
    pub texto: String,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
}

impl From<motor::Comentario> for Comentario {
    fn from(comentario: motor::Comentario) -> Self {
        Self {
            id: comentario.id,
            usuario_id: comentario.usuario_id,
            usuario_nome: comentario.usuario_nome,
            texto: comentario.texto,
            data_criacao: instante(comentario.data_criacao),
        }
    }
}

/// Acrescenta um comentário, com a tarefa aberta ou já encerrada.
#[utoipa::path(
    post,
    path = "/api/aprovacoes/{id}/comentarios",
    operation_id = "comentar_tarefa",
    tag = "aprovacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da tarefa")),
    request_body = NovoComentario,
    responses((status = 201, body = Comentario), Problemas)
)]
pub(crate) async fn comentar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Corpo(novo): Corpo<NovoComentario>,
) -> Result<Criado<Comentario>, ErroApi> {
    let corpo = tarefas::comentar(&app, &quem, id.into(), &novo.texto).await?.into();
    Ok(Criado { endereco: format!("/api/aprovacoes/{id}/comentarios"), revisao: None, corpo })
}

/// Os comentários, do mais velho ao mais novo.
#[utoipa::path(
    get,
    path = "/api/aprovacoes/{id}/comentarios",
    operation_id = "listar_comentarios",
    tag = "aprovacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da tarefa"), PaginaPedida),
    responses((status = 200, body = Lista<Comentario>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Consulta(pagina): Consulta<PaginaPedida>,
) -> Result<Json<Lista<Comentario>>, ErroApi> {
    let limite = limite(pagina.limite)?;
    Ok(Json(Lista::de(tarefas::comentarios(&app, &quem, id.into(), pagina.depois_de, limite).await?)))
}
