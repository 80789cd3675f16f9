//! Os portais vistos de fora: por HTTP e SMTP, como os testes da Esteira os usam, e num Chromium de verdade, pelos
//! localizadores legados.

mod apoio;
mod controle;
mod correio;
mod digitalnet;
mod embratel;
mod navegador;
mod oi;
mod oi_navegador;
mod sat;
mod sat_navegador;
mod vivo;
