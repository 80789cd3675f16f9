//! O cenário: a Esteira de verdade (um processo filho), os portais simulados e a caixa de correio, dirigidos só pela API.
//!
//! Serve à demonstração (`make demo`) e aos testes de ponta a ponta: os dois fazem o que um usuário faria, e contam o que chegou lá fora.
//!
//! Não deve conhecer: o interior da Esteira. Daqui ela é um endereço HTTP e um processo que se pode matar.

pub mod api;
pub mod dados;
pub mod esteira;
pub mod mundo;

/// Qualquer coisa que dê errado num cenário: o texto diz o que se esperava.
pub type Falha = Box<dyn std::error::Error + Send + Sync>;
pub type Resultado<T> = Result<T, Falha>;
