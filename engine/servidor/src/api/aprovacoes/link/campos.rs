//! Os campos que uma decisão pede, do que o fluxo exige e do formulário dele, e o que se preencheu neles. Puro.

use esteira_aplicacao::tarefas::DecisaoPossivel;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::api::erro::ErroApi;
use crate::api::problema::ErroNoCampo;

/// Vem antes do nome de cada campo no formulário: um que se chame `decisao` não se confunde com a decisão.
const PREFIXO: &str = "dados.";

/// Como se preenche.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tipo {
    Texto,
    Numero,
    Inteiro,
    Logico,
    Escolha,
    /// Lista ou objeto: só pela API.
    Outro,
}

/// Um campo.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Campo {
    pub nome: String,
    pub rotulo: String,
    pub tipo: Tipo,
    pub opcoes: Vec<Value>,
    pub exigido: bool,
}

/// Os campos, na ordem do formulário; depois, os exigidos que ele não tem.
pub(super) fn da_decisao(formulario_da_tarefa: Option<&str>, decisao: &DecisaoPossivel) -> Vec<Campo> {
    let da_tarefa = formulario_da_tarefa.and_then(|formulario| serde_json::from_str::<Value>(formulario).ok());
    let formulario = decisao.formulario.clone().or(da_tarefa).unwrap_or_default();
    let pedidos: Vec<_> = formulario["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let exigido = |nome: &str| pedidos.contains(&nome) || decisao.exige.iter().any(|campo| campo == nome);
    let propriedades = formulario["properties"].as_object();
    let mut campos: Vec<_> = propriedades
        .into_iter()
        .flatten()
        .map(|(nome, esquema)| Campo {
            nome: nome.clone(),
            rotulo: esquema["title"].as_str().map_or_else(|| em_palavras(nome), str::to_owned),
            tipo: tipo(esquema),
            opcoes: esquema["enum"].as_array().cloned().unwrap_or_default(),
            exigido: exigido(nome),
        })
        .collect();
    for nome in &decisao.exige {
        if !campos.iter().any(|campo| campo.nome == *nome) {
            let (nome, rotulo) = (nome.clone(), em_palavras(nome));
            campos.push(Campo { nome, rotulo, tipo: Tipo::Texto, opcoes: Vec::new(), exigido: true });
        }
    }
    campos
}

fn tipo(esquema: &Value) -> Tipo {
    if esquema["enum"].is_array() {
        return Tipo::Escolha;
    }
    match esquema["type"].as_str() {
        Some("string") | None => Tipo::Texto,
        Some("number") => Tipo::Numero,
        Some("integer") => Tipo::Inteiro,
        Some("boolean") => Tipo::Logico,
        Some(_) => Tipo::Outro,
    }
}

/// Os dados da decisão. O que ficou em branco não vai: quem diz que falta é o fluxo.
pub(super) fn preenchidos(campos: &[Campo], formulario: &[(String, String)]) -> Result<Value, ErroApi> {
    let mut dados = Map::new();
    let mut erros = Vec::new();
    for campo in campos {
        let texto = formulario.iter().find(|(nome, _)| nome.strip_prefix(PREFIXO) == Some(campo.nome.as_str()));
        let texto = texto.map_or("", |(_, valor)| valor.trim());
        match ler(campo, texto) {
            Ok(Some(valor)) => {
                dados.insert(campo.nome.clone(), valor);
            }
            Ok(None) => {}
            Err(mensagem) => {
                let (campo, mensagem) = (campo.nome.clone().into(), mensagem.to_owned());
                erros.push(ErroNoCampo { campo, codigo: "invalido", mensagem });
            }
        }
    }
    if erros.is_empty() { Ok(Value::Object(dados)) } else { Err(ErroApi::campos(erros)) }
}

fn ler(campo: &Campo, texto: &str) -> Result<Option<Value>, &'static str> {
    if campo.tipo == Tipo::Logico {
        return Ok(Some(Value::Bool(!texto.is_empty())));
    }
    if texto.is_empty() {
        return Ok(None);
    }
    match campo.tipo {
        // Quem digita números em português escreve 1234,56.
        Tipo::Numero => {
            let lido = texto.replace(',', ".").parse::<f64>().ok().filter(|numero| numero.is_finite());
            lido.map(|numero| Some(numero.into())).ok_or("escreva um número, como 1234,56")
        }
        Tipo::Inteiro => texto.parse::<i64>().map(|n| Some(n.into())).map_err(|_| "escreva um número inteiro"),
        Tipo::Escolha => {
            let opcao = campo.opcoes.iter().find(|opcao| como_texto(opcao) == texto);
            opcao.cloned().map(Some).ok_or("escolha uma das opções")
        }
        Tipo::Outro => Err("este campo só se preenche pela API"),
        Tipo::Texto | Tipo::Logico => Ok(Some(texto.into())),
    }
}

