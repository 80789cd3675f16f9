//! A borda da API contra quem a ataca, e contra quem repete.

mod cors;
mod formularios;
mod idempotencia;
mod limites;
mod nomes;
mod oidc;
mod registros;
mod tokens;
mod vivos;
