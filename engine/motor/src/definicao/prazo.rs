//! `prazo: 10m`, ou `prazo: { vence: 2d, vai: passo, escalonar: [{ apos: 1d, notificar: responsaveis }] }`.

use super::campos::Campos;
use super::coletor::Coletor;
use super::yaml::{No, Valor};
use crate::fluxo::{Escalonamento, Prazo};

/// Quantos avisos um prazo pode ter.
const AVISOS_MAXIMOS: usize = 10;

/// `em_espera`: `tarefa` e `evento`. Em `rpa` e `notificar` o prazo é o limite de cada tentativa: não desvia nem avisa.
pub(super) fn ler(no: &No, em_espera: bool, coletor: &mut Coletor<'_>) -> Option<Prazo> {
    if !matches!(no.valor, Valor::Mapa(_)) {
        return coletor.duracao(no).map(|vence| Prazo { vence, vai: None, escalonar: Vec::new() });
    }
    let mut campos = Campos::abrir(no, no.lugar.clone(), "`prazo`", coletor)?;
    let vence = campos.exigido("vence", coletor).and_then(|no| coletor.duracao(no));
    if !em_espera {
        campos.fechar(&["vai", "escalonar"], coletor);
        return Some(Prazo { vence: vence?, vai: None, escalonar: Vec::new() });
    }
    let vai = campos.opcional("vai").and_then(|no| coletor.passo(no));
    let escalonar = campos.opcional("escalonar").map_or(Some(Vec::new()), |no| ler_escalonar(no, coletor));
    campos.fechar(&[], coletor);
    Some(Prazo { vence: vence?, vai, escalonar: escalonar? })
}

fn ler_escalonar(no: &No, coletor: &mut Coletor<'_>) -> Option<Vec<Escalonamento>> {
    let itens = coletor.lista(no)?;
    if itens.len() > AVISOS_MAXIMOS {
        coletor.erro(
            "fora_da_faixa",
            no.lugar.clone(),
            format!("há {} avisos; o limite é {AVISOS_MAXIMOS}", itens.len()),
        );
        return None;
    }
    let lidos: Vec<_> = itens.iter().map(|item| ler_aviso(item, coletor)).collect();
    lidos.into_iter().collect()
}

fn ler_aviso(no: &No, coletor: &mut Coletor<'_>) -> Option<Escalonamento> {
    let mut campos = Campos::abrir(no, no.lugar.clone(), "`escalonar`", coletor)?;
    let apos = campos.exigido("apos", coletor).and_then(|no| coletor.duracao(no));
    let notificar = campos.exigido("notificar", coletor).and_then(|no| coletor.texto(no).map(str::to_owned));
    campos.fechar(&[], coletor);
    Some(Escalonamento { apos: apos?, notificar: notificar? })
}
