//! Pegar encomendas: reservá-las para este nó.

use esteira_armazem::encomendas::{Encomenda, Fecho};
use esteira_base::Instante;

use super::fechar::fechar;
use super::{MAXIMO_DE_TENTATIVAS, RESERVA};
use crate::{Aplicacao, ErroAplicacao};

/// Quantas candidatas se olham de cada vez.
const CANDIDATAS: u32 = 50;

/// Uma encomenda reservada para este nó.
#[derive(Debug, Clone)]
pub struct Pega {
    pub encomenda: Encomenda,
    /// Tudo o que se grava a traz: se ela passou a outro nó, não vale.
    pub concessao: i64,
}

/// Pega até `quantas`, de todos os inquilinos.
pub async fn pegar(app: &Aplicacao, quantas: usize) -> Result<Vec<Pega>, ErroAplicacao> {
    let mut pegas = Vec::new();
    if quantas == 0 {
        return Ok(pegas);
    }
    let agora = app.relogio.agora();
    for lida in app.armazem.encomendas_a_fazer(agora, CANDIDATAS).await? {
        match pegar_uma(app, lida, agora).await {
            Ok(pega) => pegas.extend(pega),
            Err(erro) => tracing::warn!(%erro, "não consegui pegar uma encomenda"),
        }
        if pegas.len() == quantas {
            break;
        }
    }
    Ok(pegas)
}

async fn pegar_uma(app: &Aplicacao, lida: Encomenda, agora: Instante) -> Result<Option<Pega>, ErroAplicacao> {
    let mut unidade = app.armazem.escrever(lida.inquilino_id.into()).await?;
    let Some(concessao) = unidade.pegar_encomenda(&lida, agora.mais(RESERVA), agora).await? else { return Ok(None) };
    unidade.confirmar().await?;
    let pega = Pega { encomenda: lida, concessao };
    if pega.encomenda.tentativas < MAXIMO_DE_TENTATIVAS {
        return Ok(Some(pega));
    }
    let erro = format!("parou no meio {MAXIMO_DE_TENTATIVAS} vezes; avise quem cuida do servidor");
    fechar(app, &pega, Fecho { erro: Some(erro), ..Fecho::default() }).await?;
    Ok(None)
}
