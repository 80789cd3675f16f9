//! Listar execuções.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::{Aplicacao, execucoes};
use esteira_armazem::faturas::{FiltroDeExecucoes, FiltroDeProcessos};
use esteira_base::{Cnpj, Instante, MesAno};
use esteira_dominio::{HashCadastro, StatusExecucao, TipoExecucao};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Execucao;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// Só deste processo.
    processo: Option<Uuid>,
    #[param(value_type = Option<String>)]
    tipo: Option<TipoExecucao>,
    #[param(value_type = Option<String>)]
    status: Option<StatusExecucao>,
    /// Código do erro em que acabou.
    codigo_erro: Option<String>,
    /// `AAAA-MM` ou `MM/AAAA`, do processo.
    #[param(value_type = Option<String>)]
    mes_ano: Option<MesAno>,
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
    /// Começadas deste instante em diante (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    desde: Option<Instante>,
    /// Começadas antes deste instante (RFC 3339).
    #[param(value_type = Option<String>, format = DateTime)]
    antes_de: Option<Instante>,
    /// Id de quem a fez.
    usuario: Option<Uuid>,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

impl Filtro {
    pub(in crate::api) fn ler(self) -> Result<FiltroDeExecucoes, ErroApi> {
        let do_processo = FiltroDeProcessos {
            mes_ano: self.mes_ano.map(|mes_ano| mes_ano.to_string()),
            operadora: self.operadora,
            cliente: self.cliente,
            hash: self.hash.map(|hash| hash.to_string()),
            cnpj: self.cnpj.map(|cnpj| cnpj.sem_mascara().to_owned()),
            ..FiltroDeProcessos::default()
        };
        Ok(FiltroDeExecucoes {
            processo: self.processo,
            tipo: self.tipo.map(|tipo| tipo.to_string()),
            status: self.status.map(|status| status.to_string()),
            codigo_erro: self.codigo_erro,
            usuario: self.usuario,
            desde: self.desde,
            antes_de: self.antes_de,
            do_processo,
            depois_de: self.depois_de,
            limite: limite(self.limite)?,
        })
    }
}

/// Execuções, da mais nova à mais velha.
#[utoipa::path(
    get,
    path = "/api/execucoes",
    operation_id = "listar_execucoes",
    tag = "execucoes",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Execucao>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Execucao>>, ErroApi> {
    Ok(Json(Lista::de(execucoes::listar(&app, &quem, &filtro.ler()?).await?)))
}
