//! `tipo: tarefa`: espera a decisão de uma pessoa.

use indexmap::IndexMap;

use super::super::campos::Campos;
use super::super::coletor::Coletor;
use super::super::nomes::{e_identificador, e_maiusculo};
use super::super::yaml::{No, Par, Valor};
use super::notificar::{ler_canal, ler_modelo};
use crate::fluxo::{AvisoDeTarefa, Decisao, PassoTarefa, Ressalva};

const NOME: &str = "letras minúsculas, algarismos e `_`, começando por letra";

/// Quantas pessoas um quórum pode pedir.
const QUORUM_MAXIMO: i64 = 50;

pub(super) fn ler(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<PassoTarefa> {
    let titulo = campos.exigido("titulo", coletor).and_then(|no| coletor.modelo_de_texto(no));
    let usuarios = campos.opcional("usuarios").map(|no| coletor.modelo(no));
    let papeis = match &usuarios {
        Some(_) => campos.opcional("papeis").map_or(Some(Vec::new()), |no| ler_papeis(no, coletor)),
        None => campos.exigido("papeis", coletor).and_then(|no| ler_papeis(no, coletor)),
    };
    let formulario = campos.opcional("formulario").map(|no| coletor.esquema(no));
    let dados = campos.opcional("dados").map(|no| coletor.modelo_de_objeto(no));
    let decisoes = campos.exigido("decisoes", coletor).and_then(|no| ler_decisoes(no, coletor));
    let quatro_olhos = campos.opcional("quatro_olhos").map_or(Some(false), |no| coletor.logico(no));
    let avisar = campos.opcional("avisar").map(|no| ler_aviso(no, coletor));
    Some(PassoTarefa {
        titulo: titulo?,
        papeis: papeis?,
        usuarios: super::transpor(usuarios)?,
        formulario: super::transpor(formulario)?,
        dados: super::transpor(dados)?,
        decisoes: decisoes?,
        quatro_olhos: quatro_olhos?,
        avisar: super::transpor(avisar)?,
    })
}

fn ler_aviso(no: &No, coletor: &mut Coletor<'_>) -> Option<AvisoDeTarefa> {
    let mut campos = Campos::abrir(no, no.lugar.clone(), "avisar", coletor)?;
    let canal = ler_canal(&mut campos, coletor);
    let modelo = campos.exigido("modelo", coletor).and_then(|no| ler_modelo(no, coletor));
    campos.fechar(&[], coletor);
    Some(AvisoDeTarefa { canal: canal?, modelo: modelo? })
}

fn ler_papeis(no: &No, coletor: &mut Coletor<'_>) -> Option<Vec<String>> {
    let papeis = coletor.nomes(no, e_maiusculo, "um papel em maiúsculas, como APROVADOR")?;
    if papeis.is_empty() {
        coletor.erro("lista_vazia", no.lugar.clone(), "sem papéis ninguém poderia decidir; diga ao menos um");
        return None;
    }
    Some(papeis)
}

fn ler_decisoes(no: &No, coletor: &mut Coletor<'_>) -> Option<IndexMap<String, Decisao>> {
    let Some(pares) = no.pares().filter(|pares| !pares.is_empty()) else {
        let mensagem = "`decisoes`: esperava ao menos uma decisão, como `aprovar: proximo_passo`";
        coletor.erro("tipo_errado", no.lugar.clone(), mensagem);
        return None;
    };
    let lidas: Vec<_> = pares.iter().map(|par| ler_decisao(par, coletor)).collect();
    lidas.into_iter().collect()
}

fn ler_decisao(par: &Par, coletor: &mut Coletor<'_>) -> Option<(String, Decisao)> {
    if !e_identificador(&par.chave) {
        coletor.erro(
            "nome_invalido",
            par.lugar.clone(),
            format!("a decisão não pode se chamar `{}`; use {NOME}", par.chave),
        );
    }
    if !matches!(par.valor.valor, Valor::Mapa(_)) {
        let vai = coletor.passo(&par.valor)?;
        return Some((
            par.chave.clone(),
            Decisao { vai, exige: Vec::new(), quorum: 1, formulario: None, ressalva: None },
        ));
    }
    let mut campos = Campos::abrir(&par.valor, par.lugar.clone(), format!("decisão `{}`", par.chave), coletor)?;
    let vai = campos.exigido("vai", coletor).and_then(|no| coletor.passo(no));
    let exige = ler_exige(&mut campos, coletor);
    let quorum = campos.opcional("quorum").map_or(Some(1), |no| coletor.inteiro(no, 1..=QUORUM_MAXIMO));
    let formulario = campos.opcional("formulario").map(|no| coletor.esquema(no));
    let ressalva = campos.opcional("ressalva").map(|no| ler_ressalva(no, coletor));
    campos.fechar(&[], coletor);
    let formulario = super::transpor(formulario)?;
    let ressalva = super::transpor(ressalva)?;
    Some((par.chave.clone(), Decisao { vai: vai?, exige: exige?, quorum: quorum?, formulario, ressalva }))
}

fn ler_ressalva(no: &No, coletor: &mut Coletor<'_>) -> Option<Ressalva> {
    let mut campos = Campos::abrir(no, no.lugar.clone(), "ressalva", coletor)?;
    let se = campos.exigido("se", coletor).and_then(|no| coletor.expressao(no));
    let papeis = campos.exigido("papeis", coletor).and_then(|no| ler_papeis(no, coletor));
    let exige = ler_exige(&mut campos, coletor);
    campos.fechar(&[], coletor);
    Some(Ressalva { se: se?, papeis: papeis?, exige: exige? })
}

fn ler_exige(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<Vec<String>> {
    campos.opcional("exige").map_or(Some(Vec::new()), |no| coletor.nomes(no, e_identificador, NOME))
}
