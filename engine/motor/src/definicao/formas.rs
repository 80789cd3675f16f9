//! A forma da saída que se conhece pelo tipo do passo, como JSON Schema: é contra ela que `passos.x.y` se confere.

use serde_json::{Map, Value, json};

use crate::fluxo::{Falhas, PassoTarefa, TipoPasso};

/// Nenhuma quando o tipo não diz a forma (o plugin, o sinal, a filha).
pub(super) fn da_saida(tipo: &TipoPasso) -> Option<Value> {
    match tipo {
        TipoPasso::Tarefa(tarefa) => Some(de_tarefa(tarefa)),
        TipoPasso::Http(http) if http.resultado.is_none() => Some(da_resposta()),
        TipoPasso::Paralelo(paralelo) if paralelo.primeiro => Some(campos(["ramo", "resultado"])),
        TipoPasso::Paralelo(paralelo) => {
            let do_ramo = || if paralelo.falhas == Falhas::Seguir { campos(["resultado", "erro"]) } else { json!({}) };
            let ramos: Map<_, _> = paralelo.ramos.keys().map(|nome| (nome.clone(), do_ramo())).collect();
            Some(json!({ "properties": ramos }))
        }
        _ => None,
    }
}

/// O que `resposta` tem, e a saída de um `http` sem `resultado`.
pub(super) fn da_resposta() -> Value {
    campos(["status", "cabecalhos", "corpo"])
}

/// O que `erro` tem.
pub(super) fn do_erro() -> Value {
    campos(["classe", "codigo", "mensagem", "acao_recomendada", "detalhes"])
}

/// O que `instancia` tem.
pub(super) fn da_instancia() -> Value {
    campos(["id", "chave", "mae"])
}

fn de_tarefa(tarefa: &PassoTarefa) -> Value {
    let mut forma = campos(["decisao", "dados", "por", "por_id", "em", "votos"]);
    let formularios: Vec<_> =
        tarefa.formulario.iter().chain(tarefa.decisoes.values().filter_map(|d| d.formulario.as_ref())).collect();
    // Vários formulários, ou nenhum: os dados podem trazer qualquer campo.
    if let [unico] = formularios.as_slice() {
        let mut texto = unico.texto().clone();
        if let Some(propriedades) = texto.get_mut("properties").and_then(Value::as_object_mut) {
            let exigidos = tarefa
                .decisoes
                .values()
                .flat_map(|d| d.exige.iter().chain(d.ressalva.iter().flat_map(|ressalva| &ressalva.exige)));
            for campo in exigidos {
                propriedades.entry(campo.clone()).or_insert_with(|| json!({}));
            }
        }
        forma["properties"]["dados"] = texto;
    }
    forma
}

fn campos<const N: usize>(nomes: [&str; N]) -> Value {
    let propriedades: Map<_, _> = nomes.into_iter().map(|nome| (nome.to_owned(), json!({}))).collect();
    json!({ "properties": propriedades })
}
