//! Para escrever plugins da Esteira.
//!
//! Um plugin é um tipo que implementa [`RpaDeFatura`] (fatura de telecom) ou [`Rpa`] (qualquer outro portal) e se publica com
//! [`plugin!`](crate::plugin!). Quem vem do Selenium acha aqui os nomes de sempre: [`Navegador::encontrar`], [`Por::xpath`],
//! [`Navegador::esperar_visivel`], [`Elemento::digitar`], [`Navegador::entrar_quadro`].
//!
//! O mesmo código roda de dois jeitos: em `wasm32-unknown-unknown`, as chamadas vão ao hospedeiro, que dirige um navegador de verdade;
//! em qualquer outro alvo, vão ao [`teste::Portal`], um portal de mentira em memória, com relógio próprio. É por isso que um plugin se
//! testa com `cargo test`, sem WASM e sem navegador.
//!
//! Não deve conhecer: o motor, o hospedeiro (só o WIT), nem valor de segredo algum.
#![warn(missing_docs)]

mod borda;
mod contexto;
mod erro;
mod manifesto;
mod pergunta;
mod plugin;
mod rpa;
mod sonda;

pub mod ambiente;
pub mod apoio;
pub mod arquivos;
pub mod codigos;
pub mod correio;
pub mod fatura;
pub mod navegador;
pub mod seletores;
#[cfg(not(target_arch = "wasm32"))]
pub mod teste;

pub use ambiente::{Cofre, Execucao, Registro, Relogio};
pub use arquivos::{Arquivo, Arquivos};
pub use contexto::Contexto;
pub use erro::{Classe, Erro};
pub use fatura::{
    Colheita, Comprovante, FaturaColhida, FaturaParaEnvio, ParametrosDaSonda, ParametrosEntradaPadrao,
    ResultadoDoEnvio, ResultadoSaidaPadrao, RpaDeFatura, SituacaoDoEnvio,
};
pub use manifesto::{Manifesto, Operacao};
pub use navegador::{Alvo, Armazenamento, Condicao, Elemento, Navegador, Por};
pub use pergunta::Pergunta;
pub use rpa::Rpa;
pub use sonda::Sonda;

#[doc(hidden)]
pub mod __interno {
    //! O que a macro [`plugin!`](crate::plugin!) usa; não é para ser chamado à mão.
    #[cfg(target_arch = "wasm32")]
    pub use crate::borda::ligacoes;
    #[cfg(target_arch = "wasm32")]
    pub use crate::plugin::{descrever, executar};
}

/// Os exemplos do README compilam e passam.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Leiame;
