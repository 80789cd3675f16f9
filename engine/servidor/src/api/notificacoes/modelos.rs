//! Os textos das mensagens: ver, editar, voltar ao do produto, experimentar.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::notificacoes::modelos::{self, Escrita, ModeloEscrito, ModeloVisto};
use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::canal::canal;
use crate::api::erro::ErroApi;
use crate::api::guardado::instante;
use crate::api::lista::Lista;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo};

/// O que se escreve. `{{ … }}` cita uma variável, com os filtros `upper`, `lower`, `title`, `capitalize`, `trim` e `default`; `{% if … %}` escolhe.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ModeloEnviado {
    /// Nos canais sem assunto, abre o texto; pode ficar vazio.
    #[serde(default)]
    #[schema(example = "Fatura parada: {{ processo.cliente }}")]
    pub assunto: String,
    #[schema(example = "O processo de {{ processo.cliente }} parou: {{ dados.motivo }}")]
    pub texto: String,
    /// Só para e-mail. Os valores das variáveis entram escapados.
    #[serde(default)]
    pub html: Option<String>,
}

impl From<ModeloEnviado> for ModeloEscrito {
    fn from(enviado: ModeloEnviado) -> Self {
        Self { assunto: enviado.assunto, texto: enviado.texto, html: enviado.html }
    }
}

/// Um modelo como vale agora.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Modelo {
    #[schema(example = "processo_falhou")]
    pub evento: String,
    #[schema(example = "EMAIL")]
    pub canal: String,
    pub assunto: String,
    pub texto: String,
    pub html: Option<String>,
    /// Nula, é o que vem com o produto.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub editado_em: Option<Instante>,
    /// O que ele pode citar. O que está dentro de `dados` e de uma destas também vale.
    pub variaveis: Vec<&'static str>,
}

impl From<ModeloVisto> for Modelo {
    fn from(visto: ModeloVisto) -> Self {
        Self {
            evento: visto.evento,
            canal: visto.canal,
            assunto: visto.assunto,
            texto: visto.texto,
            html: visto.html,
            editado_em: visto.editado_em.map(instante),
            variaveis: visto.variaveis,
        }
    }
}

/// O que experimentar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviaPedida {
    /// Sem ele, o que vale agora.
    #[serde(default)]
    pub modelo: Option<ModeloEnviado>,
    /// Um processo de verdade; sem ele, um inventado.
    #[serde(default)]
    pub processo: Option<Uuid>,
    /// O que o fluxo contaria em `com`.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({ "motivo": "senha recusada" }))]
    pub dados: Value,
}

/// A mensagem como sairia.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Previa {
    pub assunto: String,
    pub texto: String,
    pub html: Option<String>,
}

impl From<Escrita> for Previa {
    fn from(escrita: Escrita) -> Self {
        Self { assunto: escrita.assunto, texto: escrita.texto, html: escrita.html }
    }
}

/// Os modelos editados e os que vêm com o produto. Vem tudo de uma vez.
#[utoipa::path(
    get,
    path = "/api/notificacoes/modelos",
    operation_id = "listar_modelos_de_mensagem",
    tag = "notificacoes",
    security(("token" = [])),
    responses((status = 200, body = Lista<Modelo>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
) -> Result<Json<Lista<Modelo>>, ErroApi> {
    Ok(Json(Lista::inteira(modelos::listar(&app, &quem).await?)))
}

/// O modelo que vale para um acontecimento e um canal, e o que ele pode citar.
#[utoipa::path(
    get,
    path = "/api/notificacoes/modelos/{evento}/{canal}",
    operation_id = "obter_modelo_de_mensagem",
    tag = "notificacoes",
    security(("token" = [])),
    params(("evento" = String, Path, description = "Como o fluxo o diz"), ("canal" = String, Path, description = "O canal")),
    responses((status = 200, body = Modelo), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho((evento, nome)): Caminho<(String, String)>,
) -> Result<Json<Modelo>, ErroApi> {
    Ok(Json(modelos::obter(&app, &quem, &evento, canal(&nome)?).await?.into()))
}

/// Edita. Variável que não existe é recusada, com a lista das que existem.
#[utoipa::path(
    put,
    path = "/api/notificacoes/modelos/{evento}/{canal}",
    operation_id = "guardar_modelo_de_mensagem",
    tag = "notificacoes",
    security(("token" = [])),
    params(("evento" = String, Path, description = "Como o fluxo o diz"), ("canal" = String, Path, description = "O canal")),
    request_body = ModeloEnviado,
    responses((status = 200, body = Modelo), Problemas)
)]
pub(crate) async fn guardar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho((evento, nome)): Caminho<(String, String)>,
    Corpo(enviado): Corpo<ModeloEnviado>,
) -> Result<Json<Modelo>, ErroApi> {
    Ok(Json(modelos::guardar(&app, &quem, &evento, canal(&nome)?, enviado.into()).await?.into()))
}

/// Volta ao modelo do produto.
#[utoipa::path(
    delete,
    path = "/api/notificacoes/modelos/{evento}/{canal}",
    operation_id = "apagar_modelo_de_mensagem",
    tag = "notificacoes",
    security(("token" = [])),
    params(("evento" = String, Path, description = "Como o fluxo o diz"), ("canal" = String, Path, description = "O canal")),
    responses((status = 204, description = "Vale o do produto"), Problemas)
)]
pub(crate) async fn apagar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho((evento, nome)): Caminho<(String, String)>,
) -> Result<StatusCode, ErroApi> {
    modelos::apagar(&app, &quem, &evento, canal(&nome)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A mensagem como sairia, sem mandar nada.
#[utoipa::path(
    post,
    path = "/api/notificacoes/modelos/{evento}/{canal}/previa",
    operation_id = "previa_de_modelo_de_mensagem",
    tag = "notificacoes",
    security(("token" = [])),
    params(("evento" = String, Path, description = "Como o fluxo o diz"), ("canal" = String, Path, description = "O canal")),
    request_body = PreviaPedida,
    responses((status = 200, body = Previa), Problemas)
)]
pub(crate) async fn previa(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho((evento, nome)): Caminho<(String, String)>,
    Corpo(pedida): Corpo<PreviaPedida>,
) -> Result<Json<Previa>, ErroApi> {
    let (escrito, processo) = (pedida.modelo.map(Into::into), pedida.processo.map(Into::into));
    let alvo = (evento.as_str(), canal(&nome)?);
    Ok(Json(modelos::previa(&app, &quem, alvo, escrito, processo, pedida.dados).await?.into()))
}
