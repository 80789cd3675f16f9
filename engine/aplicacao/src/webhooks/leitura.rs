//! Do corpo ao sinal: JSON Pointer (RFC 6901) diz onde está a correlação e o que é o conteúdo.

use esteira_armazem::sinais::Webhook;
use serde_json::Value;

/// O que se tirou do corpo.
#[derive(Debug, PartialEq)]
pub(super) struct Lido {
    pub correlacao: String,
    pub dados: Value,
}

/// Lê o corpo; o erro diz ao administrador o que acertar.
pub(super) fn ler(webhook: &Webhook, corpo: &[u8]) -> Result<Lido, String> {
    let corpo: Value = serde_json::from_slice(corpo)
        .map_err(|erro| format!("o corpo não é JSON (linha {}, coluna {})", erro.line(), erro.column()))?;
    let correlacao = match achar(&corpo, &webhook.correlacao)? {
        Value::String(texto) => texto.clone(),
        Value::Number(numero) if !numero.is_f64() => numero.to_string(),
        _ => return Err(format!("a correlação em \"{}\" não é texto nem número inteiro", webhook.correlacao)),
    };
    let dados = achar(&corpo, &webhook.dados)?.clone();
    Ok(Lido { correlacao, dados })
}

fn achar<'v>(corpo: &'v Value, ponteiro: &str) -> Result<&'v Value, String> {
    corpo.pointer(ponteiro).ok_or_else(|| format!("não há nada em \"{ponteiro}\" no corpo"))
}

/// Vazio (o documento inteiro), ou partes que começam com `/`, com `~` só em `~0` e `~1`.
pub(super) fn e_ponteiro(texto: &str) -> bool {
    let escapes = texto.split('~').skip(1).all(|depois| depois.starts_with(['0', '1']));
    (texto.is_empty() || texto.starts_with('/')) && escapes
}

#[cfg(test)]
mod testes {
    use serde_json::json;

    use super::super::novo::testes::em_segredo;
    use super::*;

    fn com(correlacao: &str, dados: &str) -> Webhook {
        Webhook { correlacao: correlacao.into(), dados: dados.into(), ..em_segredo() }
    }

    #[test]
    fn a_correlacao_e_texto_ou_inteiro_e_os_dados_sao_o_que_se_aponta() {
        let corpo = br#"{"pedido":{"id":42,"a/b":"x~y"},"itens":[{"sku":"s1"}]}"#;
        let lido = ler(&com("/pedido/id", ""), corpo).unwrap();
        assert_eq!((lido.correlacao.as_str(), &lido.dados["pedido"]["id"]), ("42", &json!(42)));
        let lido = ler(&com("/pedido/a~1b", "/itens/0"), corpo).unwrap();
        assert_eq!(lido, Lido { correlacao: "x~y".into(), dados: json!({ "sku": "s1" }) });
    }

    #[test]
    fn o_que_nao_se_le_diz_o_que_falta() {
        assert_eq!(ler(&com("/a", ""), b"a=1").unwrap_err(), "o corpo não é JSON (linha 1, coluna 1)");
        assert_eq!(ler(&com("/a/b", ""), br#"{"a":1}"#).unwrap_err(), "não há nada em \"/a/b\" no corpo");
        for valor in ["1.5", "true", "null", "[]", "{}"] {
            let corpo = format!("{{\"a\":{valor}}}");
            assert!(ler(&com("/a", ""), corpo.as_bytes()).unwrap_err().contains("não é texto nem número"), "{valor}");
        }
    }

    #[test]
    fn ponteiro_torto_se_reconhece() {
        for bom in ["", "/", "/a/0", "/a~1b/~0"] {
            assert!(e_ponteiro(bom), "{bom}");
        }
        for ruim in ["a", "$.a", "/a~", "/a~2"] {
            assert!(!e_ponteiro(ruim), "{ruim}");
        }
    }
}
