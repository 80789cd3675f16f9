//! As falhas por código: do navegador e do hospedeiro para o plugin, e do plugin para a porta.

use std::borrow::Cow;

use esteira_portas::rpa::{ClasseDeErro, ErroRpa};
use serde_json::{Map, Value, json};

use crate::riscador::Riscador;

/// Falha de uma chamada do plugin: ele a recebe como `erro` do WIT e pode tratá-la, a menos que `derruba`.
#[derive(Debug, Clone, PartialEq)]
pub struct Falha {
    /// Minúsculo com sublinhado; a lista está em `sdk/ERROS.md`.
    pub codigo: Cow<'static, str>,
    pub mensagem: String,
    /// Encerra a execução sem voltar ao plugin.
    pub derruba: bool,
}

impl Falha {
    pub fn nova(codigo: &'static str, mensagem: impl Into<String>) -> Self {
        Self { codigo: Cow::Borrowed(codigo), mensagem: mensagem.into(), derruba: false }
    }

    pub fn limite(o_que: &str, teto: impl std::fmt::Display) -> Self {
        Self::nova("limite_excedido", format!("limite excedido: {o_que} (máximo {teto})"))
    }

    /// Referência que o plugin não tem: defeito dele ou nosso, nunca do portal.
    pub fn referencia(erro: &wasmtime::component::ResourceTableError) -> Self {
        if matches!(erro, wasmtime::component::ResourceTableError::Full) {
            return Self::limite("referências vivas; solte as que não usa", crate::limites::REFERENCIAS);
        }
        Self { derruba: true, ..Self::nova("plugin_falhou", format!("referência inválida: {erro}")) }
    }

    pub fn e(&self, codigo: &str) -> bool {
        self.codigo == codigo
    }

    /// Os detalhes que acompanham a falha até o plugin, e dele de volta se a repassar.
    pub fn detalhes(&self) -> Value {
        json!({ "classe": classe_padrao(&self.codigo) })
    }

    pub fn em_erro(self) -> ErroRpa {
        erro_tecnico_ou_de_negocio(self.codigo.into_owned(), self.mensagem)
    }
}

/// Derruba o plugin levando o erro que a execução dará.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct Queda(pub ErroRpa);

impl From<Falha> for Queda {
    fn from(falha: Falha) -> Self {
        Self(falha.em_erro())
    }
}

/// A classe de um código quando o plugin não a diz. Técnico se repete; negócio não adianta repetir. A lista é a de
/// `sdk/ERROS.md`.
pub fn classe_padrao(codigo: &str) -> ClasseDeErro {
    match codigo {
        "credencial_invalida"
        | "cliente_nao_encontrado"
        | "cliente_ambiguo"
        | "fatura_indisponivel"
        | "fatura_ambigua"
        | "filial_nao_encontrada"
        | "filial_ambigua"
        | "envio_recusado"
        | "operacao_nao_suportada"
        | "parametro_invalido"
        | "dominio_negado"
        | "segredo_negado"
        | "segredo_nao_encontrado"
        | "permissao_negada"
        | "correio_sem_tls"
        | "pasta_nao_encontrada"
        | "mensagem_nao_encontrada" => ClasseDeErro::Negocio,
        _ => ClasseDeErro::Tecnico,
    }
}

/// Um erro com a classe que o código costuma ter.
pub fn erro_tecnico_ou_de_negocio(codigo: impl Into<String>, mensagem: impl Into<String>) -> ErroRpa {
    let codigo = codigo.into();
    ErroRpa {
        classe: classe_padrao(&codigo),
        codigo,
        mensagem: mensagem.into(),
        acao_recomendada: None,
        detalhes: Value::Object(Map::new()),
    }
}

/// O `erro` que o plugin devolveu. O código vira minúsculo com sublinhado; `classe` e `acao_recomendada` saem dos detalhes; segredos se riscam.
pub fn erro_do_plugin(codigo: &str, mensagem: &str, detalhes_json: &str, riscador: &Riscador) -> ErroRpa {
    let mut detalhes = match serde_json::from_str(detalhes_json) {
        Ok(Value::Object(campos)) => campos,
        _ if detalhes_json.trim().is_empty() => Map::new(),
        // Detalhe que não é objeto não se joga fora: pode ser a única pista.
        _ => Map::from_iter([("texto".to_owned(), Value::String(detalhes_json.to_owned()))]),
    };
    let codigo = normalizar_codigo(codigo);
    let classe = match detalhes.remove("classe").as_ref().and_then(Value::as_str) {
        Some("negocio") => ClasseDeErro::Negocio,
        Some("tecnico") => ClasseDeErro::Tecnico,
        _ => classe_padrao(&codigo),
    };
    let acao_recomendada = match detalhes.remove("acao_recomendada") {
        Some(Value::String(acao)) if !acao.is_empty() => Some(riscador.riscar_dono(acao)),
        _ => None,
    };
    ErroRpa {
        classe,
        codigo,
        mensagem: riscador.riscar(mensagem).into_owned(),
        acao_recomendada,
        detalhes: riscador.riscar_json(Value::Object(detalhes)),
    }
}

fn normalizar_codigo(codigo: &str) -> String {
    let limpo: String = codigo
        .trim()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
        .take(64)
        .collect();
    if limpo.is_empty() { "erro_sem_codigo".to_owned() } else { limpo }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn classe_dita_pelo_plugin_vale_mais_que_a_do_codigo() {
        let r = Riscador::default();
        let erro =
            erro_do_plugin("CREDENCIAL-INVALIDA", "x", r#"{"classe":"tecnico","acao_recomendada":"troque","n":1}"#, &r);
        assert_eq!((erro.classe, erro.codigo.as_str()), (ClasseDeErro::Tecnico, "credencial_invalida"));
        assert_eq!(erro.acao_recomendada.as_deref(), Some("troque"));
        assert_eq!(erro.detalhes, json!({"n": 1}));
        assert_eq!(erro_do_plugin("credencial_invalida", "x", "", &r).classe, ClasseDeErro::Negocio);
        assert_eq!(erro_do_plugin("sei_la", "x", "não é json", &r).detalhes, json!({"texto": "não é json"}));
    }

    #[test]
    fn erro_do_plugin_sai_riscado() {
        use std::collections::BTreeMap;
        let r = Riscador::novo(&BTreeMap::from([("s".to_owned(), esteira_base::Segredo::novo("abracadabra"))]));
        let erro =
            erro_do_plugin("x", "senha abracadabra", r#"{"v":"abracadabra","acao_recomendada":"abracadabra"}"#, &r);
        assert!(!format!("{erro:?}").contains("abracadabra"));
    }
}
