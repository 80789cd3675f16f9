//! As chaves de cima: `esteira`, `fluxo`, `titulo`, `chave`, `entrada`, `inicio`, `passos`.

use std::collections::BTreeSet;

use esteira_base::Resumo;
use indexmap::IndexMap;

use super::campos::Campos;
use super::coletor::Coletor;
use super::yaml::{No, Valor};
use super::{VERSAO, canonico, nomes, passos};
use crate::esquema::Esquema;
use crate::expressao::Expressao;
use crate::fluxo::{Fluxo, Passo};

pub(super) fn ler(raiz: &No, coletor: &mut Coletor<'_>) -> Option<Fluxo> {
    let mut campos = Campos::abrir(raiz, raiz.lugar.clone(), "fluxo", coletor)?;
    let versao = campos.exigido("esteira", coletor).and_then(|no| ler_versao(no, coletor));
    let nome = campos.exigido("fluxo", coletor).and_then(|no| {
        coletor.nome(no, nomes::e_nome_com_hifen, "letras minúsculas, algarismos, `_` e `-`, começando por letra")
    });
    let titulo = campos.exigido("titulo", coletor).and_then(|no| coletor.texto(no).map(str::to_owned));
    let entrada = campos.opcional("entrada").map(|no| ler_entrada(no, coletor));
    let chave = campos.exigido("chave", coletor).and_then(|no| ler_chave(no, coletor));
    let inicio = passos::ler_corpo(None, &mut campos, coletor);
    campos.fechar(&[], coletor);
    versao?;
    let (entrada, inicio) = (passos::transpor(entrada)?, inicio?);
    Some(Fluxo {
        nome: nome?,
        titulo: titulo?,
        chave: chave?,
        entrada,
        inicio,
        passos: em_ordem(coletor),
        resumo: Resumo::de(canonico::de(raiz).to_string().as_bytes()),
    })
}

fn ler_versao(no: &No, coletor: &mut Coletor<'_>) -> Option<()> {
    if coletor.texto(no)? == VERSAO {
        return Some(());
    }
    coletor.erro(
        "versao_desconhecida",
        no.lugar.clone(),
        format!("esta versão da Esteira só entende `esteira: {VERSAO}`"),
    );
    None
}

/// A chave decide se a instância nasce: só a entrada existe nessa hora.
fn ler_chave(no: &No, coletor: &mut Coletor<'_>) -> Option<Expressao> {
    let chave = coletor.expressao(no)?;
    let raizes: Vec<_> = chave.raizes().collect();
    if let Some(outra) = raizes.iter().find(|raiz| crate::expressao::RAIZES.contains(raiz) && **raiz != "entrada") {
        let mensagem = format!("a `chave` só pode usar `entrada`: `{outra}` ainda não existe quando a instância nasce");
        coletor.erro("chave_sem_entrada", coletor.localizar(&no.lugar, outra), mensagem);
    } else if raizes.is_empty() {
        coletor.erro_com(
            "chave_sem_entrada",
            no.lugar.clone(),
            "a `chave` é sempre a mesma: só uma instância deste fluxo poderia existir",
            "use algo da entrada, como `entrada.id`".to_owned(),
        );
    }
    Some(chave)
}

fn ler_entrada(no: &No, coletor: &mut Coletor<'_>) -> Option<Esquema> {
    if let Some(tipo) = no.campo("type").filter(|tipo| !matches!(&tipo.valor, Valor::Texto(t) if t == "object")) {
        coletor.erro(
            "esquema_invalido",
            tipo.lugar.clone(),
            "a entrada de um fluxo é um objeto: escreva `type: object`",
        );
    }
    let esquema = coletor.esquema(no)?;
    if let Some(pares) = no.campo("properties").and_then(No::pares) {
        exigidos_declarados(no, &pares.iter().map(|par| par.chave.clone()).collect(), coletor);
    }
    coletor.entrada = Some(esquema.texto().clone());
    Some(esquema)
}

fn exigidos_declarados(esquema: &No, declarados: &BTreeSet<String>, coletor: &mut Coletor<'_>) {
    let Some(exigidos) = esquema.campo("required").and_then(|no| coletor.lista(no)) else { return };
    for exigido in exigidos {
        if let Some(nome) = coletor.texto(exigido)
            && !declarados.contains(nome)
        {
            let sugestao = super::sugestao::quis_dizer(nome, declarados.iter().map(String::as_str));
            let mensagem = format!("`required` pede `{nome}`, que não está em `properties`");
            coletor.erro_com("esquema_invalido", exigido.lugar.clone(), mensagem, sugestao);
        }
    }
}

/// Os passos lidos, na ordem em que aparecem no arquivo.
fn em_ordem(coletor: &mut Coletor<'_>) -> IndexMap<String, Passo> {
    let mut lidos = std::mem::take(&mut coletor.lidos);
    coletor.passos.keys().filter_map(|nome| lidos.shift_remove_entry(nome)).collect()
}
