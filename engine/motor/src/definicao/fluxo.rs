//! As chaves de cima: `esteira`, `fluxo`, `titulo`, `chave`, `entrada`, `inicio`, `passos`.

use std::collections::BTreeSet;

use esteira_base::Resumo;
use indexmap::IndexMap;
use serde_json::Value;

use super::campos::Campos;
use super::coletor::{Coletor, Declarado};
use super::yaml::{No, Valor};
use super::{PASSOS_MAXIMOS, VERSAO, canonico, nomes, passos};
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
    let inicio = campos.exigido("inicio", coletor).and_then(|no| coletor.passo(no));
    let passos = campos.exigido("passos", coletor).and_then(|no| ler_passos(no, coletor));
    campos.fechar(&[], coletor);
    versao?;
    Some(Fluxo {
        nome: nome?,
        titulo: titulo?,
        chave: chave?,
        entrada,
        inicio: inicio?,
        passos: passos?,
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

/// Confere só a forma do JSON Schema; quem publica é que o compila.
fn ler_entrada(no: &No, coletor: &mut Coletor<'_>) -> Value {
    let Valor::Mapa(_) = &no.valor else {
        coletor.erro(
            "tipo_errado",
            no.lugar.clone(),
            format!("`entrada`: esperava um JSON Schema (um mapa), e veio {}", no.tipo()),
        );
        return Value::Null;
    };
    if let Some(tipo) = no.campo("type").filter(|tipo| !matches!(&tipo.valor, Valor::Texto(t) if t == "object")) {
        coletor.erro(
            "esquema_invalido",
            tipo.lugar.clone(),
            "a entrada de um fluxo é um objeto: escreva `type: object`",
        );
    }
    recusar_referencia_externa(no, coletor);
    if let Some(propriedades) = no.campo("properties") {
        match propriedades.pares() {
            Some(pares) => {
                let declarados: BTreeSet<_> = pares.iter().map(|par| par.chave.clone()).collect();
                exigidos_declarados(no, &declarados, coletor);
                coletor.campos_da_entrada = Some(declarados);
            }
            None => coletor.erro("esquema_invalido", propriedades.lugar.clone(), "`properties` tem de ser um mapa"),
        }
    }
    no.json()
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

/// O motor não lê outros arquivos: o esquema vai inteiro no fluxo.
fn recusar_referencia_externa(no: &No, coletor: &mut Coletor<'_>) {
    match &no.valor {
        Valor::Lista(itens) => itens.iter().for_each(|item| recusar_referencia_externa(item, coletor)),
        Valor::Mapa(pares) => {
            for par in pares {
                match &par.valor.valor {
                    Valor::Texto(alvo) if par.chave == "$ref" && !alvo.starts_with('#') => coletor.erro(
                        "referencia_externa",
                        par.valor.lugar.clone(),
                        format!(
                            "o esquema cita `{alvo}`, e outros arquivos não são lidos; escreva-o aqui, ou em `$defs`"
                        ),
                    ),
                    _ => recusar_referencia_externa(&par.valor, coletor),
                }
            }
        }
        _ => {}
    }
}

fn ler_passos(no: &No, coletor: &mut Coletor<'_>) -> Option<IndexMap<String, Passo>> {
    let Some(pares) = no.pares() else {
        coletor.erro(
            "tipo_errado",
            no.lugar.clone(),
            format!("`passos`: esperava um mapa de passos, e veio {}", no.tipo()),
        );
        return None;
    };
    if pares.is_empty() || pares.len() > PASSOS_MAXIMOS {
        coletor.erro(
            "fora_da_faixa",
            no.lugar.clone(),
            format!("o fluxo tem {} passos; pode ter de 1 a {PASSOS_MAXIMOS}", pares.len()),
        );
        return None;
    }
    for par in pares {
        coletor.passos.insert(par.chave.clone(), Declarado { tipo: None, lugar: par.lugar.clone() });
    }
    let lidos: Vec<_> = pares.iter().map(|par| passos::ler(par, coletor)).collect();
    lidos.into_iter().map(|passo| passo.map(|passo| (passo.nome.clone(), passo))).collect()
}
