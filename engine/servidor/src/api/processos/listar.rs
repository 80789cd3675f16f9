//! Listar processos.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, processos};
use esteira_armazem::faturas::FiltroDeProcessos;
use esteira_base::{Cnpj, Instante, MesAno};
use esteira_dominio::{HashCadastro, StatusProcesso};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Processo;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// `AAAA-MM` ou `MM/AAAA`.
    #[param(value_type = Option<String>)]
    mes_ano: Option<MesAno>,
    #[param(value_type = Option<String>)]
    status: Option<StatusProcesso>,
    /// Id da operadora.
    operadora: Option<Uuid>,
    /// Id do cliente.
    cliente: Option<Uuid>,
    /// Hash de cadastro do cliente, o vigente ou um antigo.
    #[param(value_type = Option<String>)]
    hash: Option<HashCadastro>,
    /// CNPJ do cliente, com ou sem máscara.
    #[param(value_type = Option<String>)]
    cnpj: Option<Cnpj>,
    /// Pedaço da razão social, do nome no SAT, do serviço ou da unidade do cliente, com ou sem acento.
    texto: Option<String>,
    /// Nascidos deste instante em diante (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    desde: Option<Instante>,
    /// Nascidos antes deste instante (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    antes_de: Option<Instante>,
    /// Id de quem criou ou aprovou.
    usuario: Option<Uuid>,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

impl Filtro {
    pub(in crate::api) fn ler(self) -> Result<FiltroDeProcessos, ErroApi> {
        Ok(FiltroDeProcessos {
            mes_ano: self.mes_ano.map(|mes_ano| mes_ano.to_string()),
            status: self.status.map(|status| status.to_string()),
            operadora: self.operadora,
            cliente: self.cliente,
            hash: self.hash.map(|hash| hash.to_string()),
            cnpj: self.cnpj.map(|cnpj| cnpj.sem_mascara().to_owned()),
            texto: self.texto,
            desde: self.desde,
            antes_de: self.antes_de,
            usuario: self.usuario,
            depois_de: self.depois_de,
            limite: limite(self.limite)?,
        })
    }
}

/// Processos, do mais novo ao mais velho.
#[utoipa::path(
    get,
    path = "/api/processos",
    operation_id = "listar_processos",
    tag = "processos",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Processo>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Processo>>, ErroApi> {
    Ok(Json(Lista::de(processos::listar(&app, &quem, &filtro.ler()?).await?)))
}
