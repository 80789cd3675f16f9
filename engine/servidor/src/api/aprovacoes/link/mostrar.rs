//! Abrir o link.

use axum::extract::State;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::tarefas::link;

use super::pagina::{Pagina, PaginaRecusada, decidida, formulario};
use crate::api::problema::Paginas;
use crate::extracao::{Caminho, DeOnde};

/// A página em que o dono do link vê e decide. Abri-la não decide nada.
#[utoipa::path(
    get,
    path = "/decidir/{token}",
    operation_id = "abrir_link_de_decisao",
    tag = "aprovacoes",
    params(("token" = String, Path, description = "O fim do link que veio na mensagem")),
    responses((status = 200, description = "A página", content_type = "text/html", body = String), Paginas)
)]
pub(crate) async fn mostrar(
    State(app): State<Aplicacao>,
    Caminho(token): Caminho<String>,
    DeOnde(origem): DeOnde,
) -> Result<Pagina, PaginaRecusada> {
    let aberto = link::abrir(&app, &token, origem).await?;
    if aberto.decide() { formulario(&aberto, &token, None) } else { decidida(&aberto) }
}
