//! Percorrer a cadeia da auditoria e dizer se alguém mexeu nela.

use esteira_armazem::cadastro::Ponta;
use esteira_dominio::usuario::Acao;
use serde::Serialize;
use uuid::Uuid;

use super::cadeia::elo;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Quantos registros por leitura.
const LEVA: u32 = 1_000;

/// O que se achou.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Veredito {
    /// Registros conferidos, da raiz até a primeira quebra.
    pub conferidos: i64,
    /// O último elo conferido. Guarde-o fora daqui: é com ele que se nota, mais tarde, uma cadeia refeita inteira.
    pub ponta: Option<String>,
    /// Registros dos últimos segundos, ainda sem elo.
    pub por_selar: bool,
    /// A primeira quebra, se há.
    pub quebra: Option<Quebra>,
}

/// Onde a cadeia se quebra.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quebra {
    /// O lugar na cadeia.
    pub numero: i64,
    /// O registro que lá está, se está.
    pub registro_id: Option<Uuid>,
    pub problema: String,
}

/// Confere a cadeia da raiz à ponta. `ancora` é um elo que se guardou antes: tem de estar nela.
pub async fn verificar(app: &Aplicacao, quem: &Quem, ancora: Option<&str>) -> Result<Veredito, ErroAplicacao> {
    quem.exigir(Acao::VerAuditoria)?;
    // A ponta antes dos registros: o que se selar enquanto se confere só acrescenta.
    let guardada = app.armazem.ler(quem.inquilino).await?.ponta_da_auditoria().await?;
    let mut ponta: Option<Ponta> = None;
    let mut ancorada = ancora.is_none();
    let quebra = loop {
        let depois_de = ponta.as_ref().map_or(0, |ponta| ponta.numero);
        let registros = app.armazem.ler(quem.inquilino).await?.auditoria_selada(depois_de, LEVA).await?;
        if registros.is_empty() {
            break None;
        }
        let mut quebrou = None;
        for registro in registros {
            let esperado = elo(ponta.as_ref(), &registro);
            let quebra =
                |problema: String| Quebra { numero: esperado.numero, registro_id: Some(registro.id), problema };
            if registro.numero != Some(esperado.numero) {
                let aqui = registro.numero.unwrap_or_default();
                quebrou = Some(quebra(format!(
                    "falta o registro {}: depois do {depois} vem o {aqui}",
                    esperado.numero,
                    depois = esperado.numero - 1
                )));
                break;
            }
            if registro.selo.as_deref() != Some(&esperado.selo) {
                quebrou = Some(quebra("o registro não é o que se selou: foi alterado, ou trocado de lugar".to_owned()));
                break;
            }
            if guardada.as_ref().is_some_and(|ponta| ponta.numero == esperado.numero && ponta.selo != esperado.selo) {
                quebrou = Some(quebra("o elo não é o que a ponta guardou: os elos foram refeitos até aqui".to_owned()));
                break;
            }
            ancorada |= ancora.is_some_and(|ancora| ancora.eq_ignore_ascii_case(&esperado.selo));
            ponta = Some(esperado);
        }
        if quebrou.is_some() {
            break quebrou;
        }
    };
    let conferidos = ponta.as_ref().map_or(0, |ponta| ponta.numero);
    let quebra = quebra.or_else(|| no_fim(guardada.as_ref(), conferidos, ancorada));
    let por_selar = !app.armazem.ler(quem.inquilino).await?.auditoria_por_selar(1).await?.is_empty();
    Ok(Veredito { conferidos, ponta: ponta.map(|ponta| ponta.selo), por_selar, quebra })
}

/// O que só se vê chegando ao fim: registros cortados dele, e o elo guardado fora que não apareceu.
fn no_fim(guardada: Option<&Ponta>, conferidos: i64, ancorada: bool) -> Option<Quebra> {
    let ate = guardada.map_or(0, |ponta| ponta.numero);
    if conferidos < ate {
        let problema = format!("a cadeia ia até o registro {ate}, e acaba no {conferidos}: o fim foi cortado");
        return Some(Quebra { numero: conferidos + 1, registro_id: None, problema });
    }
    if !ancorada {
        let problema = "o elo guardado não está na cadeia: ela foi refeita".to_owned();
        return Some(Quebra { numero: conferidos + 1, registro_id: None, problema });
    }
    None
}
