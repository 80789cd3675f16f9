//! Anexos de uma tarefa.

use axum::Json;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use esteira_aplicacao::tarefas::AnexoNovo;
use esteira_aplicacao::{Aplicacao, tarefas};
use esteira_armazem::motor;
use esteira_base::Instante;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::formulario::{abrir, ilegivel};
use crate::api::guardado::instante;
use crate::api::lista::{Lista, PaginaPedida, limite};
use crate::api::problema::Problemas;
use crate::arquivo::{Arquivo, Binario};
use crate::extracao::{Autenticado, Caminho, Consulta};
use crate::resposta::Criado;

/// O formulário, para a descrição.
#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve; quem lê é `Formulario`")]
pub(crate) struct NovoAnexo {
    /// O arquivo, com nome; até 25 MiB.
    #[schema(value_type = String, format = Binary)]
    arquivo: Vec<u8>,
}

/// O formulário lido.
pub(crate) struct Formulario(AnexoNovo);

impl<E: Send + Sync> FromRequest<E> for Formulario {
    type Rejection = ErroApi;

    async fn from_request(pedido: Request, estado: &E) -> Result<Self, ErroApi> {
        let como = "mande um formulário multipart/form-data, com o arquivo no campo `arquivo`";
        let mut formulario = abrir(pedido, estado, como).await?;
        let mut lido = None;
        while let Some(campo) = formulario.next_field().await.map_err(ilegivel)? {
            let nome = campo.name().unwrap_or_default().to_owned();
            if nome != "arquivo" || lido.is_some() {
                let mensagem = "o único campo aceito é `arquivo`, uma vez só; para mais anexos, faça mais pedidos";
                return Err(ErroApi::campo(nome, "desconhecido", mensagem));
            }
            let (nome, tipo) =
                (campo.file_name().unwrap_or_default().to_owned(), campo.content_type().map(str::to_owned));
            lido = Some(AnexoNovo { nome, tipo, conteudo: campo.bytes().await.map_err(ilegivel)? });
        }
        lido.map(Self).ok_or_else(|| ErroApi::campo("arquivo", "obrigatorio", "mande o arquivo neste campo"))
    }
}

/// Um anexo; nunca muda.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Anexo {
    pub id: Uuid,
    #[schema(example = "contrato.pdf")]
    pub nome: String,
    /// O que quem anexou disse ser.
    #[schema(example = "application/pdf")]
    pub tipo: String,
    /// Em bytes.
    pub tamanho: i64,
    /// BLAKE3 do conteúdo.
    pub resumo: String,
    /// Nulo para o sistema.
    pub usuario_id: Option<Uuid>,
    pub usuario_nome: String,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
}

impl From<motor::AnexoDaTarefa> for Anexo {
    fn from(anexo: motor::AnexoDaTarefa) -> Self {
        Self {
            id: anexo.id,
            nome: anexo.nome,
            tipo: anexo.tipo,
            tamanho: anexo.tamanho,
            resumo: anexo.resumo,
            usuario_id: anexo.usuario_id,
            usuario_nome: anexo.usuario_nome,
            data_criacao: instante(anexo.data_criacao),
        }
    }
}

/// Anexa um arquivo a uma tarefa aberta: quem a pode decidir, e o administrador.
#[utoipa::path(
    post,
    path = "/api/aprovacoes/{id}/anexos",
    operation_id = "anexar_a_tarefa",
    tag = "aprovacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da tarefa")),
    request_body(content = NovoAnexo, content_type = "multipart/form-data"),
    responses((status = 201, body = Anexo), Problemas)
)]
pub(crate) async fn anexar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Formulario(novo): Formulario,
) -> Result<Criado<Anexo>, ErroApi> {
    let corpo: Anexo = tarefas::anexar(&app, &quem, id.into(), novo).await?.into();
    Ok(Criado { endereco: format!("/api/aprovacoes/{id}/anexos/{}", corpo.id), revisao: None, corpo })
}

/// Os anexos, do mais velho ao mais novo.
#[utoipa::path(
    get,
    path = "/api/aprovacoes/{id}/anexos",
    operation_id = "listar_anexos",
    tag = "aprovacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da tarefa"), PaginaPedida),
    responses((status = 200, body = Lista<Anexo>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    Consulta(pagina): Consulta<PaginaPedida>,
) -> Result<Json<Lista<Anexo>>, ErroApi> {
    let limite = limite(pagina.limite)?;
    Ok(Json(Lista::de(tarefas::anexos(&app, &quem, id.into(), pagina.depois_de, limite).await?)))
}

/// O conteúdo de um anexo. PDF e imagem se mostram; o resto só se baixa.
#[utoipa::path(
    get,
    path = "/api/aprovacoes/{id}/anexos/{anexo_id}",
    operation_id = "baixar_anexo",
    tag = "aprovacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da tarefa"), ("anexo_id" = Uuid, Path, description = "Id do anexo")),
    responses((status = 200, description = "O arquivo", content_type = "application/octet-stream", body = inline(Binario)), Problemas)
)]
pub(crate) async fn conteudo(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho((id, anexo_id)): Caminho<(Uuid, Uuid)>,
) -> Result<Arquivo, ErroApi> {
    let (anexo, conteudo) = tarefas::anexo(&app, &quem, id.into(), anexo_id).await?;
    Ok(Arquivo { nome: anexo.nome, tipo: anexo.tipo, conteudo })
}

/// Remove um anexo, com a tarefa ainda aberta: quem o anexou, e o administrador.
#[utoipa::path(
    delete,
    path = "/api/aprovacoes/{id}/anexos/{anexo_id}",
    operation_id = "remover_anexo",
    tag = "aprovacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da tarefa"), ("anexo_id" = Uuid, Path, description = "Id do anexo")),
    responses((status = 204, description = "Removido"), Problemas)
)]
pub(crate) async fn remover(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho((id, anexo_id)): Caminho<(Uuid, Uuid)>,
) -> Result<StatusCode, ErroApi> {
    tarefas::remover_anexo(&app, &quem, id.into(), anexo_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
