//! JSON Schema de entradas, saídas e formulários: compila na publicação, confere a cada valor.
//!
//! Nenhuma referência sai do próprio esquema: nem rede nem disco. Padrões usam o motor de expressões regulares de tempo linear.
//!
//! Não deve conhecer: YAML, passos, a máquina.

use std::fmt;
use std::sync::Arc;

use jsonschema::error::ValidationErrorKind as Tipo;
use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::Value;

/// Quantos problemas de um valor se relatam.
const PROBLEMAS_MAXIMOS: usize = 20;

/// Um esquema compilado. Clonar é barato; dois são iguais se o texto é igual.
#[derive(Clone)]
pub struct Esquema {
    texto: Arc<Value>,
    validador: Arc<Validator>,
}

/// O que um valor tem de errado.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemaDeValor {
    /// Caminho pontilhado até o campo; vazio na raiz.
    pub campo: String,
    /// O que houve, em português.
    pub mensagem: String,
}

impl fmt::Display for ProblemaDeValor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.campo.is_empty() {
            f.write_str(&self.mensagem)
        } else {
            write!(f, "`{}`: {}", self.campo, self.mensagem)
        }
    }
}

impl Esquema {
    /// Compila.
    ///
    /// # Errors
    /// O que o esquema tem de errado, em texto.
    pub fn compilar(texto: Value) -> Result<Self, String> {
        let validador = jsonschema::options()
            .with_pattern_options(PatternOptions::regex())
            .build(&texto)
            .map_err(|erro| format!("em `{}`: {}", caminho(&erro), traduzir(&erro)))?;
        Ok(Self { texto: Arc::new(texto), validador: Arc::new(validador) })
    }

    /// O esquema, como foi escrito.
    pub fn texto(&self) -> &Value {
        &self.texto
    }

    /// O que o valor tem de errado; vazio se cabe. As mensagens dizem o campo e a regra, nunca o valor.
    pub fn problemas(&self, valor: &Value) -> Vec<ProblemaDeValor> {
        let erros = self.validador.iter_errors(valor).take(PROBLEMAS_MAXIMOS);
        erros.map(|erro| ProblemaDeValor { campo: caminho(&erro), mensagem: traduzir(&erro) }).collect()
    }
}

/// Se um caminho (`["cliente", "nome"]`) pode existir num valor que o esquema aceita.
///
/// # Errors
/// O campo em que o caminho se perde, e os que existem ali.
pub fn descer(esquema: &Value, caminho: &[String]) -> Result<(), (String, Vec<String>)> {
    let mut no = esquema;
    for campo in caminho {
        no = seguir_referencia(esquema, no);
        let Some(propriedades) = no.get("properties").and_then(Value::as_object) else { return Ok(()) };
        match propriedades.get(campo) {
            Some(dentro) => no = dentro,
            None if aberto(no) => return Ok(()),
            None => return Err((campo.clone(), propriedades.keys().cloned().collect())),
        }
    }
    Ok(())
}

fn seguir_referencia<'n>(raiz: &'n Value, no: &'n Value) -> &'n Value {
    let mut no = no;
    // O limite contém `$ref` em círculo.
    for _ in 0..16 {
        let Some(alvo) = no.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#')) else { break };
        let Some(achado) = raiz.pointer(alvo) else { break };
        no = achado;
    }
    no
}

/// Se o objeto aceita campos que não declara de propósito: combinações, padrões de nome, `additionalProperties`.
fn aberto(no: &Value) -> bool {
    ["allOf", "anyOf", "oneOf", "patternProperties"].iter().any(|chave| no.get(chave).is_some())
        || no.get("additionalProperties").is_some_and(|v| *v != Value::Bool(false))
}

fn caminho(erro: &ValidationError<'_>) -> String {
    erro.instance_path().to_string().trim_start_matches('/').replace('/', ".")
}

