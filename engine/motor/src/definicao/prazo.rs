//! `prazo: 10m`, ou `prazo: { tentativa: 10m, vence: 2d, vai: passo, lembrar: [{ apos: 1d, notificar: candidatos }], escalonar: […] }`.

use super::campos::Campos;
use super::coletor::Coletor;
use super::nomes::e_maiusculo;
use super::yaml::{No, Valor};
use crate::fluxo::{AvisoDePrazo, Prazo};

/// Quantos lembretes, e quantos escalonamentos, um prazo pode ter.
const AVISOS_MAXIMOS: usize = 10;

/// `trabalha`: em `rpa`, `notificar` e `http` a forma curta é o limite de cada tentativa; nos outros, o da espera inteira.
pub(super) fn ler(no: &No, trabalha: bool, coletor: &mut Coletor<'_>) -> Option<Prazo> {
    if !matches!(no.valor, Valor::Mapa(_)) {
        let duracao = Some(coletor.duracao(no)?);
        return Some(if trabalha {
            Prazo { tentativa: duracao, ..Prazo::default() }
        } else {
            Prazo { vence: duracao, ..Prazo::default() }
        });
    }
    let mut campos = Campos::abrir(no, no.lugar.clone(), "`prazo`", coletor)?;
    let tentativa = if trabalha { campos.opcional("tentativa").map(|no| coletor.duracao(no)) } else { None };
    let vence = match trabalha {
        true => campos.opcional("vence").map(|no| coletor.duracao(no)),
        false => campos.exigido("vence", coletor).map(|no| coletor.duracao(no)),
    };
    let vai = campos.opcional("vai").map(|no| coletor.passo(no));
    let lembrar = campos.opcional("lembrar").map_or(Some(Vec::new()), |no| ler_avisos(no, false, coletor));
    let escalonar = campos.opcional("escalonar").map_or(Some(Vec::new()), |no| ler_avisos(no, true, coletor));
    campos.fechar(&["tentativa"], coletor);
    if trabalha && tentativa.is_none() && vence.is_none() {
        coletor.erro(
            "chave_ausente",
            no.lugar.clone(),
            "`prazo`: diga `tentativa` (de cada uma), `vence` (do passo), ou os dois",
        );
    }
    if vai.is_some() && vence.is_none() {
        coletor.erro("chave_ausente", no.lugar.clone(), "`prazo`: `vai` precisa de `vence`");
    }
    let avisos = lembrar?.into_iter().chain(escalonar?).collect();
    Some(Prazo {
        tentativa: super::passos::transpor(tentativa)?,
        vence: super::passos::transpor(vence)?,
        vai: super::passos::transpor(vai)?,
        avisos,
    })
}

fn ler_avisos(no: &No, escalona: bool, coletor: &mut Coletor<'_>) -> Option<Vec<AvisoDePrazo>> {
    let itens = coletor.lista(no)?;
    if itens.len() > AVISOS_MAXIMOS {
        coletor.erro(
            "fora_da_faixa",
            no.lugar.clone(),
            format!("há {} avisos; o limite é {AVISOS_MAXIMOS}", itens.len()),
        );
        return None;
    }
    let lidos: Vec<_> = itens.iter().map(|item| ler_aviso(item, escalona, coletor)).collect();
    lidos.into_iter().collect()
}

fn ler_aviso(no: &No, escalona: bool, coletor: &mut Coletor<'_>) -> Option<AvisoDePrazo> {
    let dono = if escalona { "`escalonar`" } else { "`lembrar`" };
    let mut campos = Campos::abrir(no, no.lugar.clone(), dono, coletor)?;
    let apos = campos.exigido("apos", coletor).and_then(|no| coletor.duracao(no));
    let notificar = campos.opcional("notificar").map(|no| coletor.texto(no).map(str::to_owned));
    let papeis = if escalona {
        campos
            .opcional("papeis")
            .map_or(Some(Vec::new()), |no| coletor.nomes(no, e_maiusculo, "um papel em maiúsculas, como SUPERVISOR"))
    } else {
        Some(Vec::new())
    };
    campos.fechar(&["papeis"], coletor);
    let (notificar, papeis) = (super::passos::transpor(notificar)?, papeis?);
    if notificar.is_none() && papeis.is_empty() {
        let falta = if escalona { "diga `notificar`, `papeis`, ou os dois" } else { "diga a quem: `notificar`" };
        coletor.erro("chave_ausente", no.lugar.clone(), format!("{dono}: {falta}"));
    }
    Some(AvisoDePrazo { apos: apos?, escalona, notificar, papeis })
}
