//! Listar a auditoria.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, auditoria};
use esteira_armazem::cadastro::FiltroDeAuditoria;
use esteira_base::Instante;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Registro;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// `criar`, `alterar`, `decidir`, `entrar`…
    acao: Option<String>,
    /// `cliente`, `processo`, `tarefa`…
    alvo_tipo: Option<String>,
    alvo_id: Option<String>,
    /// Id de quem fez.
    usuario: Option<Uuid>,
    /// Deste instante em diante (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    desde: Option<Instante>,
    /// Antes deste instante (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    antes_de: Option<Instante>,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

impl Filtro {
    pub(in crate::api) fn ler(self) -> Result<FiltroDeAuditoria, ErroApi> {
        Ok(FiltroDeAuditoria {
            acao: self.acao,
            alvo_tipo: self.alvo_tipo,
            alvo_id: self.alvo_id,
            usuario: self.usuario,
            desde: self.desde,
            antes_de: self.antes_de,
            depois_de: self.depois_de,
            limite: limite(self.limite)?,
        })
    }
}

/// Quem fez o quê, quando e de onde, do mais novo ao mais velho. Só o administrador.
#[utoipa::path(
    get,
    path = "/api/auditoria",
    operation_id = "listar_auditoria",
    tag = "auditoria",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Registro>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Registro>>, ErroApi> {
    Ok(Json(Lista::de(auditoria::listar(&app, &quem, &filtro.ler()?).await?)))
}
