//! Encomendar uma exportação.

use axum::extract::State;
use esteira_aplicacao::exportacoes::{self, Exportacao as Pedida};
use esteira_aplicacao::{Aplicacao, Quem};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::formato;
use super::modelo::{Exportacao, ListaExportavel, NovaExportacao};
use crate::api::aprovacoes::Filtro as FiltroDasAprovacoes;
use crate::api::auditoria::Filtro as FiltroDaAuditoria;
use crate::api::erro::ErroApi;
use crate::api::execucoes::Filtro as FiltroDasExecucoes;
use crate::api::problema::Problemas;
use crate::api::processos::Filtro as FiltroDosProcessos;
use crate::extracao::{Autenticado, Corpo, ler_json};
use crate::resposta::Aceito;

/// Encomenda uma lista como planilha, de qualquer tamanho até 5.000.000 de linhas. Acompanhe-a e busque o arquivo quando estiver pronto; quem pediu recebe um
/// aviso.
#[utoipa::path(
    post,
    path = "/api/exportacoes",
    operation_id = "encomendar_exportacao",
    tag = "exportacoes",
    security(("token" = [])),
    request_body = NovaExportacao,
    responses(
        (status = 202, body = Exportacao, headers(("Location" = String, description = "Onde acompanhar"))),
        Problemas
    )
)]
pub(crate) async fn encomendar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(nova): Corpo<NovaExportacao>,
) -> Result<Aceito<Exportacao>, ErroApi> {
    let formato = formato(&nova.formato)?;
    let pedida = pedida(&quem, nova.lista, nova.filtro)?;
    let corpo = Exportacao::from(exportacoes::encomendar(&app, &quem, pedida, formato).await?);
    Ok(Aceito { endereco: format!("/api/exportacoes/{}", corpo.id), corpo })
}

fn pedida(quem: &Quem, lista: ListaExportavel, filtro: Value) -> Result<Pedida, ErroApi> {
    Ok(match lista {
        ListaExportavel::Processos => Pedida::Processos(ler::<FiltroDosProcessos>(filtro)?.ler()?),
        ListaExportavel::Execucoes => Pedida::Execucoes(ler::<FiltroDasExecucoes>(filtro)?.ler()?),
        ListaExportavel::Aprovacoes => Pedida::Aprovacoes(ler::<FiltroDasAprovacoes>(filtro)?.ler(quem)?),
        ListaExportavel::Auditoria => Pedida::Auditoria(ler::<FiltroDaAuditoria>(filtro)?.ler()?),
    })
}

/// Sem filtro é o filtro vazio.
fn ler<T: DeserializeOwned>(filtro: Value) -> Result<T, ErroApi> {
    ler_json("filtro", if filtro.is_null() { json!({}) } else { filtro })
}
