//! Começar instâncias da versão vigente de um fluxo. A chave quem calcula é o fluxo, da entrada.

use std::sync::Arc;

use esteira_armazem::motor::InstanciaNova;
use esteira_base::ids::InstanciaId;
use esteira_dominio::usuario::Acao;
use esteira_motor::Fluxo;
use esteira_motor::maquina::Comando;
use serde_json::Value;

use crate::consolidador::{Alvo, Solicitacao, identidade};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Quantas se começam num pedido só.
pub const MAXIMO_DE_INICIOS: usize = 500;

/// O que houve com um pedido de começar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inicio {
    /// Começou agora.
    Nasceu(InstanciaId),
    /// Já há uma viva com a mesma chave; nada mudou.
    JaVive(InstanciaId),
}

/// Começa uma.
pub async fn iniciar(app: &Aplicacao, quem: &Quem, fluxo: &str, entrada: Value) -> Result<Inicio, ErroAplicacao> {
    let mut inicios = iniciar_varias(app, quem, fluxo, vec![entrada]).await?;
    inicios.pop().unwrap_or_else(|| Err(ErroAplicacao::interno("um pedido sem desfecho")))
}

/// Começa várias, um desfecho para cada, na ordem. Uma recusada não impede as outras.
pub async fn iniciar_varias(
    app: &Aplicacao,
    quem: &Quem,
    fluxo: &str,
    entradas: Vec<Value>,
) -> Result<Vec<Result<Inicio, ErroAplicacao>>, ErroAplicacao> {
    quem.exigir(Acao::Executar)?;
    if entradas.len() > MAXIMO_DE_INICIOS {
        let mensagem =
            format!("começam-se no máximo {MAXIMO_DE_INICIOS} instâncias por pedido; divida em pedidos menores");
        return Err(ErroAplicacao::LimiteExcedido(mensagem));
    }
    let (fluxo_id, fluxo) = vigente(app, quem, fluxo).await?;
    let mut novas = Vec::with_capacity(entradas.len());
    let mut solicitacoes = Vec::with_capacity(entradas.len());
    for entrada in entradas {
        let nova = chave(&fluxo, &entrada).map(|chave| InstanciaNova {
            id: InstanciaId::novo(),
            fluxo_id,
            fluxo_nome: fluxo.nome.clone(),
            chave,
        });
        if let Ok(nova) = &nova {
            let instancia = identidade(nova.id, &nova.chave, None);
            let comando = Comando::Iniciar { entrada, instancia, por: quem.ator() };
            let alvo = Alvo::Nova(nova.clone());
            solicitacoes.push(Solicitacao { inquilino: quem.inquilino, alvo, comando, anexo: None });
        }
        novas.push(nova);
    }
    let mut aplicados = app.consolidador.pedir_varios(solicitacoes).await.into_iter();
    let mut inicios = Vec::with_capacity(novas.len());
    for nova in novas {
        let inicio = match nova {
            Ok(nova) => match aplicados.next() {
                Some(Ok(aplicado)) => Ok(Inicio::Nasceu(aplicado.instancia)),
                Some(Err(recusa)) => quem_vive(app, quem, &nova, recusa).await,
                None => Err(ErroAplicacao::interno("um pedido sem desfecho")),
            },
            Err(erro) => Err(erro),
        };
        inicios.push(inicio);
    }
    Ok(inicios)
}

async fn vigente(app: &Aplicacao, quem: &Quem, nome: &str) -> Result<(uuid::Uuid, Arc<Fluxo>), ErroAplicacao> {
    let (catalogo, agora) = (app.consolidador.catalogo(), app.relogio.agora());
    if let Some(vigente) = catalogo.vigente(quem.inquilino, nome, agora) {
        return Ok(vigente);
    }
    let nao_existe = || ErroAplicacao::nao_encontrado("fluxo publicado", nome);
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let id = unidade.fluxo_vigente(nome).await?.ok_or_else(nao_existe)?.id;
    let fluxo = catalogo.obter(&mut unidade, id).await?.ok_or_else(nao_existe)?;
    catalogo.anotar_vigente(quem.inquilino, nome, id, agora);
    Ok((id, fluxo))
}

/// A chave que o fluxo dá a esta entrada.
fn chave(fluxo: &Fluxo, entrada: &Value) -> Result<String, ErroAplicacao> {
    fluxo.chave_de(entrada).map_err(|erro| {
        let mensagem = format!("com esta entrada o fluxo não calcula a chave: {erro}");
        ErroAplicacao::campo("entrada", "invalido", mensagem)
    })
}

/// Se a recusa é porque já há uma viva, diz qual.
async fn quem_vive(
    app: &Aplicacao,
    quem: &Quem,
    nova: &InstanciaNova,
    recusa: ErroAplicacao,
) -> Result<Inicio, ErroAplicacao> {
    if !matches!(recusa, ErroAplicacao::Conflito { codigo: "instancia_viva", .. }) {
        return Err(recusa);
    }
    let vivas = app.armazem.ler(quem.inquilino).await?.chaves_vivas(&[nova]).await?;
    match vivas.first() {
        // O banco gravou, mas a resposta dele se perdeu e o lote foi refeito: a que vive é esta.
        Some(viva) if viva.viva == nova.id => Ok(Inicio::Nasceu(nova.id)),
        Some(viva) => Ok(Inicio::JaVive(viva.viva)),
        // Encerrou entre a recusa e esta leitura.
        None => Err(recusa),
    }
}
