//! Decidir uma tarefa por um link, sem entrar.
//!
//! O link é de uma pessoa e de uma visita, vale [`VALIDADE`] e serve para uma decisão. Abri-lo só mostra: quem abre links sozinho (o robô do
//! correio) não decide nada. O token é a assinatura do id do link, e por isso não se guarda em lugar nenhum: no banco e no histórico das
//! mensagens fica uma marca, que a caixa de saída troca pelo endereço ao mandar.
//!
//! Quem decide por aqui decide como a pessoa que é, agora: papel, ressalva, formulário e quatro olhos são os de sempre.

mod abrir;
mod decidir;
mod marca;
mod token;

pub use abrir::{Aberto, abrir, fatura};
pub use decidir::decidir;
pub(crate) use marca::{da_mensagem, escrever, marca, na_mensagem, riscar};

use std::time::Duration;

use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_base::ids::{InstanciaId, LinkId};
use esteira_motor::maquina::NumeroVisita;
use uuid::Uuid;

use crate::{Aplicacao, ErroAplicacao};

/// Por quanto tempo um link serve, desde o último aviso que o levou.
pub const VALIDADE: Duration = Duration::from_secs(7 * 86_400);
/// Por quanto tempo se guarda um que já não serve: quem o abre ainda lê quem decidiu.
const GUARDA: Duration = Duration::from_secs(30 * 86_400);
/// Quantos se apagam por vez.
const POR_LEVA: u32 = 500;

/// O link desta pessoa para a tarefa desta visita.
pub(crate) async fn emitir(
    unidade: &mut Unidade,
    instancia: InstanciaId,
    visita: NumeroVisita,
    pessoa: Uuid,
    agora: Instante,
) -> Result<LinkId, ErroArmazem> {
    unidade.link_de_decisao(instancia, visita.into(), pessoa, agora.mais(VALIDADE), agora).await
}

/// Apaga uma leva dos que venceram há muito, de todas as organizações. `true` se pode haver mais.
pub async fn limpar(app: &Aplicacao) -> Result<bool, ErroAplicacao> {
    let apagados = app.armazem.esquecer_links(app.relogio.agora().menos(GUARDA), POR_LEVA).await?;
    Ok(apagados == u64::from(POR_LEVA))
}

/// A recusa única: adulterado, vencido, de quem já não está, ou de tarefa que já não há.
fn nao_vale() -> ErroAplicacao {
    let mensagem = "este link não vale mais; entre na Esteira para ver a tarefa";
    ErroAplicacao::conflito("link_nao_vale", mensagem)
}
