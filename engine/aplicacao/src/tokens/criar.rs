//! Criar um token de integração.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use esteira_armazem::cadastro::TokenGuardado;
use esteira_base::{Resumo, Segredo};
use esteira_dominio::usuario::Acao;
use serde_json::json;
use uuid::Uuid;

use super::{Token, montar};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

const BYTES_SORTEADOS: usize = 32;
/// Maior nome, em caracteres.
const MAXIMO_DO_NOME: usize = 100;
/// Por quanto tempo um token pode servir, em dias.
pub const MAXIMO_DE_DIAS: u32 = 365;

/// O token que se quer.
#[derive(Debug, Clone)]
pub struct PedidoDeToken {
    pub nome: String,
    pub escopos: Vec<Acao>,
    pub dias: u32,
}

/// Um token novo. É a única vez que se vê o segredo.
#[derive(Debug)]
pub struct Criado {
    pub token: Token,
    pub segredo: Segredo,
}

/// Cria, em nome de quem pede. Não se concede o que não se pode.
pub async fn criar(app: &Aplicacao, quem: &Quem, pedido: PedidoDeToken) -> Result<Criado, ErroAplicacao> {
    quem.exigir(Acao::GerirUsuarios)?;
    let usuario = quem
        .usuario
        .ok_or_else(|| ErroAplicacao::conflito("sem_pessoa", "um token é de uma pessoa; entre com a sua conta"))?;
    let nome = pedido.nome.trim();
    if nome.is_empty() || nome.chars().count() > MAXIMO_DO_NOME {
        let mensagem = format!("diga para que é, em até {MAXIMO_DO_NOME} caracteres");
        return Err(ErroAplicacao::campo("nome", "invalido", mensagem));
    }
    if !(1..=MAXIMO_DE_DIAS).contains(&pedido.dias) {
        return Err(ErroAplicacao::campo("dias", "invalido", format!("use de 1 a {MAXIMO_DE_DIAS}")));
    }
    if pedido.escopos.is_empty() {
        return Err(ErroAplicacao::campo("escopos", "obrigatorio", "diga ao menos uma ação, como VER_TUDO"));
    }
    // Quem gere usuários faz-se quem quiser: o token deixaria de ser só o que se lhe concedeu, e até uma data.
    if pedido.escopos.contains(&Acao::GerirUsuarios) {
        return Err(ErroAplicacao::campo("escopos", "invalido", "um token não gere usuários nem outros tokens"));
    }
    pedido.escopos.iter().try_for_each(|acao| quem.exigir(*acao))?;

    let mut sorteado = [0; BYTES_SORTEADOS];
    getrandom::fill(&mut sorteado).map_err(|erro| ErroAplicacao::interno(erro.to_string()))?;
    let segredo = montar(quem.inquilino, &URL_SAFE_NO_PAD.encode(sorteado));
    let agora = app.relogio.agora();
    let guardado = TokenGuardado {
        id: Uuid::now_v7(),
        usuario_id: usuario.0,
        nome: nome.to_owned(),
        escopos: serde_json::to_string(&pedido.escopos).map_err(ErroAplicacao::interno)?,
        valido_ate: agora.mais(Duration::from_secs(u64::from(pedido.dias) * 86_400)).micros(),
        revogado: false,
        ultimo_uso: None,
        data_criacao: agora.micros(),
    };
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    unidade.criar_token(&guardado, Resumo::de(segredo.revelar().as_bytes())).await?;
    let depois = Some(json!({ "nome": guardado.nome, "escopos": pedido.escopos, "dias": pedido.dias }));
    auditoria::registrar(&mut unidade, quem, "criar", "token_de_integracao", guardado.id, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(Criado { token: guardado.try_into()?, segredo })
}
