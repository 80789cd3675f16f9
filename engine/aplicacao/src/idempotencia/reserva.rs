//! Reservar a chave de um pedido, e dizer como ele acabou.

use std::collections::BTreeMap;

use esteira_armazem::idempotencia::{PedidoIdempotente, RespostaDoPedido};
use esteira_base::ids::InquilinoId;
use uuid::Uuid;

use super::{EM_CURSO_NO_MAXIMO, GUARDA_DA_RESPOSTA, MAXIMO_DA_RESPOSTA, Pedido};
use crate::{Aplicacao, ErroAplicacao};

/// O que se achou na chave.
#[derive(Debug)]
pub enum Reserva {
    /// Ninguém o atendeu: é de quem a tem.
    Atender(Posse),
    /// Já se atendeu.
    Atendido(Resposta),
    /// Outro o atende agora.
    EmCurso,
    /// A chave é de um pedido com outro conteúdo.
    OutroPedido,
}

/// Quem a tem atende o pedido; [`concluir`] ou [`largar`] a devolve.
#[derive(Debug)]
pub struct Posse {
    inquilino: InquilinoId,
    chave: String,
    id: Uuid,
}

/// Uma resposta guardada.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resposta {
    pub status: u16,
    /// Por nome.
    pub cabecalhos: BTreeMap<String, String>,
    /// Nenhum se não se guarda: traz segredo, ou é grande demais.
    pub corpo: Option<Vec<u8>>,
}

/// Procura a chave e, se ninguém atende ou atendeu o pedido, reserva-a.
pub async fn reservar(app: &Aplicacao, inquilino: InquilinoId, pedido: &Pedido) -> Result<Reserva, ErroAplicacao> {
    let agora = app.relogio.agora();
    let id = Uuid::now_v7();
    let mut unidade = app.armazem.escrever(inquilino).await?;
    let ate = agora.mais(EM_CURSO_NO_MAXIMO);
    if unidade.reservar_pedido(&pedido.chave, &pedido.conteudo, id, ate, agora).await? {
        unidade.confirmar().await?;
        return Ok(Reserva::Atender(Posse { inquilino, chave: pedido.chave.clone(), id }));
    }
    // Largada entre uma leitura e outra, é como se ainda se atendesse: quem repetir a acha livre.
    let guardado = unidade.pedido_da_chave(&pedido.chave).await?;
    guardado.map_or(Ok(Reserva::EmCurso), |guardado| achado(guardado, pedido))
}

fn achado(guardado: PedidoIdempotente, pedido: &Pedido) -> Result<Reserva, ErroAplicacao> {
    if guardado.conteudo != pedido.conteudo {
        return Ok(Reserva::OutroPedido);
    }
    let Some(status) = guardado.status else { return Ok(Reserva::EmCurso) };
    Ok(Reserva::Atendido(Resposta {
        status: u16::try_from(status).map_err(ErroAplicacao::interno)?,
        cabecalhos: serde_json::from_str(&guardado.cabecalhos.unwrap_or_default()).map_err(ErroAplicacao::interno)?,
        corpo: guardado.corpo,
    }))
}

/// Guarda a resposta do pedido atendido. O corpo que passa do máximo não se guarda.
pub async fn concluir(app: &Aplicacao, posse: Posse, resposta: Resposta) -> Result<(), ErroAplicacao> {
    let resposta = RespostaDoPedido {
        status: resposta.status,
        cabecalhos: serde_json::to_string(&resposta.cabecalhos).map_err(ErroAplicacao::interno)?,
        corpo: resposta.corpo.filter(|corpo| corpo.len() <= MAXIMO_DA_RESPOSTA),
    };
    let ate = app.relogio.agora().mais(GUARDA_DA_RESPOSTA);
    let mut unidade = app.armazem.escrever(posse.inquilino).await?;
    if !unidade.concluir_pedido(&posse.chave, posse.id, &resposta, ate).await? {
        tracing::warn!("um pedido demorou tanto que a chave de idempotência dele passou a outro");
    }
    unidade.confirmar().await?;
    Ok(())
}

/// Larga a chave de um pedido que não fez nada: quem repetir tenta de novo.
pub async fn largar(app: &Aplicacao, posse: Posse) -> Result<(), ErroAplicacao> {
    let mut unidade = app.armazem.escrever(posse.inquilino).await?;
    unidade.largar_pedido(&posse.chave, posse.id).await?;
    unidade.confirmar().await?;
    Ok(())
}
