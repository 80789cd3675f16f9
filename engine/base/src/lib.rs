//! O que todos os pacotes da Esteira dividem: identificadores, instante, duração, relógio, dinheiro, mês/ano, CNPJ, CPF, resumo e segredo.
//!
//! Puro: nada aqui faz E/S. Um tipo daqui só existe válido; quem tem um `Cnpj` não precisa conferi-lo de novo.
//!
//! Não deve conhecer: fatura, fluxo, banco, HTTP.

pub mod cnpj;
pub mod cpf;
pub mod dinheiro;
pub mod duracao;
pub mod ids;
pub mod instante;
pub mod mes_ano;
pub mod relogio;
pub mod resumo;
pub mod segredo;

pub use cnpj::Cnpj;
pub use cpf::Cpf;
pub use dinheiro::Dinheiro;
pub use duracao::Duracao;
pub use instante::Instante;
pub use mes_ano::MesAno;
pub use relogio::{Relogio, RelogioDoSistema};
pub use resumo::{Resumidor, Resumo};
pub use segredo::Segredo;
