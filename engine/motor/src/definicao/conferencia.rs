//! O que só se confere com tudo lido: passos citados, variáveis e saídas citadas em expressões, e o grafo.

use super::coletor::Coletor;
use super::sugestao::quis_dizer;
use crate::expressao::{RAIZES, Referencia};
use crate::grafo::{self, Grafo};

/// Nomes que o CEL usa como valores de tipo: `type(x) == string`.
const TIPOS: [&str; 10] = ["bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"];

/// Com um destes, faltam setas no desenho: julgar o grafo acusaria o que não é.
const TORNAM_O_GRAFO_INCERTO: [&str; 8] = [
    "chave_ausente",
    "chave_desconhecida",
    "chave_duplicada",
    "chave_invalida",
    "nome_invalido",
    "passo_desconhecido",
    "tipo_desconhecido",
    "tipo_errado",
];

pub(super) fn conferir(coletor: &mut Coletor<'_>) {
    conferir_destinos(coletor);
    conferir_expressoes(coletor);
    if !coletor.houve(&TORNAM_O_GRAFO_INCERTO) {
        conferir_grafo(coletor);
    }
}

fn conferir_destinos(coletor: &mut Coletor<'_>) {
    // Sem `passos`, todo destino seria desconhecido: o erro é outro, e já está dito.
    if coletor.passos.is_empty() {
        return;
    }
    for destino in std::mem::take(&mut coletor.destinos) {
        if !coletor.passos.contains_key(&destino.para) {
            let sugestao = quis_dizer(&destino.para, coletor.passos.keys().map(String::as_str));
            coletor.erro_com(
                "passo_desconhecido",
                destino.lugar.clone(),
                format!("não existe o passo `{}`", destino.para),
                sugestao,
            );
        }
        coletor.destinos.push(destino);
    }
}

fn conferir_expressoes(coletor: &mut Coletor<'_>) {
    for (expressao, lugar) in std::mem::take(&mut coletor.expressoes) {
        for Referencia { raiz, campo } in expressao.referencias() {
            if !RAIZES.contains(&raiz.as_str()) {
                if !TIPOS.contains(&raiz.as_str()) {
                    let sugestao =
                        quis_dizer(raiz, RAIZES).unwrap_or_else(|| format!("as que existem: {}", RAIZES.join(", ")));
                    let lugar = coletor.localizar(&lugar, raiz);
                    coletor.erro_com(
                        "variavel_desconhecida",
                        lugar,
                        format!("não existe a variável `{raiz}`"),
                        sugestao,
                    );
                }
                continue;
            }
            let Some(campo) = campo else { continue };
            let lugar = coletor.localizar(&lugar, &format!("{raiz}.{campo}"));
            match raiz.as_str() {
                "passos" => conferir_saida(campo, lugar, coletor),
                "variaveis" if !coletor.variaveis.contains(campo) => {
                    let sugestao = quis_dizer(campo, coletor.variaveis.iter().map(String::as_str));
                    let mensagem = format!("nenhum passo `atribuir` guarda a variável `{campo}`");
                    coletor.erro_com("variavel_desconhecida", lugar, mensagem, sugestao);
                }
                "entrada" => conferir_entrada(campo, lugar, coletor),
                _ => {}
            }
        }
    }
}

fn conferir_saida(passo: &str, lugar: super::coletor::Lugar, coletor: &mut Coletor<'_>) {
    match coletor.passos.get(passo).map(|declarado| declarado.tipo) {
        None => {
            let sugestao = quis_dizer(passo, coletor.passos.keys().map(String::as_str));
            coletor.erro_com(
                "saida_desconhecida",
                lugar,
                format!("não existe o passo `{passo}` para ter saída"),
                sugestao,
            );
        }
        Some(Some(tipo)) if !tipo.tem_saida() => {
            let mensagem = format!("o passo `{passo}` é do tipo `{}`, que não produz saída", tipo.nome());
            coletor.erro("saida_desconhecida", lugar, mensagem);
        }
        Some(_) => {}
    }
}

/// Só aviso: o esquema pode deixar passar campos a mais.
fn conferir_entrada(campo: &str, lugar: super::coletor::Lugar, coletor: &mut Coletor<'_>) {
    if let Some(declarados) = &coletor.campos_da_entrada
        && !declarados.contains(campo)
    {
        let sugestao = quis_dizer(campo, declarados.iter().map(String::as_str));
        coletor.aviso_com(
            "entrada_desconhecida",
            lugar,
            format!("o esquema da entrada não declara `{campo}`"),
            sugestao,
        );
    }
}

fn conferir_grafo(coletor: &mut Coletor<'_>) {
    let Some(inicio) = coletor.destinos.iter().find(|destino| destino.de.is_none()).map(|destino| destino.para.clone())
    else {
        return;
    };
    let mut grafo = Grafo::novo(inicio);
    for (nome, declarado) in &coletor.passos {
        let Some(tipo) = declarado.tipo else { return };
        grafo.passo(nome, tipo.espera(), tipo == super::passos::Tipo::Fim);
    }
    for destino in &coletor.destinos {
        if let Some(de) = &destino.de {
            grafo.seta(de, &destino.para);
        }
    }
    for problema in grafo::conferir(&grafo) {
        let lugar = coletor.passos.get(problema.passo()).map(|declarado| declarado.lugar.clone()).unwrap_or_default();
        coletor.erro_com(problema.codigo(), lugar, problema.to_string(), problema.sugestao());
    }
}
