//! Quem recebe o quê.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::notificacoes::regras::{self, RegraEscolhida};
use esteira_armazem::avisos::RegraGuardada;
use esteira_base::Instante;
use esteira_dominio::{Canal, Perfil, Resumo};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::guardado::instante;
use crate::api::lista::Lista;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo, SeRevisao};
use crate::resposta::{ComRevisao, Criado};

/// Uma regra. Havendo regra ativa para o acontecimento, valem só as regras; sem nenhuma, avisam-se operadores e administradores.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegraEnviada {
    /// Como o fluxo o diz, ou `*` para todos.
    #[schema(example = "processo_falhou")]
    pub evento: String,
    /// Só desta operadora.
    #[serde(default)]
    pub operadora_id: Option<Uuid>,
    /// `EMAIL`, `WHATSAPP`, `TELEGRAM` ou `SLACK`.
    #[schema(value_type = String, example = "TELEGRAM")]
    pub canal: Canal,
    /// Os usuários ativos deste perfil, por e-mail ou WhatsApp; ou `destino`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub perfil: Option<Perfil>,
    /// Um e-mail, um telefone, o id de uma conversa do Telegram, ou o nome do segredo que guarda um webhook do Slack.
    #[serde(default)]
    #[schema(example = "-1001234567890")]
    pub destino: Option<String>,
    /// `A_CADA_HORA` ou `DIARIO` (às 8h de Brasília): os avisos se juntam num só. Nulo, vão na hora.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub resumo: Option<Resumo>,
    #[serde(default = "ativa")]
    pub status_ativo: bool,
}

fn ativa() -> bool {
    true
}

impl From<RegraEnviada> for RegraEscolhida {
    fn from(enviada: RegraEnviada) -> Self {
        Self {
            evento: enviada.evento,
            operadora: enviada.operadora_id.map(Into::into),
            canal: enviada.canal,
            perfil: enviada.perfil,
            destino: enviada.destino,
            resumo: enviada.resumo,
            ativa: enviada.status_ativo,
        }
    }
}

/// Uma regra guardada.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Regra {
    pub id: Uuid,
    pub evento: String,
    pub operadora_id: Option<Uuid>,
    pub canal: String,
    pub perfil: Option<String>,
    pub destino: Option<String>,
    pub resumo: Option<String>,
    pub status_ativo: bool,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
    #[schema(value_type = String, format = DateTime)]
    pub data_atualizacao: Instante,
}

impl From<RegraGuardada> for Regra {
    fn from(guardada: RegraGuardada) -> Self {
        Self {
            id: guardada.id,
            evento: guardada.evento,
            operadora_id: guardada.operadora_id,
            canal: guardada.canal,
            perfil: guardada.perfil,
            destino: guardada.destino,
            resumo: guardada.resumo,
            status_ativo: guardada.status_ativo,
            data_criacao: instante(guardada.data_criacao),
            data_atualizacao: instante(guardada.data_atualizacao),
        }
    }
}

impl From<RegraGuardada> for ComRevisao<Regra> {
    fn from(guardada: RegraGuardada) -> Self {
        Self { revisao: guardada.revisao, corpo: guardada.into() }
    }
}

/// Todas as regras, na ordem em que nasceram. Vem tudo de uma vez.
#[utoipa::path(
    get,
    path = "/api/notificacoes/regras",
    operation_id = "listar_regras_de_aviso",
    tag = "notificacoes",
    security(("token" = [])),
    responses((status = 200, body = Lista<Regra>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
) -> Result<Json<Lista<Regra>>, ErroApi> {
    Ok(Json(Lista::inteira(regras::listar(&app, &quem).await?)))
}

/// Uma regra, com o `ETag` que volta em `If-Match`.
#[utoipa::path(
    get,
    path = "/api/notificacoes/regras/{id}",
    operation_id = "obter_regra_de_aviso",
    tag = "notificacoes",
    security(("token" = [])),
    params(("id" = Uuid, Path, description = "Id da regra")),
    responses((status = 200, body = Regra), Problemas)
)]
pub(crate) async fn obter(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
) -> Result<ComRevisao<Regra>, ErroApi> {
    Ok(regras::obter(&app, &quem, id).await?.into())
}

/// Cria uma regra. O próximo aviso já a segue.
#[utoipa::path(
    post,
    path = "/api/notificacoes/regras",
    operation_id = "criar_regra_de_aviso",
    tag = "notificacoes",
    security(("token" = [])),
    request_body = RegraEnviada,
    responses((status = 201, body = Regra), Problemas)
)]
pub(crate) async fn criar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(enviada): Corpo<RegraEnviada>,
) -> Result<Criado<Regra>, ErroApi> {
    let criada = regras::criar(&app, &quem, enviada.into()).await?;
    Ok(Criado {
        endereco: format!("/api/notificacoes/regras/{}", criada.id),
        revisao: Some(criada.revisao),
        corpo: criada.into(),
    })
}

/// Troca a regra inteira. Exige `If-Match`.
#[utoipa::path(
    put,
    path = "/api/notificacoes/regras/{id}",
    operation_id = "alterar_regra_de_aviso",
    tag = "notificacoes",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id da regra"),
        ("If-Match" = String, Header, description = "O ETag lido")
    ),
    request_body = RegraEnviada,
    responses((status = 200, body = Regra), Problemas)
)]
pub(crate) async fn alterar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    SeRevisao(revisao): SeRevisao,
    Corpo(enviada): Corpo<RegraEnviada>,
) -> Result<ComRevisao<Regra>, ErroApi> {
    Ok(regras::alterar(&app, &quem, id, revisao, enviada.into()).await?.into())
}

/// Apaga a regra. Exige `If-Match`.
#[utoipa::path(
    delete,
    path = "/api/notificacoes/regras/{id}",
    operation_id = "apagar_regra_de_aviso",
    tag = "notificacoes",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id da regra"),
        ("If-Match" = String, Header, description = "O ETag lido")
    ),
    responses((status = 204, description = "Apagada"), Problemas)
)]
pub(crate) async fn apagar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    SeRevisao(revisao): SeRevisao,
) -> Result<StatusCode, ErroApi> {
    regras::apagar(&app, &quem, id, revisao).await?;
    Ok(StatusCode::NO_CONTENT)
}
