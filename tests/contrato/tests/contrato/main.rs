//! A API de verdade, num processo à parte, contra a descrição que ela publica.
//!
//! As ferramentas são do PyPI, em versão fixa ([`requisitos.txt`](../../requisitos.txt)), num ambiente que se faz uma vez em `alvo/`.

mod cena;
mod cliente;
mod ferramentas;
mod fuzz;
