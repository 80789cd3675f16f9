//! `blocos:` e `usar:`: o que se escreve uma vez e se usa em vários passos.
//!
//! ```yaml
//! blocos:
//!   repetir: { com_calma: { maximo: 5, espera: 10m } }
//! passos:
//!   enviar: { tipo: http, repetir: { usar: com_calma, maximo: 3 }, … }
//! ```
//!
//! Resolve-se na árvore, antes de ler os passos: o que está no passo ganha do que está no bloco, e cada erro continua apontando a linha certa.

use super::coletor::Coletor;
use super::sugestao::quis_dizer;
use super::yaml::{No, Par, Valor};

/// O que se pode pôr em bloco; cada um só serve à chave de mesmo nome.
pub(super) const GRUPOS: [&str; 3] = ["repetir", "limite", "formulario"];

/// Põe no lugar de cada `usar` o bloco que ele cita, e tira `blocos` da raiz.
pub(super) fn expandir(raiz: &mut No, coletor: &mut Coletor<'_>) {
    let Valor::Mapa(pares) = &mut raiz.valor else { return };
    let blocos = pares.iter().position(|par| par.chave == "blocos").map(|i| pares.remove(i).valor);
    if let Some(blocos) = &blocos {
        conferir(blocos, coletor);
    }
    if let Some(passos) = pares.iter_mut().find(|par| par.chave == "passos") {
        descer(&mut passos.valor, blocos.as_ref(), coletor);
    }
}

fn conferir(blocos: &No, coletor: &mut Coletor<'_>) {
    let Some(grupos) = blocos.pares() else {
        let mensagem = format!("`blocos`: esperava um mapa com {}, e veio {}", GRUPOS.join(", "), blocos.tipo());
        coletor.erro("tipo_errado", blocos.lugar.clone(), mensagem);
        return;
    };
    for grupo in grupos {
        if !GRUPOS.contains(&grupo.chave.as_str()) {
            let sugestao =
                quis_dizer(&grupo.chave, GRUPOS).unwrap_or_else(|| format!("os que existem: {}", GRUPOS.join(", ")));
            let mensagem = format!("não existe bloco de `{}`", grupo.chave);
            coletor.erro_com("chave_desconhecida", grupo.lugar.clone(), mensagem, sugestao);
        }
        let de_mapas = |pares: &[Par]| pares.iter().all(|par| matches!(par.valor.valor, Valor::Mapa(_)));
        if !grupo.valor.pares().is_some_and(de_mapas) {
            let mensagem = format!("`{}`: esperava nomes de bloco, cada um com um mapa", grupo.chave);
            coletor.erro("tipo_errado", grupo.valor.lugar.clone(), mensagem);
        }
    }
}

fn descer(no: &mut No, blocos: Option<&No>, coletor: &mut Coletor<'_>) {
    match &mut no.valor {
        Valor::Mapa(pares) => {
            for par in pares {
                if GRUPOS.contains(&par.chave.as_str()) {
                    substituir(par, blocos, coletor);
                } else {
                    descer(&mut par.valor, blocos, coletor);
                }
            }
        }
        Valor::Lista(itens) => itens.iter_mut().for_each(|item| descer(item, blocos, coletor)),
        _ => {}
    }
}

fn substituir(par: &mut Par, blocos: Option<&No>, coletor: &mut Coletor<'_>) {
    let Valor::Mapa(locais) = &mut par.valor.valor else { return };
    let Some(posicao) = locais.iter().position(|local| local.chave == "usar") else { return };
    let usar = locais.remove(posicao);
    let Valor::Texto(nome) = &usar.valor.valor else {
        coletor.erro("tipo_errado", usar.valor.lugar.clone(), "`usar`: esperava o nome de um bloco");
        return;
    };
    let grupo = blocos.and_then(|blocos| blocos.campo(&par.chave));
    let Some(do_bloco) = grupo.and_then(|grupo| grupo.campo(nome)).and_then(No::pares) else {
        let existentes = grupo.and_then(No::pares).unwrap_or_default();
        let sugestao = quis_dizer(nome, existentes.iter().map(|par| par.chave.as_str()))
            .unwrap_or_else(|| format!("declare-o em `blocos`, dentro de `{}`", par.chave));
        let mensagem = format!("não existe o bloco `{nome}` de `{}`", par.chave);
        coletor.erro_com("bloco_desconhecido", usar.valor.lugar.clone(), mensagem, sugestao);
        return;
    };
    for herdado in do_bloco {
        if !locais.iter().any(|local| local.chave == herdado.chave) {
            locais.push(herdado.clone());
        }
    }
}
