//! O que só se confere com tudo lido: passos citados, variáveis e saídas citadas em expressões, e o grafo.

use serde_json::Value;

use super::coletor::{Coletor, Escrita, Lugar};
use super::formas;
use super::passos::Tipo;
use super::sugestao::quis_dizer;
use crate::esquema;
use crate::expressao::{RAIZES, RAIZES_LOCAIS, Referencia};
use crate::fluxo::Lar;
use crate::grafo::{self, Grafo};

/// Nomes que o CEL usa como valores de tipo: `type(x) == string`.
const TIPOS: [&str; 10] = ["bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"];

/// Com um destes, faltam setas no desenho: julgar o grafo acusaria o que não é.
const TORNAM_O_GRAFO_INCERTO: [&str; 9] = [
    "chave_ausente",
    "chave_desconhecida",
    "chave_duplicada",
    "chave_invalida",
    "nome_invalido",
    "passo_de_outro_corpo",
    "passo_desconhecido",
    "tipo_desconhecido",
    "tipo_errado",
];

pub(super) fn conferir(coletor: &mut Coletor<'_>) {
    conferir_destinos(coletor);
    let grafos = if coletor.houve(&TORNAM_O_GRAFO_INCERTO) { Vec::new() } else { grafos(coletor) };
    conferir_expressoes(coletor, &grafos);
    for (_, grafo) in &grafos {
        conferir_grafo(grafo, coletor);
    }
}

fn conferir_destinos(coletor: &mut Coletor<'_>) {
    // Sem `passos`, todo destino seria desconhecido: o erro é outro, e já está dito.
    if coletor.passos.is_empty() {
        return;
    }
    for destino in std::mem::take(&mut coletor.destinos) {
        match coletor.passos.get(&destino.para) {
            None => {
                let do_corpo = coletor.passos.iter().filter(|(_, passo)| passo.corpo == destino.corpo);
                let sugestao = quis_dizer(&destino.para, do_corpo.map(|(nome, _)| nome.as_str()));
                let mensagem = format!("não existe o passo `{}`", destino.para);
                coletor.erro_com("passo_desconhecido", destino.lugar.clone(), mensagem, sugestao);
            }
            Some(passo) if passo.corpo != destino.corpo => {
                let mensagem = format!("o passo `{}` está em outro ramo: só se vai a passos do mesmo", destino.para);
                let sugestao = "termine este ramo com um `fim`; quem o contém segue pelo `depois` dele".to_owned();
                coletor.erro_com("passo_de_outro_corpo", destino.lugar.clone(), mensagem, sugestao);
            }
            Some(_) => {}
        }
        coletor.destinos.push(destino);
    }
}

type GrafoDoCorpo = (Option<Lar>, Grafo);

fn conferir_expressoes(coletor: &mut Coletor<'_>, grafos: &[GrafoDoCorpo]) {
    for escrita in std::mem::take(&mut coletor.expressoes) {
        for referencia in escrita.expressao.referencias() {
            conferir_referencia(&escrita, referencia, grafos, coletor);
        }
    }
}

