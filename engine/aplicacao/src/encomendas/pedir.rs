//! Pedir: a linha que nasce, com o limite conferido e o registro de que se pediu.

use esteira_armazem::Unidade;
use esteira_armazem::encomendas::{Encomenda, EncomendaNova};
use serde_json::{Value, json};

use super::{Especie, MAXIMO_POR_PESSOA};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// O que se pede.
pub(crate) struct Nova {
    pub especie: Especie,
    pub pedido: Value,
    pub nome: String,
    /// De quantas linhas, se já se sabe.
    pub total: Option<usize>,
    /// Como se registra na auditoria: o que se faz, sobre o quê, e como.
    pub acao: &'static str,
    pub alvo: &'static str,
    pub detalhes: Value,
}

/// Recusa quem já tem encomendas demais: antes de se guardar o que a encomenda leva, e de novo ao criá-la.
pub(crate) async fn conferir_limite(app: &Aplicacao, quem: &Quem) -> Result<(), ErroAplicacao> {
    cabe(&mut app.armazem.ler(quem.inquilino).await?, quem).await
}

async fn cabe(unidade: &mut Unidade, quem: &Quem) -> Result<(), ErroAplicacao> {
    if unidade.encomendas_vivas_de(quem.usuario).await? < MAXIMO_POR_PESSOA {
        return Ok(());
    }
    let mensagem = format!(
        "você já tem {MAXIMO_POR_PESSOA} exportações ou importações por acabar; espere uma acabar, ou cancele-a"
    );
    Err(ErroAplicacao::conflito("encomendas_demais", mensagem))
}

pub(crate) async fn pedir(app: &Aplicacao, quem: &Quem, nova: Nova) -> Result<Encomenda, ErroAplicacao> {
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    cabe(&mut unidade, quem).await?;
    let escopos = quem.escopos.as_ref().map(serde_json::to_string).transpose().map_err(ErroAplicacao::interno)?;
    let Nova { especie, pedido, nome, total, acao, alvo, detalhes } = nova;
    let criada = EncomendaNova {
        especie: especie.como_texto(),
        pedido: pedido.to_string(),
        nome: nome.clone(),
        usuario: quem.usuario,
        usuario_nome: quem.nome.clone(),
        escopos,
        ip_origem: quem.ip.clone(),
        user_agent: quem.user_agent.clone(),
        total: total.map(|total| i64::try_from(total).unwrap_or(i64::MAX)),
    };
    let encomenda = unidade.criar_encomenda(criada, agora).await?;
    let depois = Some(json!({ "encomenda": encomenda.id, "como": detalhes }));
    auditoria::registrar(&mut unidade, quem, acao, alvo, nome, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(encomenda)
}
