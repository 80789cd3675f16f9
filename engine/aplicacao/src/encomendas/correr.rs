//! Levar uma encomenda ao fim, renovando a reserva e anotando o andamento enquanto dura.

use std::time::Duration;

use esteira_armazem::encomendas::Fecho;
use esteira_base::ids::EncomendaId;
use esteira_dominio::Acao;
use tokio_util::sync::CancellationToken;

use super::fechar::{Feito, fechar};
use super::{Andamento, Especie, Pega, RESERVA};
use crate::{Aplicacao, ErroAplicacao, Quem, exportacoes, importacoes};

/// De quanto em quanto tempo se anota o andamento, e se nota que se cancelou.
const ENTRE_RENOVACOES: Duration = Duration::from_secs(1);

/// Faz o que se encomendou e a fecha. Mandado parar, devolve-a; se a reserva se perde (ou ela se cancela), larga-a.
pub async fn correr(app: &Aplicacao, pega: &Pega, parar: CancellationToken) {
    let id = EncomendaId(pega.encomenda.id);
    let andamento = Andamento::default();
    let feito = tokio::select! {
        feito = fazer(app, pega, &andamento) => feito,
        () = perder(app, pega, &andamento) => {
            tracing::info!(encomenda.id = %id, "encomenda cancelada, ou de outro nó");
            return;
        }
        () = parar.cancelled() => {
            if let Err(erro) = soltar(app, pega).await {
                tracing::warn!(encomenda.id = %id, %erro, "não consegui devolver uma encomenda; a reserva vai vencer sozinha");
            }
            return;
        }
    };
    let fecho = match feito {
        Ok(feito) => feito.fecho(app.relogio.agora()),
        Err(erro @ ErroAplicacao::Indisponivel(_)) => {
            tracing::warn!(encomenda.id = %id, %erro, "uma encomenda não pôde andar agora; será retomada");
            if let Err(erro) = adiar(app, pega).await {
                tracing::warn!(encomenda.id = %id, %erro, "não consegui adiar uma encomenda; a vez contou");
            }
            return;
        }
        Err(erro) => Fecho { erro: Some(em_palavras(id, &erro)), ..Fecho::default() },
    };
    if let Err(erro) = fechar(app, pega, fecho).await {
        tracing::warn!(encomenda.id = %id, %erro, "não consegui fechar uma encomenda; ela será refeita");
    }
}

async fn fazer(app: &Aplicacao, pega: &Pega, andamento: &Andamento) -> Result<Feito, ErroAplicacao> {
    let quem = quem(app, pega).await?;
    match pega.encomenda.especie.as_str() {
        especie if especie == Especie::Exportacao.como_texto() => exportacoes::fazer(app, &quem, pega, andamento).await,
        especie if especie == Especie::Importacao.como_texto() => importacoes::fazer(app, &quem, pega, andamento).await,
        outra => Err(ErroAplicacao::conflito("encomenda_desconhecida", format!("esta versão não sabe fazer {outra}"))),
    }
}

/// Quem pediu, com o que pode agora: entre o pedido e a vez, pode ter mudado de perfil ou saído.
async fn quem(app: &Aplicacao, pega: &Pega) -> Result<Quem, ErroAplicacao> {
    let encomenda = &pega.encomenda;
    let inquilino = encomenda.inquilino_id.into();
    let Some(usuario) = encomenda.usuario_id else {
        return Ok(Quem { nome: encomenda.usuario_nome.clone(), ..Quem::sistema(inquilino) });
    };
    let guardado = app.armazem.ler(inquilino).await?.usuario(usuario.into()).await?;
    let usuario =
        guardado.map(|guardado| guardado.usuario).filter(|usuario| usuario.status_ativo).ok_or_else(|| {
            ErroAplicacao::conflito(
                "quem_pediu_saiu",
                "quem pediu já não está ativo; peça de novo em nome de outra pessoa",
            )
        })?;
    let escopos = encomenda.escopos.as_deref().map(serde_json::from_str::<Vec<Acao>>).transpose();
    Ok(Quem {
        nome: encomenda.usuario_nome.clone(),
        escopos: escopos.map_err(ErroAplicacao::interno)?,
        ip: encomenda.ip_origem.clone(),
        user_agent: encomenda.user_agent.clone(),
        ..Quem::pessoa(inquilino, &usuario)
    })
}

/// Renova a reserva; só volta quando ela já não é deste nó.
async fn perder(app: &Aplicacao, pega: &Pega, andamento: &Andamento) {
    loop {
        tokio::time::sleep(ENTRE_RENOVACOES).await;
        match renovar(app, pega, andamento.feitas()).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(erro) => tracing::warn!(encomenda.id = %pega.encomenda.id, %erro, "não consegui renovar uma encomenda"),
        }
    }
}

async fn renovar(app: &Aplicacao, pega: &Pega, feitas: i64) -> Result<bool, ErroAplicacao> {
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(pega.encomenda.inquilino_id.into()).await?;
    let (id, ate) = (pega.encomenda.id.into(), agora.mais(RESERVA));
    let ainda = unidade.renovar_encomenda(id, pega.concessao, feitas, ate, agora).await?;
    unidade.confirmar().await?;
    Ok(ainda)
}

async fn soltar(app: &Aplicacao, pega: &Pega) -> Result<(), ErroAplicacao> {
    let mut unidade = app.armazem.escrever(pega.encomenda.inquilino_id.into()).await?;
    unidade.soltar_encomenda(pega.encomenda.id.into(), pega.concessao).await?;
    Ok(unidade.confirmar().await?)
}

async fn adiar(app: &Aplicacao, pega: &Pega) -> Result<(), ErroAplicacao> {
    let mut unidade = app.armazem.escrever(pega.encomenda.inquilino_id.into()).await?;
    unidade.adiar_encomenda(pega.encomenda.id.into(), pega.concessao).await?;
    Ok(unidade.confirmar().await?)
}

/// O que se diz a quem pediu; o que é da casa fica no log.
fn em_palavras(id: EncomendaId, erro: &ErroAplicacao) -> String {
    if matches!(erro, ErroAplicacao::Interno(_)) {
        let causa = std::error::Error::source(erro).map(ToString::to_string);
        tracing::error!(encomenda.id = %id, %erro, causa, "encomenda falhou por dentro");
        return "falhou por dentro; o motivo está no log do servidor".to_owned();
    }
    erro.to_string()
}