/// O valor como se lê na página.
pub(super) fn como_texto(valor: &Value) -> String {
    valor.as_str().map_or_else(|| valor.to_string(), str::to_owned)
}

/// `valor_pago` → `Valor pago`.
pub(super) fn em_palavras(nome: &str) -> String {
    let texto = nome.replace(['_', '-'], " ");
    let mut letras = texto.chars();
    letras.next().map_or_else(String::new, |primeira| primeira.to_uppercase().chain(letras).collect())
}

#[cfg(test)]
mod testes {
    use serde_json::json;

    use super::*;

    fn campos() -> Vec<Campo> {
        let formulario = json!({
            "required": ["valor"],
            "properties": {
                "valor": { "type": "number", "title": "Valor pago" },
                "parcelas": { "type": "integer" },
                "urgente": { "type": "boolean" },
                "via": { "enum": ["PIX", "BOLETO"] },
                "itens": { "type": "array" },
            },
        });
        let decisao = DecisaoPossivel {
            nome: "pagar".into(),
            exige: vec!["motivo".into()],
            papeis: vec![],
            quorum: Some(1),
            formulario: Some(formulario),
        };
        da_decisao(None, &decisao)
    }

    fn preencher(pares: &[(&str, &str)]) -> Result<Value, Vec<String>> {
        let pares: Vec<_> =
            pares.iter().map(|(nome, valor)| (format!("{PREFIXO}{nome}"), (*valor).to_owned())).collect();
        let problemas = |erro: ErroApi| erro.em_problema().erros.into_iter().map(|e| e.campo.into_owned()).collect();
        preenchidos(&campos(), &pares).map_err(problemas)
    }

    #[test]
    fn o_formulario_do_fluxo_vira_campos_e_os_exigidos_entram_no_fim() {
        let resumo: Vec<_> = campos().into_iter().map(|c| (c.rotulo, c.tipo, c.exigido)).collect();
        let esperado = [
            ("Valor pago", Tipo::Numero, true),
            ("Parcelas", Tipo::Inteiro, false),
            ("Urgente", Tipo::Logico, false),
            ("Via", Tipo::Escolha, false),
            ("Itens", Tipo::Outro, false),
            ("Motivo", Tipo::Texto, true),
        ];
        assert_eq!(resumo, esperado.map(|(rotulo, tipo, exigido)| (rotulo.to_owned(), tipo, exigido)));
    }

    #[test]
    fn cada_campo_se_le_no_seu_tipo_e_o_vazio_nao_vai() {
        let dados = preencher(&[("valor", " 1234,50 "), ("parcelas", ""), ("via", "PIX"), ("motivo", "ok")]);
        assert_eq!(dados, Ok(json!({ "valor": 1234.5, "urgente": false, "via": "PIX", "motivo": "ok" })));
    }

    #[test]
    fn o_que_nao_se_le_se_acusa_campo_a_campo() {
        let ruins = preencher(&[("valor", "muito"), ("parcelas", "2,5"), ("via", "CHEQUE"), ("itens", "1")]);
        assert_eq!(ruins, Err(["valor", "parcelas", "via", "itens"].map(str::to_owned).to_vec()));
    }
}
