//! Fluxo → `flowchart` do Mermaid (<https://mermaid.js.org/syntax/flowchart.html>).

use std::fmt::Write;

use super::estilo::{ESTILOS, Estilo, detalhe};
use crate::fluxo::{Fluxo, TipoPasso};
use crate::grafo::{TipoSaida, saidas};

/// Um diagrama que GitHub, GitLab e editores mostram sem mais nada.
pub fn mermaid(fluxo: &Fluxo) -> String {
    let mut saida = format!("---\ntitle: \"{}\"\n---\nflowchart TD\n", texto(&fluxo.titulo));
    let indice = |nome: &str| fluxo.passos.get_index_of(nome).unwrap_or_default();
    for (i, passo) in fluxo.passos.values().enumerate() {
        let (abre, fecha) = match passo.tipo {
            TipoPasso::Escolha(_) => ("{{", "}}"),
            TipoPasso::Fim(_) => ("([", "])"),
            TipoPasso::Tarefa(_) => ("[/", "/]"),
            TipoPasso::Evento(_) | TipoPasso::Esperar(_) => ("(", ")"),
            _ => ("[", "]"),
        };
        let detalhe =
            detalhe(passo).map(|detalhe| format!("<br/><small>{}</small>", texto(&detalhe))).unwrap_or_default();
        // Escrever num String não falha.
        let _ =
            writeln!(saida, "  p{i}{abre}\"<b>{}</b>{detalhe}\"{fecha}:::{}", texto(&passo.nome), passo.tipo.nome());
    }
    let _ = writeln!(saida, "  inicio((\" \")) --> p{}", indice(&fluxo.inicio));
    for (i, passo) in fluxo.passos.values().enumerate() {
        for seta in saidas(passo) {
            let traco = if matches!(seta.tipo, TipoSaida::Erro(_) | TipoSaida::Vencimento) { "-.->" } else { "-->" };
            let rotulo = seta.tipo.rotulo().map(|rotulo| format!("|\"{}\"|", texto(&rotulo))).unwrap_or_default();
            let _ = writeln!(saida, "  p{i} {traco}{rotulo} p{}", indice(&seta.para));
        }
    }
    for estilo in &ESTILOS {
        let Estilo { nome, fundo, traco, letra, .. } = estilo;
        let _ = writeln!(saida, "  classDef {nome} fill:{fundo},stroke:{traco},color:{letra}");
    }
    saida
}

/// Dentro de aspas o Mermaid só estranha aspas e marcação.
fn texto(cru: &str) -> String {
    cru.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;").replace('\n', " ")
}
