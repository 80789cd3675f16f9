//! Os prazos que valem.

use esteira_armazem::retencao::Especie;
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_dominio::Acao;

use super::politica;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Por quanto tempo se guarda uma espécie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prazo {
    pub especie: Especie,
    /// Nenhum = para sempre.
    pub dias: Option<u32>,
    /// Quem o escolheu, e quando; nenhum = é o padrão.
    pub escolhido: Option<(String, Instante)>,
}

impl Prazo {
    /// O que acabou antes disto vence; nada vence se se guarda para sempre.
    pub fn limite(&self, agora: Instante) -> Option<Instante> {
        self.dias.map(|dias| politica::limite(dias, agora))
    }
}

/// O prazo de cada espécie, na ordem em que se aplicam.
pub async fn prazos(app: &Aplicacao, quem: &Quem) -> Result<Vec<Prazo>, ErroAplicacao> {
    quem.exigir(Acao::GerirRetencao)?;
    Ok(vigentes(&mut app.armazem.ler(quem.inquilino).await?).await?)
}

pub(super) async fn vigentes(unidade: &mut Unidade) -> Result<Vec<Prazo>, ErroArmazem> {
    let escolhidos = unidade.prazos_de_retencao().await?;
    let prazo = |especie| match escolhidos.iter().find(|escolhido| escolhido.especie == especie) {
        Some(escolhido) => Prazo {
            especie,
            dias: escolhido.dias,
            escolhido: Some((escolhido.alterado_por.clone(), Instante::de_micros(escolhido.data_atualizacao))),
        },
        None => Prazo { especie, dias: Some(politica::padrao(especie)), escolhido: None },
    };
    Ok(Especie::TODAS.map(prazo).into())
}
