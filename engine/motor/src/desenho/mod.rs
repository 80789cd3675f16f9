//! O fluxo desenhado: Mermaid, para colar em documentos, e SVG, para mostrar sem nenhum programa.
//!
//! ```text
//! Fluxo ──quadro──> nós e setas ──camadas──> em que linha cada um fica, sem laços
//!                                   ──ordem──> em que ordem dentro da linha, com poucos cruzamentos
//!                                   ──posicao──> onde, em pontos ──svg──> texto
//! ```
//!
//! Tudo é calculado sem sorteio: o mesmo fluxo dá sempre o mesmo desenho.
//!
//! Não deve conhecer: YAML, a máquina, o painel.

mod camadas;
mod estilo;
mod mermaid;
mod ordem;
mod posicao;
mod quadro;
mod svg;

pub use mermaid::mermaid;
pub use svg::svg;
