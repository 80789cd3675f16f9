//! Os canais além do e-mail: onde falar, e com que credencial, que entra e nunca sai.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::notificacoes::{self, CanalEscolhido};
use esteira_armazem::avisos::CanalGuardado;
use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::canal::canal;
use crate::api::erro::ErroApi;
use crate::api::guardado::instante;
use crate::api::lista::Lista;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Caminho, Corpo, SegredoRecebido};

/// O que se escolhe de um canal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CanalEnviado {
    /// WhatsApp: o da Evolution API. Telegram: só para quem tem a sua Bot API.
    #[serde(default)]
    #[schema(example = "https://evolution.exemplo.com.br")]
    pub endereco: Option<String>,
    /// WhatsApp: a instância da Evolution API.
    #[serde(default)]
    #[schema(example = "faturas")]
    pub instancia: Option<String>,
    /// Telegram: a conversa que recebe quando ninguém diz outra.
    #[serde(default)]
    pub destino: Option<String>,
    /// A chave da Evolution, o token do bot, ou o endereço do webhook do Slack. Sem ela, fica a que estava.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, write_only)]
    pub credencial: Option<SegredoRecebido>,
}

impl From<CanalEnviado> for CanalEscolhido {
    fn from(enviado: CanalEnviado) -> Self {
        Self {
            endereco: enviado.endereco,
            instancia: enviado.instancia,
            destino: enviado.destino,
            credencial: enviado.credencial.map(|credencial| credencial.0),
        }
    }
}

/// Um canal configurado.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CanalVisto {
    #[schema(example = "WHATSAPP")]
    pub canal: String,
    pub endereco: String,
    pub instancia: Option<String>,
    pub destino: Option<String>,
    /// WhatsApp: o caminho a pôr no webhook da Evolution (evento `MESSAGES_UPDATE`), para se saber o que foi entregue e lido. Quem o tem pode contar
    /// entregas: trate-o como segredo.
    pub retorno: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub data_atualizacao: Instante,
}

impl From<CanalGuardado> for CanalVisto {
    fn from(guardado: CanalGuardado) -> Self {
        let retorno = (guardado.canal == "WHATSAPP").then(|| format!("/webhooks/evolution/{}", guardado.retorno));
        Self {
            canal: guardado.canal,
            endereco: guardado.endereco,
            instancia: guardado.instancia,
            destino: guardado.destino,
            retorno,
            data_atualizacao: instante(guardado.data_atualizacao),
        }
    }
}

/// Os canais configurados; o e-mail se configura em `[correio]`. As credenciais nunca aparecem.
#[utoipa::path(
    get,
    path = "/api/notificacoes/canais",
    operation_id = "listar_canais",
    tag = "notificacoes",
    security(("token" = [])),
    responses((status = 200, body = Lista<CanalVisto>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
) -> Result<Json<Lista<CanalVisto>>, ErroApi> {
    Ok(Json(Lista::inteira(notificacoes::listar_canais(&app, &quem).await?)))
}

/// Configura o canal, no lugar do que houver. O próximo aviso já vai por ele.
#[utoipa::path(
    put,
    path = "/api/notificacoes/canais/{canal}",
    operation_id = "configurar_canal",
    tag = "notificacoes",
    security(("token" = [])),
    params(("canal" = String, Path, description = "`WHATSAPP`, `TELEGRAM` ou `SLACK`")),
    request_body = CanalEnviado,
    responses((status = 200, body = CanalVisto), Problemas)
)]
pub(crate) async fn configurar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(nome): Caminho<String>,
    Corpo(enviado): Corpo<CanalEnviado>,
) -> Result<Json<CanalVisto>, ErroApi> {
    Ok(Json(notificacoes::configurar(&app, &quem, canal(&nome)?, enviado.into()).await?.into()))
}

/// Esquece o canal e a credencial dele. Os avisos que ainda iriam por ele falham, dizendo por quê.
#[utoipa::path(
    delete,
    path = "/api/notificacoes/canais/{canal}",
    operation_id = "esquecer_canal",
    tag = "notificacoes",
    security(("token" = [])),
    params(("canal" = String, Path, description = "`WHATSAPP`, `TELEGRAM` ou `SLACK`")),
    responses((status = 204, description = "Esquecido"), Problemas)
)]
pub(crate) async fn esquecer(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Caminho(nome): Caminho<String>,
) -> Result<StatusCode, ErroApi> {
    notificacoes::esquecer_canal(&app, &quem, canal(&nome)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
