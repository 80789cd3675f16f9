//! Contar o que iria, sem apagar nada.

use esteira_armazem::retencao::Contagem;
use esteira_dominio::Acao;

use super::ver::{Prazo, vigentes};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// O que se apagaria de uma espécie agora.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previsao {
    pub prazo: Prazo,
    /// Nenhuma = guarda-se para sempre.
    pub contagem: Option<Contagem>,
}

/// Conta, em cada espécie, o que venceu e o que está sob guarda. Lê tudo o que venceu: pode demorar.
pub async fn simular(app: &Aplicacao, quem: &Quem) -> Result<Vec<Previsao>, ErroAplicacao> {
    quem.exigir(Acao::GerirRetencao)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let mut previsoes = Vec::new();
    for prazo in vigentes(&mut unidade).await? {
        let contagem = match prazo.limite(agora) {
            Some(limite) => Some(unidade.contar_vencidas(prazo.especie, limite).await?),
            None => None,
        };
        previsoes.push(Previsao { prazo, contagem });
    }
    Ok(previsoes)
}