/// A biblioteca fala inglês e cita o valor; aqui só a regra.
fn traduzir(erro: &ValidationError<'_>) -> String {
    match erro.kind() {
        Tipo::Required { property } => format!("falta o campo {}", property.to_string().replace('"', "`")),
        Tipo::Type { kind } => format!("devia ser {}", tipos(kind)),
        Tipo::Enum { options } => format!("devia ser um destes: {options}"),
        Tipo::Constant { expected_value } => format!("devia ser {expected_value}"),
        Tipo::Pattern { pattern } => format!("não segue o padrão {pattern}"),
        Tipo::Format { format } => format!("não está no formato {format}"),
        Tipo::MinLength { limit } => format!("devia ter ao menos {limit} caracteres"),
        Tipo::MaxLength { limit } => format!("devia ter no máximo {limit} caracteres"),
        Tipo::MinItems { limit } => format!("devia ter ao menos {limit} itens"),
        Tipo::MaxItems { limit } => format!("devia ter no máximo {limit} itens"),
        Tipo::Minimum { limit } => format!("devia ser {limit} ou mais"),
        Tipo::Maximum { limit } => format!("devia ser {limit} ou menos"),
        Tipo::ExclusiveMinimum { limit } => format!("devia ser maior que {limit}"),
        Tipo::ExclusiveMaximum { limit } => format!("devia ser menor que {limit}"),
        Tipo::MultipleOf { .. } => "não é múltiplo do que se pede".to_owned(),
        Tipo::UniqueItems => "tem itens repetidos".to_owned(),
        Tipo::AdditionalProperties { unexpected } | Tipo::UnevaluatedProperties { unexpected } => {
            format!("tem campos que não se esperam: {}", unexpected.join(", "))
        }
        outro => format!("não cumpre a regra `{}`", outro.keyword()),
    }
}

fn tipos(tipo: &jsonschema::error::TypeKind) -> String {
    use jsonschema::error::TypeKind;
    let nome = |tipo: &str| match tipo {
        "string" => "texto",
        "integer" => "inteiro",
        "number" => "número",
        "boolean" => "lógico",
        "object" => "objeto",
        "array" => "lista",
        _ => "nulo",
    };
    match tipo {
        TypeKind::Single(um) => nome(um.as_str()).to_owned(),
        TypeKind::Multiple(varios) => varios.into_iter().map(|um| nome(um.as_str())).collect::<Vec<_>>().join(" ou "),
    }
}

impl fmt::Debug for Esquema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Esquema({})", self.texto)
    }
}

impl PartialEq for Esquema {
    fn eq(&self, outro: &Self) -> bool {
        self.texto == outro.texto
    }
}

impl Eq for Esquema {}

#[cfg(test)]
mod testes {
    use serde_json::json;

    use super::*;

    #[test]
    fn o_problema_diz_o_campo_e_a_regra_e_nunca_o_valor() {
        let esquema = Esquema::compilar(json!({
            "type": "object", "required": ["nome"],
            "properties": { "nome": { "type": "string" }, "idade": { "type": "integer", "minimum": 0 } },
            "additionalProperties": false,
        }))
        .unwrap();
        let problemas = esquema.problemas(&json!({ "idade": "segredo-da-ana", "a_mais": 1 }));
        let textos: Vec<_> = problemas.iter().map(ToString::to_string).collect();
        assert!(textos.contains(&"`idade`: devia ser inteiro".to_owned()), "{textos:?}");
        assert!(textos.contains(&"falta o campo `nome`".to_owned()), "{textos:?}");
        assert!(!textos.concat().contains("segredo-da-ana"));
    }

    #[test]
    fn o_caminho_que_o_esquema_fecha_se_acusa_e_o_que_ele_deixa_aberto_nao() {
        let esquema = json!({
            "type": "object",
            "properties": {
                "cliente": { "$ref": "#/$defs/cliente" },
                "livre": { "type": "object", "additionalProperties": true, "properties": { "x": {} } },
            },
            "$defs": { "cliente": { "properties": { "nome": {} } } },
        });
        let descer = |caminho: &[&str]| descer(&esquema, &caminho.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>());
        assert_eq!(descer(&["cliente", "nome"]), Ok(()));
        assert_eq!(descer(&["cliente", "nom"]), Err(("nom".to_owned(), vec!["nome".to_owned()])));
        assert_eq!(descer(&["livre", "qualquer"]), Ok(()));
    }
}
