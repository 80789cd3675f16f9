//! `limite: { chave: "portal/${ … }", simultaneos: 2, por_minuto: 20 }`. `simultaneos` pode vir de uma expressão.

use super::campos::Campos;
use super::coletor::Coletor;
use super::yaml::{No, Valor};
use crate::expressao::Modelo;
use crate::fluxo::{Limite, TETO_DO_LIMITE};

/// Acima disto não é contenção.
const TETO: i64 = TETO_DO_LIMITE as i64;

pub(super) fn ler(no: &No, coletor: &mut Coletor<'_>) -> Option<Limite> {
    let mut campos = Campos::abrir(no, no.lugar.clone(), "`limite`", coletor)?;
    let chave = campos.exigido("chave", coletor).and_then(|no| coletor.modelo_de_texto(no));
    let simultaneos_no = campos.opcional("simultaneos");
    let por_minuto_no = campos.opcional("por_minuto");
    let simultaneos = simultaneos_no.and_then(|no| match &no.valor {
        Valor::Texto(_) => coletor.modelo(no),
        _ => coletor.inteiro::<u32>(no, 1..=TETO).map(|fixo| Modelo::Literal(fixo.into())),
    });
    let por_minuto = por_minuto_no.and_then(|no| coletor.inteiro(no, 1..=TETO));
    campos.fechar(&[], coletor);
    if simultaneos_no.is_none() && por_minuto_no.is_none() {
        coletor.erro("chave_ausente", no.lugar.clone(), "`limite`: diga `simultaneos`, `por_minuto`, ou os dois");
    }
    Some(Limite { chave: chave?, simultaneos, por_minuto })
}
