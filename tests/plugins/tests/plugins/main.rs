//! Cada plugin, compilado e instalado no hospedeiro, contra cada falha do seu portal, num Chromium de verdade: o resultado certo ou o
//! erro certo, nunca um falso sucesso, nunca parado, nenhum navegador para trás.
//!
//! Um plugin novo é um arquivo: o portal dele, por [`portal::Portal`], e a tabela, de [`caso::Caso`]. Precisa de `chromium` e
//! `chromedriver` no PATH e do alvo `wasm32-unknown-unknown`.

mod bancada;
mod caso;
mod digitalnet;
mod embratel;
mod interpretados;
mod net;
mod oi;
mod pessoa;
mod portal;
mod sat;
mod saude;
mod vivo;
