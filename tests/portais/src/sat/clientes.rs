//! A tela de clientes: a lista inteira ao abrir, a grade filtrada depois do ENTER.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

use super::estado::{Estado, parecido};
use super::{FalhaSat, paginas};
use crate::dados::ClienteSat;
use crate::dados::formato::simplificado;
use crate::falhas::reconhece;
use crate::sessao::Logado;

#[derive(Deserialize)]
pub(super) struct Busca {
    #[serde(default)]
    busca: String,
}

/// `/clientes?busca=…` já vem filtrada; é o endereço que fica depois de uma busca.
pub(super) async fn pagina(
    State(estado): State<Arc<Estado>>,
    Logado(login): Logado,
    Query(Busca { busca }): Query<Busca>,
) -> Html<String> {
    let achados = procurar(&estado, &login, &busca);
    paginas::clientes(&busca, &achados)
}

/// As linhas da grade, buscadas por JavaScript; demora de propósito.
pub(super) async fn grade(
    State(estado): State<Arc<Estado>>,
    cabecalhos: HeaderMap,
    Query(Busca { busca }): Query<Busca>,
) -> Response {
    let Some(login) = estado.sessoes.login(&cabecalhos) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let alvos = com_nome(&estado.dados().clientes, &busca);
    let demora = estado.falhas.tomar(&chaves(&login, &busca, &alvos), reconhece!(FalhaSat::BuscaLenta, ms));
    let demora_normal = Duration::from_millis(estado.dados().tempos.busca_ms);
    tokio::time::sleep(demora_normal + demora.unwrap_or_default()).await;
    Html(paginas::linhas_da_grade(&procurar(&estado, &login, &busca))).into_response()
}

fn procurar(estado: &Estado, login: &str, busca: &str) -> Vec<ClienteSat> {
    let achados = com_nome(&estado.dados().clientes, busca);
    // A lista inteira não é uma busca: nela as falhas de busca não se gastam.
    if busca.trim().is_empty() {
        return achados;
    }
    let chaves = chaves(login, busca, &achados);
    if estado.falhas.tomar(&chaves, reconhece!(FalhaSat::GradeVazia)).is_some() {
        return Vec::new();
    }
    if estado.falhas.tomar(&chaves, reconhece!(FalhaSat::DoisParecidos)).is_some() {
        return achados.iter().flat_map(|cliente| [parecido(cliente), cliente.clone()]).collect();
    }
    achados
}

/// Os clientes cujo nome contém o texto, sem olhar acento nem caixa.
fn com_nome(clientes: &[ClienteSat], busca: &str) -> Vec<ClienteSat> {
    let busca = simplificado(busca.trim());
    clientes.iter().filter(|cliente| simplificado(&cliente.nome_sat).contains(&busca)).cloned().collect()
}

fn chaves<'a>(login: &'a str, busca: &'a str, achados: &'a [ClienteSat]) -> Vec<&'a str> {
    let dos_clientes = achados.iter().flat_map(|cliente| [cliente.id.as_str(), cliente.nome_sat.as_str()]);
    [login, busca.trim()].into_iter().chain(dos_clientes).collect()
}
