//! Ir ao provedor.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::autenticacao::oidc::{self, VALIDADE_DO_ESTADO};

use super::{BISCOITO, LUGAR};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;

/// Manda o navegador ao provedor de identidade. 404 se não há um configurado.
#[utoipa::path(
    get,
    path = "/api/autenticacao/oidc/entrar",
    operation_id = "entrar_por_oidc",
    tag = "autenticacao",
    responses((status = 303, description = "Para o provedor; o que ligará a volta fica num cookie"), Problemas)
)]
pub(crate) async fn entrar(State(app): State<Aplicacao>) -> Result<impl IntoResponse, ErroApi> {
    let comeco = oidc::comecar(&app).await?;
    let seguro = if oidc::configurado(&app)?.por_tls() { "; Secure" } else { "" };
    // Lax: a volta é uma navegação que começa no provedor.
    let biscoito = format!(
        "{BISCOITO}={}; Path={LUGAR}; Max-Age={}; HttpOnly; SameSite=Lax{seguro}",
        comeco.navegador.revelar(),
        VALIDADE_DO_ESTADO.as_secs()
    );
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, comeco.endereco), (header::SET_COOKIE, biscoito)]))
}
