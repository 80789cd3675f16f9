//! `tipo: paralelo` e `tipo: para_cada`: corpos com escopo próprio, que terminam num `fim`.

use indexmap::IndexMap;

use super::super::PASSOS_MAXIMOS;
use super::super::campos::Campos;
use super::super::coletor::{Coletor, Declarado};
use super::super::nomes::e_identificador;
use super::super::sugestao::quis_dizer;
use super::super::yaml::{No, Par};
use crate::fluxo::{Corpo, Falhas, Lar, PassoParaCada, PassoParalelo};

/// Quantos ramos um `paralelo` pode ter.
const RAMOS_MAXIMOS: usize = 50;

/// Quantos itens de um `para_cada` ao mesmo tempo, no máximo.
const SIMULTANEOS_MAXIMOS: i64 = 1_000;

/// Quantos ao mesmo tempo quando não se diz.
const SIMULTANEOS_PADRAO: u32 = 10;

/// Quantos corpos cabem uns dentro dos outros.
const CORPOS_ANINHADOS_MAXIMOS: usize = 5;

pub(super) fn ler_paralelo(nome: &str, campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<PassoParalelo> {
    let espera = campos
        .opcional("espera")
        .map_or(Some(false), |no| escolher(no, &[("todos", false), ("primeiro", true)], coletor));
    let falhas = ler_falhas(campos, coletor);
    let no = campos.exigido("ramos", coletor)?;
    let Some(pares) = no.pares().filter(|pares| (2..=RAMOS_MAXIMOS).contains(&pares.len())) else {
        let mensagem =
            format!("`ramos`: esperava de 2 a {RAMOS_MAXIMOS} ramos, como `fiscal: {{ inicio: …, passos: … }}`");
        coletor.erro("tipo_errado", no.lugar.clone(), mensagem);
        return None;
    };
    let lidos: Vec<_> = pares.iter().map(|par| ler_ramo(nome, par, coletor)).collect();
    let ramos = lidos.into_iter().collect::<Option<IndexMap<_, _>>>();
    Some(PassoParalelo { ramos: ramos?, primeiro: espera?, falhas: falhas? })
}

fn ler_ramo(dono: &str, par: &Par, coletor: &mut Coletor<'_>) -> Option<(String, Corpo)> {
    if !e_identificador(&par.chave) {
        let mensagem = format!("o ramo não pode se chamar `{}`; use letras minúsculas, algarismos e `_`", par.chave);
        coletor.erro("nome_invalido", par.lugar.clone(), mensagem);
    }
    let mut campos = Campos::abrir(&par.valor, par.lugar.clone(), format!("ramo `{}`", par.chave), coletor)?;
    let lar = Lar { passo: dono.to_owned(), ramo: Some(par.chave.clone()) };
    let corpo = ler_corpo(Some(lar), &mut campos, coletor);
    campos.fechar(&[], coletor);
    Some((par.chave.clone(), Corpo { inicio: corpo? }))
}

pub(super) fn ler_para_cada(nome: &str, campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<PassoParaCada> {
    let em = campos.exigido("em", coletor).and_then(|no| coletor.modelo(no));
    let simultaneos = campos
        .opcional("simultaneos")
        .map_or(Some(SIMULTANEOS_PADRAO), |no| coletor.inteiro(no, 1..=SIMULTANEOS_MAXIMOS));
    let falhas = ler_falhas(campos, coletor);
    let corpo = ler_corpo(Some(Lar { passo: nome.to_owned(), ramo: None }), campos, coletor);
    Some(PassoParaCada { em: em?, simultaneos: simultaneos?, corpo: Corpo { inicio: corpo? }, falhas: falhas? })
}

fn ler_falhas(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<Falhas> {
    let opcoes = [("atencao", Falhas::Atencao), ("parar", Falhas::Parar), ("seguir", Falhas::Seguir)];
    campos.opcional("falhas").map_or(Some(Falhas::default()), |no| escolher(no, &opcoes, coletor))
}

fn escolher<T: Copy>(no: &No, opcoes: &[(&'static str, T)], coletor: &mut Coletor<'_>) -> Option<T> {
    let escrito = coletor.texto(no)?;
    let achada = opcoes.iter().find(|(nome, _)| *nome == escrito).map(|(_, valor)| *valor);
    if achada.is_none() {
        let nomes: Vec<_> = opcoes.iter().map(|(nome, _)| *nome).collect();
        let sugestao = quis_dizer(escrito, nomes.iter().copied());
        let mensagem = format!("`{escrito}` não é uma opção; as que existem: {}", nomes.join(", "));
        coletor.erro_com("opcao_desconhecida", no.lugar.clone(), mensagem, sugestao);
    }
    achada
}

/// Lê `inicio` e `passos` de um corpo; os passos ficam no coletor. Devolve o início.
pub(in crate::definicao) fn ler_corpo(
    lar: Option<Lar>,
    campos: &mut Campos<'_>,
    coletor: &mut Coletor<'_>,
) -> Option<String> {
    let antes = (coletor.corpo_atual.take(), coletor.passo_atual.take());
    coletor.corpo_atual = lar;
    let inicio = campos.exigido("inicio", coletor).and_then(|no| coletor.passo(no));
    let lidos = campos.exigido("passos", coletor).and_then(|no| ler_passos(no, coletor));
    (coletor.corpo_atual, coletor.passo_atual) = antes;
    lidos.and(inicio)
}

fn ler_passos(no: &No, coletor: &mut Coletor<'_>) -> Option<()> {
    let Some(pares) = no.pares() else {
        let mensagem = format!("`passos`: esperava um mapa de passos, e veio {}", no.tipo());
        coletor.erro("tipo_errado", no.lugar.clone(), mensagem);
        return None;
    };
    let total = coletor.passos.len() + pares.len();
    if pares.is_empty() || total > PASSOS_MAXIMOS {
        let mensagem = format!("o fluxo tem {total} passos, contando os de ramos; pode ter de 1 a {PASSOS_MAXIMOS}");
        coletor.erro("fora_da_faixa", no.lugar.clone(), mensagem);
        return None;
    }
    if fundura(coletor) > CORPOS_ANINHADOS_MAXIMOS {
        let mensagem = format!("há mais de {CORPOS_ANINHADOS_MAXIMOS} ramos um dentro do outro; use `subfluxo`");
        coletor.erro("fora_da_faixa", no.lugar.clone(), mensagem);
        return None;
    }
    let corpo = coletor.corpo_atual.clone();
    let mut unicos = true;
    for par in pares {
        if coletor.passos.contains_key(&par.chave) {
            let mensagem = format!("já há um passo `{}`; o nome é único no fluxo inteiro, ramos inclusive", par.chave);
            coletor.erro("chave_duplicada", par.lugar.clone(), mensagem);
            unicos = false;
            continue;
        }
        let declarado = Declarado { tipo: None, lugar: par.lugar.clone(), corpo: corpo.clone(), forma: None };
        coletor.passos.insert(par.chave.clone(), declarado);
    }
    if !unicos {
        return None;
    }
    // Todos se leem, mesmo depois de um erro: nenhum problema esconde outro.
    let lidos: Vec<_> = pares.iter().map(|par| super::ler(par, coletor)).collect();
    let passos = lidos.into_iter().collect::<Option<Vec<_>>>()?;
    coletor.lidos.extend(passos.into_iter().map(|passo| (passo.nome.clone(), passo)));
    Some(())
}

fn fundura(coletor: &Coletor<'_>) -> usize {
    let mut fundo = 0;
    let mut atual = coletor.corpo_atual.as_ref();
    while let Some(lar) = atual {
        fundo += 1;
        atual = coletor.passos.get(&lar.passo).and_then(|dono| dono.corpo.as_ref());
    }
    fundo
}
