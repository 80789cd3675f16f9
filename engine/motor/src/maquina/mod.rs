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
//!   PrecisaDeAtencao --> EmAndamento : RepetirPasso / PularPasso / RecomecarDe
//!   EmAndamento --> Concluida : passo fim
//!   EmAndamento --> Desfazendo : Cancelar, ou fim com falha, havendo o que desfazer
//!   Desfazendo --> PrecisaDeAtencao : não conseguiu desfazer
//!   Desfazendo --> Cancelada
//!   Desfazendo --> Falhou
//!   EmAndamento --> Cancelada : Cancelar
//!   EmAndamento --> Falhou : fim com falha
//!   PrecisaDeAtencao --> Cancelada : Cancelar
//! ```

mod aplicar;
mod comando;
mod contexto;
mod decidir;
mod desfazer;
mod efeito;
mod erro;
mod estado;
mod evento;
mod operar;
mod passada;
mod passos;
mod ramos;
mod repeticao;
mod tarefas;

pub use aplicar::aplicar;
pub use comando::{Ator, Comando, Encaminhamento, Pessoa, Recusa};
pub use decidir::{Decisao, decidir, parar};
pub use efeito::{
    DecisaoOferecida, Efeito, EfeitoUnicoResolvido, FilhaPedida, LimiteResolvido, Pedido, PedidoHttp, PedidoNotificar,
    PedidoRpa, TarefaAberta, Temporizador, Trabalho, ValorDeCabecalho,
};
pub use erro::{ClasseDeErro, ErroAtividade};
pub use estado::{
    Compensacao, Desfecho, Escopo, Espera, EsperaDeRamos, EsperaDeTarefa, Estado, Incidente, Memoria, Participante,
    RamoTerminado, SinalGuardado, Situacao, Visita, Voto,
};
pub use evento::Evento;
pub use operar::problemas_do_plano;

/// Número de uma visita dentro da instância; começa em 1 e só cresce.
pub type NumeroVisita = u32;

/// Número de um escopo dentro da instância: 0 é o do corpo do fluxo, os outros são de ramos.
pub type NumeroEscopo = u32;

/// Quantos itens um `para_cada` percorre.
pub const MAXIMO_DE_ITENS: usize = 1_000;

/// Quantos passos uma só decisão pode atravessar. O grafo já recusa laço sem espera; isto contém o que ele não vê.
pub const MAXIMO_DE_PASSOS_POR_DECISAO: usize = 5_000;

/// Quantos sinais ainda não esperados uma instância guarda; o mais velho sai.
pub const MAXIMO_DE_SINAIS_GUARDADOS: usize = 50;