fn conferir_referencia(escrita: &Escrita, referencia: &Referencia, grafos: &[GrafoDoCorpo], coletor: &mut Coletor<'_>) {
    let Referencia { raiz, campos } = referencia;
    let visiveis = visiveis(escrita, coletor);
    if !visiveis.contains(&raiz.as_str()) {
        if TIPOS.contains(&raiz.as_str()) {
            return;
        }
        let lugar = coletor.localizar(&escrita.lugar, raiz);
        let (mensagem, sugestao) = if RAIZES_LOCAIS.contains(&raiz.as_str()) {
            let onde = if raiz == "resposta" { "no `resultado` de um `http`" } else { "dentro de um `para_cada`" };
            (format!("`{raiz}` só existe {onde}"), None)
        } else {
            let sugestao = quis_dizer(raiz, visiveis.iter().copied());
            (format!("não existe a variável `{raiz}`"), sugestao)
        };
        let sugestao = sugestao.unwrap_or_else(|| format!("as que existem aqui: {}", visiveis.join(", ")));
        coletor.erro_com("variavel_desconhecida", lugar, mensagem, sugestao);
        return;
    }
    let Some(campo) = referencia.campo() else { return };
    let lugar = coletor.localizar(&escrita.lugar, &format!("{raiz}.{}", campos.join(".")));
    match raiz.as_str() {
        "passos" => conferir_saida(escrita, campos, lugar, grafos, coletor),
        "variaveis" if !coletor.variaveis.contains(campo) => {
            let sugestao = quis_dizer(campo, coletor.variaveis.iter().map(String::as_str));
            let mensagem = format!("nenhum passo `atribuir` guarda a variável `{campo}`");
            coletor.erro_com("variavel_desconhecida", lugar, mensagem, sugestao);
        }
        "entrada" => {
            if let Some(esquema) = coletor.entrada.clone() {
                conferir_campos("o esquema da entrada", &esquema, campos, lugar, coletor);
            }
        }
        "resposta" => conferir_campos("a resposta", &formas::da_resposta(), campos, lugar, coletor),
        "erro" => conferir_campos("`erro`", &formas::do_erro(), campos, lugar, coletor),
        "instancia" => conferir_campos("`instancia`", &formas::da_instancia(), campos, lugar, coletor),
        _ => {}
    }
}

fn visiveis(escrita: &Escrita, coletor: &Coletor<'_>) -> Vec<&'static str> {
    let mut visiveis = RAIZES.to_vec();
    if cercos(escrita.corpo.as_ref(), coletor).iter().any(|lar| lar.ramo.is_none()) {
        visiveis.extend(["item", "indice"]);
    }
    if escrita.ve_resposta {
        visiveis.push("resposta");
    }
    visiveis
}

/// Os corpos em volta, do mais de dentro ao mais de fora.
fn cercos(corpo: Option<&Lar>, coletor: &Coletor<'_>) -> Vec<Lar> {
    let mut cercos = Vec::new();
    let mut atual = corpo.cloned();
    while let Some(lar) = atual {
        atual = coletor.passos.get(&lar.passo).and_then(|dono| dono.corpo.clone());
        cercos.push(lar);
    }
    cercos
}

fn conferir_saida(
    escrita: &Escrita,
    campos: &[String],
    lugar: Lugar,
    grafos: &[GrafoDoCorpo],
    coletor: &mut Coletor<'_>,
) {
    let Some((passo, dentro)) = campos.split_first() else { return };
    let Some(declarado) = coletor.passos.get(passo) else {
        let sugestao = quis_dizer(passo, coletor.passos.keys().map(String::as_str));
        let mensagem = format!("não existe o passo `{passo}` para ter saída");
        return coletor.erro_com("saida_desconhecida", lugar, mensagem, sugestao);
    };
    if let Some(tipo) = declarado.tipo.filter(|tipo| !tipo.tem_saida()) {
        let mensagem = format!("o passo `{passo}` é do tipo `{}`, que não produz saída", tipo.nome());
        return coletor.erro("saida_desconhecida", lugar, mensagem);
    }
    let forma = declarado.forma.clone();
    let cercos = cercos(escrita.corpo.as_ref(), coletor);
    if declarado.corpo.as_ref().is_some_and(|corpo| !cercos.contains(corpo)) {
        let mensagem = format!("a saída de `{passo}` fica no ramo dele: daqui não se vê");
        let sugestao = "devolva-a no `resultado` do `fim` do ramo".to_owned();
        return coletor.erro_com("saida_de_outro_ramo", lugar, mensagem, sugestao);
    }
    if let Some((grafo, leitor)) =
        leitor_visto_de(passo, escrita, grafos, coletor).filter(|(_, leitor)| leitor != passo)
    {
        if !grafo.alcanca(passo, &leitor) {
            let mensagem = format!("nenhum caminho passa por `{passo}` antes daqui: a saída dele nunca existiria");
            return coletor.erro("saida_impossivel", lugar, mensagem);
        }
        if !grafo.domina(passo, &leitor) && !escrita.expressao.fonte().contains("has(") {
            let mensagem = format!("há caminho até aqui que não passa por `{passo}`: por ele, isto seria um incidente");
            let sugestao = format!("teste antes com `has(passos.{passo})`");
            coletor.aviso_com("saida_incerta", lugar.clone(), mensagem, Some(sugestao));
        }
    }
    if let Some(forma) = forma {
        conferir_campos(&format!("a saída de `{passo}`"), &forma, dentro, lugar, coletor);
    }
}

/// O grafo em que está `passo`, e quem o lê visto dali: de dentro de um ramo, conta o passo que contém o ramo.
fn leitor_visto_de<'g>(
    passo: &str,
    escrita: &Escrita,
    grafos: &'g [GrafoDoCorpo],
    coletor: &Coletor<'_>,
) -> Option<(&'g Grafo, String)> {
    let (leitor, declarado) = (escrita.passo.as_ref()?, coletor.passos.get(passo)?);
    let (_, grafo) = grafos.iter().find(|(corpo, _)| *corpo == declarado.corpo)?;
    // Quem desfaz lê o que o passo e os anteriores fizeram.
    let leitor = leitor.split_once('.').map_or(leitor.as_str(), |(desfeito, _)| desfeito);
    let cercos = cercos(escrita.corpo.as_ref(), coletor);
    let posicao = cercos.iter().position(|lar| Some(lar) == declarado.corpo.as_ref()).unwrap_or(cercos.len());
    let visto = posicao.checked_sub(1).and_then(|i| cercos.get(i)).map_or(leitor, |lar| lar.passo.as_str());
    Some((grafo, visto.to_owned()))
}

