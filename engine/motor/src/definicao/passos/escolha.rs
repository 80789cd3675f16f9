//! `tipo: escolha`: o primeiro caso verdadeiro ganha.

use super::super::campos::Campos;
use super::super::coletor::Coletor;
use super::super::yaml::No;
use crate::fluxo::{Caso, PassoEscolha};

pub(super) fn ler(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<PassoEscolha> {
    let casos = campos.exigido("casos", coletor).and_then(|no| ler_casos(no, coletor));
    let senao = campos.exigido("senao", coletor).and_then(|no| coletor.passo(no));
    Some(PassoEscolha { casos: casos?, senao: senao? })
}

fn ler_casos(no: &No, coletor: &mut Coletor<'_>) -> Option<Vec<Caso>> {
    let itens = coletor.lista(no)?;
    if itens.is_empty() {
        coletor.erro("lista_vazia", no.lugar.clone(), "uma escolha tem ao menos um caso");
        return None;
    }
    let lidos: Vec<_> = itens.iter().map(|item| ler_caso(item, coletor)).collect();
    lidos.into_iter().collect()
}

fn ler_caso(no: &No, coletor: &mut Coletor<'_>) -> Option<Caso> {
    let mut campos = Campos::abrir(no, no.lugar.clone(), "caso", coletor)?;
    let se = campos.exigido("se", coletor).and_then(|no| coletor.expressao(no));
    let vai = campos.exigido("vai", coletor).and_then(|no| coletor.passo(no));
    campos.fechar(&[], coletor);
    Some(Caso { se: se?, vai: vai? })
}
