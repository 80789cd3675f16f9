//! A máquina: o que pode acontecer a uma instância, e o que isso muda.
//!
//! [`decidir`] recebe o estado e um comando e devolve eventos (o que aconteceu) e efeitos (o que fazer lá fora), ou uma recusa.
//! [`aplicar`] dobra um evento no estado. O estado é a dobra dos eventos e nada mais; `decidir` mesmo só o enxerga assim.
//!
//! Cada entrada num passo é uma **visita** com número próprio; resultado, tarefa, temporizador e sinal se correlacionam por ela.
//!
//! ```mermaid
//! stateDiagram-v2
//!   [*] --> EmAndamento : Iniciar
//!   EmAndamento --> EmAndamento : Concluir / Falhar (repete) / Vencer / Decidir / Entregar
//!   EmAndamento --> PrecisaDeAtencao : esgotou as tentativas, ou não sabe tratar
//!   PrecisaDeAtencao --> EmAndamento : RepetirPasso / PularPasso
//!   EmAndamento --> Concluida : passo fim
//!   EmAndamento --> Cancelada : Cancelar
//!   PrecisaDeAtencao --> Cancelada : Cancelar
//! ```

mod aplicar;
mod comando;
mod decidir;
mod efeito;
mod estado;
mod evento;
mod passada;
mod passos;
mod repeticao;

pub use aplicar::aplicar;
pub use comando::{Ator, Comando, Recusa};
pub use decidir::{Decisao, decidir, parar};
pub use efeito::{
    Efeito, EfeitoUnicoResolvido, LimiteResolvido, Pedido, PedidoNotificar, PedidoRpa, TarefaAberta, Temporizador,
    Trabalho,
};
pub use estado::{Espera, Estado, Incidente, Participante, SinalGuardado, Situacao, Visita};
pub use evento::{ClasseDeErro, ErroAtividade, Evento};

/// Número de uma visita dentro da instância; começa em 1 e só cresce.
pub type NumeroVisita = u32;

/// Quantos passos uma só decisão pode atravessar. O grafo já recusa laço sem espera; isto contém o que ele não vê.
pub const MAXIMO_DE_PASSOS_POR_DECISAO: usize = 200;

/// Quantos sinais ainda não esperados uma instância guarda; o mais velho sai.
pub const MAXIMO_DE_SINAIS_GUARDADOS: usize = 50;
