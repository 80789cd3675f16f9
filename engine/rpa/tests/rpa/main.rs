//! O hospedeiro inteiro: plugin WASM de verdade, Chromium de verdade, contra um portal local que tem os defeitos dos reais.
//!
//! O plugin é `tests/convidado`, que executa o roteiro que recebe; assim cada teste se lê como a história que conta.
//! Precisa de `chromium` e `chromedriver` no PATH e do alvo `wasm32-unknown-unknown`.

mod apoio;
mod aquecidas;
mod arquivos;
mod azuton;
mod correio;
mod dominios;
mod espera;
mod fuzz;
mod guardados;
mod hostis;
mod limites;
mod medir;
mod museu;
mod pagina;
mod perguntas;
mod plugins;
mod portal;
mod prova;
mod segredos;
mod seletores;
mod vida;
