//! Listar plugins.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::Aplicacao;
use esteira_dominio::Acao;
use esteira_portas::rpa::PluginInstalado;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::erro::ErroApi;
use crate::api::lista::Lista;
use crate::api::problema::Problemas;
use crate::extracao::Autenticado;

/// Um plugin pronto para rodar.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Plugin {
    #[schema(example = "oi")]
    pub nome: String,
    #[schema(example = "1.0.0")]
    pub versao: String,
    /// BLAKE3 do componente.
    pub resumo: String,
    #[schema(example = json!(["baixar-fatura"]))]
    pub operacoes: Vec<String>,
    /// Domínios que pede.
    pub dominios: Vec<String>,
    /// Segredos que pede, por nome.
    pub segredos: Vec<String>,
    pub permissoes: Vec<String>,
}

impl From<PluginInstalado> for Plugin {
    fn from(plugin: PluginInstalado) -> Self {
        Self {
            nome: plugin.nome,
            versao: plugin.versao,
            resumo: plugin.resumo.to_string(),
            operacoes: plugin.operacoes,
            dominios: plugin.dominios,
            segredos: plugin.segredos,
            permissoes: plugin.permissoes,
        }
    }
}

/// Os plugins disponíveis neste nó.
#[utoipa::path(
    get,
    path = "/api/plugins",
    operation_id = "listar_plugins",
    tag = "plugins",
    security(("token" = [])),
    responses((status = 200, body = Lista<Plugin>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
) -> Result<Json<Lista<Plugin>>, ErroApi> {
    quem.exigir(Acao::VerTudo)?;
    Ok(Json(Lista::inteira(app.rpa.plugins())))
}
