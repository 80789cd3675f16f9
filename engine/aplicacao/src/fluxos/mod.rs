//! Fluxos: publicar e listar versões, começar instâncias.

mod iniciar;

pub use iniciar::{Inicio, MAXIMO_DE_INICIOS, iniciar, iniciar_varias};

use esteira_armazem::motor::FluxoPublicado;
use esteira_dominio::usuario::Acao;
use esteira_motor::definicao::{self, Diagnostico};
use serde_json::json;

use crate::auditoria;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Por que um fluxo não foi publicado.
#[derive(Debug, thiserror::Error)]
pub enum ErroDePublicacao {
    /// Tudo o que está errado no texto, cada um no seu lugar.
    #[error("o fluxo tem {} problema(s)", .0.len())]
    Invalido(Vec<Diagnostico>),
    #[error(transparent)]
    Falha(#[from] ErroAplicacao),
}

/// Publica uma versão. Republicar o mesmo conteúdo devolve a que já existe.
pub async fn publicar(
    app: &Aplicacao,
    quem: &Quem,
    arquivo: &str,
    texto: &str,
) -> Result<FluxoPublicado, ErroDePublicacao> {
    quem.exigir(Acao::OperarMotor)?;
    let fluxo = definicao::ler(arquivo, texto).map_err(ErroDePublicacao::Invalido)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await.map_err(ErroAplicacao::from)?;
    let resumo = fluxo.resumo.to_string();
    let publicado =
        unidade.publicar_fluxo(&fluxo.nome, &resumo, texto, &quem.nome, agora).await.map_err(ErroAplicacao::from)?;
    let depois = json!({ "versao": publicado.versao, "resumo": resumo });
    auditoria::registrar(&mut unidade, quem, "publicar", "fluxo", &fluxo.nome, None, Some(depois), agora)
        .await
        .map_err(ErroAplicacao::from)?;
    unidade.confirmar().await.map_err(ErroAplicacao::from)?;
    app.consolidador.catalogo().esquecer_vigente(quem.inquilino, &fluxo.nome);
    Ok(publicado)
}

/// Todas as versões.
pub async fn listar(app: &Aplicacao, quem: &Quem) -> Result<Vec<FluxoPublicado>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    Ok(app.armazem.ler(quem.inquilino).await?.fluxos().await?)
}
