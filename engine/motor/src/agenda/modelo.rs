//! Um valor JSON com `${ agenda.… }` dentro: o que muda de um disparo para o outro.
//!
//! Não é a linguagem de expressões dos fluxos: aqui só há estes nomes, e todos são texto.

use chrono::{DateTime, Datelike, Months};
use chrono_tz::Tz;
use serde_json::Value;

/// Os nomes que se podem usar.
pub const CAMPOS_DO_MODELO: [&str; 5] =
    ["agenda.nome", "agenda.previsto_em", "agenda.data", "agenda.mes_ano", "agenda.mes_ano_anterior"];

/// O que um modelo vê de um disparo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Momento<'a> {
    /// Nome do agendamento.
    pub nome: &'a str,
    /// A hora pedida, no fuso da agenda.
    pub previsto_em: DateTime<Tz>,
}

/// Um `${ }` que não serve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroDeModelo {
    /// Abre e não fecha.
    #[error("um `${{` não fecha com `}}`; para escrever `${{` ao pé da letra use `$${{`")]
    NaoFecha,
    /// Não é um dos nomes.
    #[error("`${{ {nome} }}` não existe aqui; use um destes: {}", CAMPOS_DO_MODELO.join(", "))]
    Desconhecido {
        /// O que se escreveu.
        nome: String,
    },
}

impl Momento<'_> {
    fn campo(&self, nome: &str) -> Option<String> {
        let mes = |data: chrono::NaiveDate| format!("{:04}-{:02}", data.year(), data.month());
        let data = self.previsto_em.date_naive();
        Some(match nome {
            "agenda.nome" => self.nome.to_owned(),
            "agenda.previsto_em" => self.previsto_em.to_rfc3339(),
            "agenda.data" => data.to_string(),
            "agenda.mes_ano" => mes(data),
            "agenda.mes_ano_anterior" => mes(data.checked_sub_months(Months::new(1))?),
            _ => return None,
        })
    }
}

/// Confere todo `${ }` sem precisar de um disparo.
///
/// # Errors
/// O primeiro que não serve.
pub fn conferir(valor: &Value) -> Result<(), ErroDeModelo> {
    trocar(valor, &|nome| CAMPOS_DO_MODELO.contains(&nome).then(String::new)).map(|_| ())
}

/// O valor com todo `${ }` trocado pelo que ele é neste disparo.
///
/// # Errors
/// O primeiro que não serve.
pub fn preencher(valor: &Value, momento: &Momento<'_>) -> Result<Value, ErroDeModelo> {
    trocar(valor, &|nome| momento.campo(nome))
}

fn trocar(valor: &Value, campo: &dyn Fn(&str) -> Option<String>) -> Result<Value, ErroDeModelo> {
    Ok(match valor {
        Value::String(texto) => Value::String(trocar_texto(texto, campo)?),
        Value::Array(itens) => itens.iter().map(|item| trocar(item, campo)).collect::<Result<_, _>>()?,
        Value::Object(pares) => {
            let trocados = pares.iter().map(|(chave, valor)| Ok((chave.clone(), trocar(valor, campo)?)));
            Value::Object(trocados.collect::<Result<_, ErroDeModelo>>()?)
        }
        simples => simples.clone(),
    })
}

fn trocar_texto(texto: &str, campo: &dyn Fn(&str) -> Option<String>) -> Result<String, ErroDeModelo> {
    let mut saida = String::with_capacity(texto.len());
    let mut resto = texto;
    while let Some(achado) = resto.find("${") {
        let (antes, depois) = (&resto[..achado], &resto[achado + 2..]);
        if let Some(antes) = antes.strip_suffix('$') {
            saida.push_str(antes);
            saida.push_str("${");
            resto = depois;
            continue;
        }
        let (nome, seguinte) = depois.split_once('}').ok_or(ErroDeModelo::NaoFecha)?;
        saida.push_str(antes);
        saida.push_str(&campo(nome.trim()).ok_or_else(|| ErroDeModelo::Desconhecido { nome: nome.trim().to_owned() })?);
        resto = seguinte;
    }
    saida.push_str(resto);
    Ok(saida)
}
