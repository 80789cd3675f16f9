//! A auditoria: registrar o que alguém fez, na mesma transação do que fez; ver; e provar que ninguém mexeu no que se registrou.
//!
//! Cada registro é um elo de uma cadeia ([`cadeia`]): tirar, mudar ou trocar de ordem quebra todos os seguintes. Selar vem segundos depois do registro, para que
//! quem registra não espere na fila da cadeia.

pub mod cadeia;
mod selar;
mod ver;
mod verificar;

pub use selar::selar;
pub use ver::listar;
pub use verificar::{Quebra, Veredito, verificar};

use esteira_armazem::cadastro::RegistroDeAuditoria;
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use serde_json::Value;

use crate::Quem;

/// Grava um registro de auditoria. `antes` e `depois` nunca levam segredo.
#[expect(clippy::too_many_arguments, reason = "cada um é uma coluna do registro; um struct só repetiria os nomes")]
pub async fn registrar(
    unidade: &mut Unidade,
    quem: &Quem,
    acao: &'static str,
    alvo_tipo: &'static str,
    alvo_id: impl ToString,
    antes: Option<Value>,
    depois: Option<Value>,
    agora: Instante,
) -> Result<(), ErroArmazem> {
    unidade.auditar(&registro(quem, acao, alvo_tipo, alvo_id, antes, depois), agora).await
}

/// O registro, para quem o grava com o resto do que fez. `antes` e `depois` nunca levam segredo.
pub fn registro(
    quem: &Quem,
    acao: &'static str,
    alvo_tipo: &'static str,
    alvo_id: impl ToString,
    antes: Option<Value>,
    depois: Option<Value>,
) -> RegistroDeAuditoria {
    RegistroDeAuditoria {
        acao,
        alvo_tipo,
        alvo_id: alvo_id.to_string(),
        usuario_id: quem.usuario,
        usuario_nome: quem.nome.clone(),
        ip_origem: quem.ip.clone(),
        user_agent: quem.user_agent.clone(),
        antes: antes.map(|v| v.to_string()),
        depois: depois.map(|v| v.to_string()),
    }
}
