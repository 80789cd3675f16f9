//! Os casos de uso: cada coisa que alguém pede à Esteira, com papel conferido, transação e auditoria.
//!
//! É aqui que o motor (que não sabe o que é uma fatura) e o domínio (que não sabe o que é um fluxo) se encontram.
//!
//! - [`Aplicacao`] junta o que os casos de uso precisam; [`Quem`] diz em nome de quem se age;
//! - [`consolidador`] é a única porta por onde uma instância muda;
//! - um arquivo por caso de uso, na pasta do assunto.
//!
//! Não deve conhecer: axum, SQL, wasmtime, nem quem implementa as portas.

pub mod agendamentos;
mod app;
pub mod auditoria;
pub mod autenticacao;
pub mod backup;
pub mod cargas;
pub mod clientes;
pub mod cofre;
pub mod consolidador;
pub mod encomendas;
mod erro;
pub mod execucoes;
pub mod exportacoes;
pub mod faturas;
pub mod fluxos;
pub mod idempotencia;
pub mod importacoes;
pub mod instancias;
pub mod metricas;
pub mod notificacoes;
pub mod operadoras;
pub mod painel;
pub mod plugins;
pub mod processos;
mod quem;
pub mod relatorios;
pub mod retencao;
pub mod retrato;
pub mod segredos;
pub mod sinais;
pub mod tarefas;
pub mod tokens;
pub mod trabalhos;
pub mod usuarios;
pub mod webhooks;

pub use app::{Aplicacao, ConfiguracaoDaAplicacao, ConfiguracaoDoSat};
pub use erro::ErroAplicacao;
pub use quem::Quem;
