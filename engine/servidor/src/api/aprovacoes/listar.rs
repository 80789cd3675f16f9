//! Listar tarefas.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::tarefas::{self, Quais};
use esteira_aplicacao::{Aplicacao, Quem};
use esteira_armazem::Pagina;
use esteira_armazem::motor::FiltroDeTarefas;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::modelo::Tarefa;
use crate::api::erro::ErroApi;
use crate::api::lista::{Lista, limite, um_de};
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

/// Situações de uma tarefa.
const SITUACOES: [&str; 3] = ["ABERTA", "CONCLUIDA", "CANCELADA"];

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// `ABERTA`, `CONCLUIDA` ou `CANCELADA`; sem ela, todas.
    situacao: Option<String>,
    /// Das abertas, só as que estão com quem pede.
    #[serde(default)]
    minhas: bool,
    /// Das abertas, só as que não estão com ninguém.
    #[serde(default)]
    disponiveis: bool,
    /// De 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

impl Filtro {
    pub(in crate::api) fn ler(self, quem: &Quem) -> Result<FiltroDeTarefas, ErroApi> {
        um_de("situacao", self.situacao.as_deref(), &SITUACOES)?;
        let quais = match (self.minhas, self.disponiveis) {
            (false, false) => None,
            (true, false) => Some(Quais::Minhas),
            (false, true) => Some(Quais::Disponiveis),
            (true, true) => {
                let mensagem = "peça `minhas` ou `disponiveis`, uma de cada vez";
                return Err(ErroApi::campo("disponiveis", "invalido", mensagem));
            }
        };
        Ok(FiltroDeTarefas {
            situacao: self.situacao,
            com_quem: quais.map(|quais| quais.com_quem(quem)),
            depois_de: self.depois_de,
            limite: limite(self.limite)?,
            ..FiltroDeTarefas::default()
        })
    }
}

/// As tarefas que quem pede pode decidir, da mais velha à mais nova.
#[utoipa::path(
    get,
    path = "/api/aprovacoes",
    operation_id = "listar_aprovacoes",
    tag = "aprovacoes",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Lista<Tarefa>), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Lista<Tarefa>>, ErroApi> {
    let Pagina { itens, proximo } = tarefas::listar(&app, &quem, filtro.ler(&quem)?).await?;
    let itens = tarefas::com_decisoes(&app, &quem, itens).await?;
    Ok(Json(Lista::de(Pagina { itens, proximo })))
}
