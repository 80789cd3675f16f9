//! Os comandos de correio do roteiro. Há uma caixa por roteiro, a última aberta; `$n` é a n-ésima mensagem listada.

use serde_json::{Value, json};

use crate::esteira::rpa::arquivos::Arquivo;
use crate::esteira::rpa::correio::{self, Caixa, Mensagem};
use crate::esteira::rpa::tipos::Erro;
use crate::roteiro::{defeito, indice};

#[derive(Default)]
pub struct Correio {
    caixa: Option<Caixa>,
    mensagens: Vec<Mensagem>,
}

impl Correio {
    pub fn abrir(&mut self, a: &[&str]) -> Result<Value, Erro> {
        self.caixa = Some(correio::abrir_caixa(a[0], a[1], a[2], a[3])?);
        Ok(Value::Null)
    }

    pub fn na_caixa(&mut self, metodo: &str, a: &[&str]) -> Result<Value, Erro> {
        let caixa = self.caixa.as_ref().expect("há uma caixa aberta");
        let id = |texto: &str| match texto.strip_prefix('$') {
            Some(_) => self.mensagens[indice(texto)].id(),
            None => texto.to_owned(),
        };
        Ok(match metodo {
            "listar" => {
                let novas = caixa.listar(a[0], a[1])?;
                let vistas: Vec<String> =
                    novas.iter().map(|m| format!("{}: {}", m.remetente(), m.assunto())).collect();
                self.mensagens.extend(novas);
                json!(vistas)
            }
            "encontrar" => json!(caixa.encontrar(&id(a[0]))?.assunto()),
            "marcar-lida" => json!(caixa.marcar_lida(&id(a[0]), a[1] == "true")?),
            "mover" => json!(caixa.mover(&id(a[0]), a[1])?),
            _ => return Err(defeito(&format!("caixa.{metodo}?"))),
        })
    }

    pub fn na_mensagem(&self, metodo: &str, a: &[&str], guardar: &mut Vec<Arquivo>) -> Result<Value, Erro> {
        let mensagem = &self.mensagens[indice(a[0])];
        Ok(match metodo {
            "id" => json!(mensagem.id()),
            "chegada-ms" => json!(mensagem.chegada_ms()),
            "texto" => json!(mensagem.texto()?),
            "html" => json!(mensagem.html()?),
            "anexos" => {
                guardar.extend(mensagem.anexos()?);
                Value::Null
            }
            _ => return Err(defeito(&format!("mensagem.{metodo}?"))),
        })
    }
}
