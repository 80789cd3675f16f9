//! Fazer uma importação encomendada, deixando o relatório pelo caminho: retomada, segue da primeira linha que ele não tem.
//!
//! As linhas que se gravaram e não chegaram ao relatório (o nó caiu entre uma coisa e outra: no máximo [`POR_ANOTACAO`]) se importam de novo, o que não muda
//! nada, e aparecem como IGUAL.

use esteira_armazem::encomendas::LinhaDaImportacao;
use serde_json::json;
use uuid::Uuid;

use super::encomendar::{Pedido, abrir};
use super::{Desfecho, Importador, LinhaImportada, exigir};
use crate::encomendas::{Andamento, Feito, Pega, RESERVA};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Quantas linhas se anotam de cada vez.
const POR_ANOTACAO: usize = 20;

pub(crate) async fn fazer(
    app: &Aplicacao,
    quem: &Quem,
    pega: &Pega,
    andamento: &Andamento,
) -> Result<Feito, ErroAplicacao> {
    exigir(quem)?;
    let pedido: Pedido = serde_json::from_str(&pega.encomenda.pedido).map_err(ErroAplicacao::interno)?;
    let tabela = abrir(app, quem.inquilino, &pedido.planilha).await?;
    let mut importador = Importador::novo(app, quem, &tabela.cabecalho, pedido.simular).await?;
    let ultima = contas(app, quem, pega).await?.iter().map(|(_, _, ultima)| *ultima).max().unwrap_or(0);
    let mut prontas = Vec::with_capacity(POR_ANOTACAO);
    for (posicao, crua) in tabela.linhas.iter().enumerate() {
        if i64::try_from(crua.numero).is_ok_and(|numero| numero <= ultima) {
            importador.lembrar(crua).await?;
        } else {
            match importador.linha(crua).await {
                Ok(linha) => prontas.push(em_linha(linha)),
                Err(erro) => {
                    // O que já se gravou tem de estar no relatório, acabe como acabar.
                    anotar(app, pega, andamento, &mut prontas).await?;
                    return Err(erro);
                }
            }
        }
        andamento.mudar(i64::try_from(posicao).unwrap_or(i64::MAX) + 1);
        if prontas.len() == POR_ANOTACAO {
            anotar(app, pega, andamento, &mut prontas).await?;
        }
    }
    anotar(app, pega, andamento, &mut prontas).await?;
    let contas = contas(app, quem, pega).await?;
    let quantos = |qual: Desfecho| {
        contas.iter().find(|(desfecho, ..)| desfecho == qual.como_texto()).map_or(0, |(_, quantos, _)| *quantos)
    };
    let resultado = json!({
        "simulada": pedido.simular,
        "criados": quantos(Desfecho::Criado),
        "alterados": quantos(Desfecho::Alterado),
        "iguais": quantos(Desfecho::Igual),
        "recusados": quantos(Desfecho::Recusado),
        "colunas_ignoradas": importador.colunas_ignoradas(),
    });
    Ok(Feito { linhas: andamento.feitas(), resultado: Some(resultado), arquivo: None })
}

/// Quantas linhas do relatório tiveram cada desfecho, e a última de cada um.
async fn contas(app: &Aplicacao, quem: &Quem, pega: &Pega) -> Result<Vec<(String, i64, i64)>, ErroAplicacao> {
    Ok(app.armazem.ler(quem.inquilino).await?.contas_da_importacao(pega.encomenda.id.into()).await?)
}

/// Grava as linhas no relatório, se a encomenda ainda é deste nó: dois nós não escrevem o mesmo relatório.
async fn anotar(
    app: &Aplicacao,
    pega: &Pega,
    andamento: &Andamento,
    prontas: &mut Vec<LinhaDaImportacao>,
) -> Result<(), ErroAplicacao> {
    if prontas.is_empty() {
        return Ok(());
    }
    let agora = app.relogio.agora();
    let id = pega.encomenda.id.into();
    let mut unidade = app.armazem.escrever(pega.encomenda.inquilino_id.into()).await?;
    if !unidade.renovar_encomenda(id, pega.concessao, andamento.feitas(), agora.mais(RESERVA), agora).await? {
        return Err(ErroAplicacao::conflito("encomenda_de_outro", "a importação foi cancelada, ou passou a outro nó"));
    }
    unidade.anotar_linhas_da_importacao(id, prontas).await?;
    unidade.confirmar().await?;
    prontas.clear();
    Ok(())
}

fn em_linha(linha: LinhaImportada) -> LinhaDaImportacao {
    LinhaDaImportacao {
        numero: i64::try_from(linha.linha).unwrap_or(i64::MAX),
        cliente: linha.cliente,
        desfecho: linha.desfecho.como_texto().to_owned(),
        cliente_id: linha.cliente_id.map(Uuid::from),
        mensagens: linha.mensagens.join("; "),
    }
}
