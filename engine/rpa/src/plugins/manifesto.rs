//! O manifesto que o plugin dá em `descrever`. Puro.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::seletores::Declarado;

/// O que se lê do manifesto; campos a mais não incomodam.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Manifesto {
    pub nome: String,
    pub versao: String,
    pub operacoes: Vec<Operacao>,
    #[serde(default)]
    pub dominios: Vec<String>,
    #[serde(default)]
    pub segredos: Vec<String>,
    #[serde(default)]
    pub permissoes: Vec<String>,
    #[serde(default)]
    pub seletores: BTreeMap<String, Declarado>,
}

/// Uma operação, e o que ela promete de um sucesso.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Operacao {
    pub nome: String,
    /// Repetir não muda nada no portal.
    #[serde(default)]
    pub so_leitura: bool,
    /// JSON Schema; sem ele, vale qualquer objeto.
    #[serde(default)]
    pub entrada: Option<Value>,
    #[serde(default)]
    pub saida: Option<Value>,
    /// Arquivos sem os quais não há sucesso.
    #[serde(default)]
    pub entregas: Vec<Entrega>,
    /// Ponteiros JSON na saída para o que se leu do portal.
    #[serde(default)]
    pub provas: Vec<String>,
}

/// Um arquivo prometido.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Entrega {
    pub rotulo: String,
    /// Tipo MIME.
    pub tipo: String,
}

#[derive(Debug, thiserror::Error)]
pub enum ManifestoInvalido {
    #[error("o manifesto não é um JSON como se espera: {0}")]
    Json(#[from] serde_json::Error),
    #[error("nome de plugin inválido: \"{0}\"; use minúsculas, algarismos e hífen, começando por letra (até 64)")]
    Nome(String),
    #[error("o manifesto não declara nenhuma operação")]
    SemOperacao,
    #[error("o seletor \"{0}\" do manifesto não serve: {1}")]
    Seletor(String, String),
    #[error("o esquema de {0} da operação \"{1}\" não é um JSON Schema: {2}")]
    Esquema(&'static str, String, String),
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
        for (nome, declarado) in &manifesto.seletores {
            declarado.conferir().map_err(|motivo| ManifestoInvalido::Seletor(nome.clone(), motivo))?;
        }
        for operacao in &manifesto.operacoes {
            for (qual, esquema) in [("entrada", &operacao.entrada), ("saída", &operacao.saida)] {
                let invalido = |erro: String| ManifestoInvalido::Esquema(qual, operacao.nome.clone(), erro);
                esquema
                    .as_ref()
                    .map_or(Ok(()), |e| jsonschema::validator_for(e).map(drop))
                    .map_err(|e| invalido(e.to_string()))?;
            }
        }
        Ok(manifesto)
    }
}

impl Manifesto {
    pub fn operacao(&self, nome: &str) -> Option<&Operacao> {
        self.operacoes.iter().find(|operacao| operacao.nome == nome)
    }

    pub fn nomes_das_operacoes(&self) -> Vec<String> {
        self.operacoes.iter().map(|operacao| operacao.nome.clone()).collect()
    }
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
        assert_eq!(
            (m.nomes_das_operacoes(), m.segredos),
            (vec!["baixar-fatura".to_owned()], vec!["senha_portal".to_owned()])
        );
        for ruim in ["../oi", "", "Oi", "1oi", "oi/x"] {
            assert!(
                Manifesto::ler(&format!(r#"{{"nome":"{ruim}","versao":"1","operacoes":[{{"nome":"a"}}]}}"#)).is_err(),
                "{ruim}"
            );
        }
        assert!(Manifesto::ler(r#"{"nome":"oi","versao":"1","operacoes":[]}"#).is_err());
        assert!(Manifesto::ler("[]").is_err());
    }

    #[test]
    fn seletor_e_esquema_que_nao_servem_sao_recusados_na_publicacao() {
        let com = |resto: &str| {
            Manifesto::ler(&format!(r#"{{"nome":"oi","versao":"1","operacoes":[{{"nome":"a"{resto}"#))
                .unwrap_err()
                .to_string()
        };
        let sem_nada = com(r#"}],"seletores":{"email":{"alternativas":[]}}}"#);
        assert!(sem_nada.contains("email"), "{sem_nada}");
        let modo = com(r#"}],"seletores":{"email":{"alternativas":[{"por":"xpaht","valor":"//a"}]}}}"#);
        assert!(modo.contains("xpaht"), "{modo}");
        let lugar = com(r#"}],"seletores":{"linha":{"alternativas":[{"por":"css","valor":"a[x={y}]"}]}}}"#);
        assert!(lugar.contains("{y}"), "{lugar}");
        let esquema = com(r#","saida":{"type":7}}]}"#);
        assert!(esquema.contains("saída"), "{esquema}");
    }
}
