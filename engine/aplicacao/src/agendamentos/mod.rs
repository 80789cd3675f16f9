//! Agendamentos: o que se repete no calendário.
//!
//! Duas metades, ligadas só pelo banco:
//!
//! - [`vencer`] olha que horas chegaram e, numa transação, avança o agendamento e faz nascer os disparos que ele deve;
//! - [`pegar`] e [`correr`] levam cada disparo ao fim: a política de sobreposição, o fluxo que começa ou o trabalho que se faz.
//!
//! Qualquer nó faz qualquer das duas. Um disparo não nasce duas vezes (a hora é única, e só avança quem a leu) nem começa duas vezes (a
//! concessão se confere no commit que inicia o fluxo); um nó que cai no meio deixa uma linha que outro retoma.

mod alterar;
mod apagar;
mod cadastro;
mod correr;
mod criar;
mod executar;
mod manter;
mod pausar;
mod pegar;
mod proximas;
mod tipos;
mod vencer;
mod ver;

pub use alterar::alterar;
pub use apagar::apagar;
pub use cadastro::{MAXIMO_DESCRICAO, MAXIMO_NOME, MAXIMO_PARAMETROS, NovoAgendamento};
pub use correr::correr;
pub use criar::criar;
pub use executar::executar;
pub use manter::manter;
pub use pausar::{pausar, retomar};
pub use pegar::{Pego, RESERVA, pegar};
pub use proximas::{Conferencia, Hora, MAXIMO_DE_DATAS, conferir, proximas};
pub use tipos::{
    APLICAR_RETENCAO, BACKUP_DADOS, CRIAR_PROCESSOS_MENSAIS, ENVIAR_RELATORIOS, INICIAR_FLUXO, LIMPEZA_LOGS,
    SONDAR_PLUGINS, nomes as tipos,
};
pub use vencer::vencer;
pub use ver::{disparos, em_palavras, listar, obter};

use esteira_armazem::ErroArmazem;

use crate::ErroAplicacao;

/// A unicidade do nome.
fn repetido(erro: ErroArmazem) -> ErroAplicacao {
    if erro.ja_existe("nome") {
        ErroAplicacao::conflito("nome_ja_existe", "já existe um agendamento com este nome")
    } else {
        erro.into()
    }
}
