//! A página do link de decisão: quem recebeu o aviso vê a fatura e decide, sem entrar e sem script.
//!
//! Abrir só mostra. Decide o `POST` do formulário, com o que a pessoa preencheu.

mod campos;
mod decidir;
mod fatura;
mod mostrar;
mod pagina;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::estado::Estado;

pub(crate) fn rotas() -> OpenApiRouter<Estado> {
    OpenApiRouter::new().routes(routes!(mostrar::mostrar, decidir::decidir)).routes(routes!(fatura::fatura))
}