fn conferir_campos(de_quem: &str, forma: &Value, campos: &[String], lugar: Lugar, coletor: &mut Coletor<'_>) {
    if let Err((campo, existentes)) = esquema::descer(forma, campos) {
        let sugestao = quis_dizer(&campo, existentes.iter().map(String::as_str))
            .or_else(|| Some(format!("os que existem: {}", existentes.join(", "))));
        coletor.erro_com("campo_desconhecido", lugar, format!("{de_quem} não tem o campo `{campo}`"), sugestao);
    }
}

/// Um grafo por corpo. Nenhum se algum passo ficou sem tipo: faltariam setas.
fn grafos(coletor: &Coletor<'_>) -> Vec<GrafoDoCorpo> {
    if coletor.passos.values().any(|passo| passo.tipo.is_none()) {
        return Vec::new();
    }
    let inicios = coletor.destinos.iter().filter(|destino| destino.de.is_none());
    let um = |corpo: &Option<Lar>, inicio: &str| {
        let mut grafo = Grafo::novo(inicio);
        // Uma compensação não está no caminho de ninguém.
        let do_corpo = coletor.passos.iter().filter(|(nome, passo)| passo.corpo == *corpo && !nome.contains('.'));
        for (nome, passo) in do_corpo {
            let tipo = passo.tipo.unwrap_or(Tipo::Fim);
            grafo.passo(nome, tipo.espera(), tipo == Tipo::Fim);
        }
        for destino in coletor.destinos.iter().filter(|destino| destino.corpo == *corpo) {
            if let Some(de) = &destino.de {
                grafo.seta(de, &destino.para);
            }
        }
        grafo
    };
    inicios.map(|inicio| (inicio.corpo.clone(), um(&inicio.corpo, &inicio.para))).collect()
}

fn conferir_grafo(grafo: &Grafo, coletor: &mut Coletor<'_>) {
    for problema in grafo::conferir(grafo) {
        let lugar = coletor.passos.get(problema.passo()).map(|declarado| declarado.lugar.clone()).unwrap_or_default();
        coletor.erro_com(problema.codigo(), lugar, problema.to_string(), problema.sugestao());
    }
}
