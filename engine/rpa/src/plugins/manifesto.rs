//! O manifesto que o plugin dá em `descrever`. Puro.

use serde::{Deserialize, Deserializer};

/// O que se lê do manifesto; campos a mais não incomodam.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Manifesto {
    pub nome: String,
    pub versao: String,
    #[serde(deserialize_with = "nomes")]
    pub operacoes: Vec<String>,
    #[serde(default, deserialize_with = "nomes")]
    pub dominios: Vec<String>,
    #[serde(default, deserialize_with = "nomes")]
    pub segredos: Vec<String>,
    #[serde(default, deserialize_with = "nomes")]
    pub permissoes: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ManifestoInvalido {
    #[error("o manifesto não é um JSON como se espera: {0}")]
    Json(#[from] serde_json::Error),
    #[error("nome de plugin inválido: \"{0}\"; use minúsculas, algarismos e hífen, começando por letra (até 64)")]
    Nome(String),
    #[error("o manifesto não declara nenhuma operação")]
    SemOperacao,
}

impl Manifesto {
    pub fn ler(json: &str) -> Result<Self, ManifestoInvalido> {
        let manifesto: Self = serde_json::from_str(json)?;
        let nome = &manifesto.nome;
        let valido = nome.len() <= 64
            && nome.starts_with(|c: char| c.is_ascii_lowercase())
            && nome.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'));
        if !valido {
            return Err(ManifestoInvalido::Nome(nome.clone()));
        }
        if manifesto.operacoes.is_empty() {
            return Err(ManifestoInvalido::SemOperacao);
        }
        Ok(manifesto)
    }
}

/// Lista de textos ou de objetos com `nome`: operações vêm com esquema, e o mesmo pode vir a valer para os outros.
fn nomes<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Item {
        Texto(String),
        Objeto { nome: String },
    }
    let itens = Vec::<Item>::deserialize(d)?;
    Ok(itens.into_iter().map(|(Item::Texto(nome) | Item::Objeto { nome })| nome).collect())
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn le_operacoes_com_esquema_e_recusa_nome_perigoso() {
        let m = Manifesto::ler(
            r#"{"nome":"oi","versao":"1.0.0","sdk":"0.1","operacoes":[{"nome":"baixar-fatura","entrada":{}}],"segredos":["senha_portal"]}"#,
        )
        .unwrap();
        assert_eq!((m.operacoes, m.segredos), (vec!["baixar-fatura".to_owned()], vec!["senha_portal".to_owned()]));
        for ruim in ["../oi", "", "Oi", "1oi", "oi/x"] {
            assert!(
                Manifesto::ler(&format!(r#"{{"nome":"{ruim}","versao":"1","operacoes":["a"]}}"#)).is_err(),
                "{ruim}"
            );
        }
        assert!(Manifesto::ler(r#"{"nome":"oi","versao":"1","operacoes":[]}"#).is_err());
        assert!(Manifesto::ler("[]").is_err());
    }
}
