//! Fazer os trabalhos que o fluxo pede: `notificar`, `http` e `rpa`. Devolvem um relato; quem o manda ao consolidador é o trabalhador.
//!
//! Um trabalho pode ser feito mais de uma vez (o nó caiu no meio). O que não pode repetir lá fora passa por `efeito_unico`.

mod concluida;
mod efeito_unico;
mod execucao;
mod externo;
mod http;
mod ler;
mod notificar;
mod observador;
mod parametros;
mod pergunta;
mod relato;
mod rpa;

use esteira_armazem::fila::Concedido;
use esteira_motor::maquina::{Pedido, Trabalho};
use tokio_util::sync::CancellationToken;

pub use externo::RitmoDoRpaExterno;
pub use ler::{NaoLida, ler_recado, ler_trabalho};
pub(crate) use parametros::{
    DeQue, PLUGIN_SAT, SENHA_DO_PORTAL, acesso_ao_portal, dominio, parametros_padrao, seletores,
};
pub use pergunta::FLUXO_DE_PERGUNTA;
pub use relato::Relato;
pub(crate) use relato::sortear;

use crate::Aplicacao;

/// Quantas vezes uma linha da fila pode ser concedida sem relato: o nó que a pega morre sempre, e a culpa pode ser dela.
pub const MAXIMO_DE_CONCESSOES: i64 = 5;

/// Faz o trabalho até o fim, ou até o cancelamento. Nunca falha: a falha é um relato.
///
/// Nenhum = cancelado (o nó está parando): a linha volta à fila para outro.
pub async fn fazer(
    app: &Aplicacao,
    concedido: &Concedido,
    trabalho: &Trabalho,
    cancelamento: CancellationToken,
) -> Option<Relato> {
    if concedido.concessao > MAXIMO_DE_CONCESSOES {
        let mensagem = format!("{MAXIMO_DE_CONCESSOES} nós pararam com este trabalho na mão");
        return Some(Relato::falha(trabalho, relato::tecnico("no_parou", mensagem)));
    }
    match &trabalho.pedido {
        Pedido::Notificar(pedido) => Some(notificar::fazer(trabalho, pedido)),
        Pedido::Http(pedido) => http::fazer(app, concedido, trabalho, pedido, cancelamento).await,
        Pedido::Rpa(pedido) => rpa::fazer(app, concedido, trabalho, pedido, cancelamento).await,
    }
}
