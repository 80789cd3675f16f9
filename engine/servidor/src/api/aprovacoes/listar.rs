//! Listar tarefas.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::tarefas::{self, Quais};
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
    um_de("situacao", filtro.situacao.as_deref(), &SITUACOES)?;
    let quais = match (filtro.minhas, filtro.disponiveis) {
        (false, false) => None,
        (true, false) => Some(Quais::Minhas),
        (false, true) => Some(Quais::Disponiveis),
        (true, true) => {
            let mensagem = "peça `minhas` ou `disponiveis`, uma de cada vez";
            return Err(ErroApi::campo("disponiveis", "invalido", mensagem));
        }
    };
    let pedido = FiltroDeTarefas {
        situacao: filtro.situacao,
        depois_de: filtro.depois_de,
        limite: limite(filtro.limite)?,
        ..FiltroDeTarefas::default()
    };
    let Pagina { itens, proximo } = match quais {
        None => tarefas::listar(&app, &quem, pedido).await?,
        Some(quais) => tarefas::listar_quais(&app, &quem, quais, pedido).await?,
    };
    let itens = tarefas::com_decisoes(&app, &quem, itens).await?;
    Ok(Json(Lista::de(Pagina { itens, proximo })))
}
