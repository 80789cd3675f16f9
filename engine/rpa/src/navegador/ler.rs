//! Ler da página, um pedido por leitura. O valor de um campo que recebeu segredo não se lê.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Navegador;
use super::espera::Espera;
use super::localizar::resposta_estranha;
use super::onde::{Onde, id_de};
use super::script::{Resposta, valor};
use crate::erro::Falha;
use crate::limites;

/// Nomes por que o conteúdo de um campo se deixa ler.
const NOMES_DO_VALOR: [&str; 4] = ["value", "defaultvalue", "textcontent", "innertext"];

impl Navegador {
    /// Um dado do primeiro que casa. Se o lugar é reencontrável, espera ele ficar como se exige; um elemento já achado responde na hora.
    pub(super) async fn dado(
        &mut self,
        onde: &Onde,
        exige: &str,
        qual: &str,
        nome: &str,
        prazo_ms: u64,
    ) -> Result<Value, Falha> {
        let [raiz, passos] = onde.argumentos();
        let argumentos = [raiz, passos, json!(exige), json!(qual), json!(nome)];
        let mut espera = Espera::de_ms(prazo_ms);
        let resposta =
            self.olhar_ate("dado", &argumentos, onde.reencontravel(), &mut espera, &onde.to_string()).await?;
        let valor_pedido =
            matches!(qual, "atributo" | "propriedade") && NOMES_DO_VALOR.contains(&nome.to_ascii_lowercase().as_str());
        if valor_pedido {
            self.recusar_se_tem_segredo(resposta.get("elemento"))?;
        }
        caber_json(valor(resposta))
    }

    pub async fn texto(&mut self, onde: &Onde, prazo_ms: u64) -> Result<String, Falha> {
        let valor = self.dado(onde, exigencia(onde), "texto", "", prazo_ms).await?;
        em(valor)
    }

    pub async fn atributo(&mut self, onde: &Onde, nome: &str, prazo_ms: u64) -> Result<Option<String>, Falha> {
        let valor = self.dado(onde, "presente", "atributo", nome, prazo_ms).await?;
        em(valor)
    }

    pub async fn propriedade(&mut self, onde: &Onde, nome: &str) -> Result<Option<String>, Falha> {
        let valor = self.dado(onde, "presente", "propriedade", nome, 0).await?;
        em(valor)
    }

    pub async fn etiqueta(&mut self, onde: &Onde) -> Result<String, Falha> {
        let valor = self.dado(onde, "presente", "etiqueta", "", 0).await?;
        em(valor)
    }

    /// `visivel`, `habilitado` ou `selecionado`.
    pub async fn estado(&mut self, onde: &Onde, qual: &str) -> Result<bool, Falha> {
        let valor = self.dado(onde, "presente", qual, "", 0).await?;
        em(valor)
    }

    pub async fn opcoes(&mut self, onde: &Onde, prazo_ms: u64) -> Result<Vec<String>, Falha> {
        let valor = self.dado(onde, exigencia(onde), "opcoes", "", prazo_ms).await?;
        em(valor)
    }

    /// Sem esperar: falso também se nenhum casa.
    pub async fn visivel_agora(&mut self, onde: &Onde) -> Result<bool, Falha> {
        self.na_hora("visivelAgora", onde, &[]).await.and_then(em)
    }

    pub async fn quantos(&mut self, onde: &Onde) -> Result<u32, Falha> {
        self.na_hora("quantos", onde, &[]).await.and_then(em)
    }

    pub async fn ler_tabela(&mut self, onde: &Onde) -> Result<Vec<Vec<String>>, Falha> {
        let argumentos = [json!("presente"), json!("tabela"), json!("")];
        self.na_hora("dado", onde, &argumentos).await.and_then(em)
    }

    pub async fn textos(&mut self, onde: &Onde) -> Result<Vec<String>, Falha> {
        self.na_hora("lista", onde, &[json!("texto"), json!("")]).await.and_then(em)
    }

    pub async fn atributos(&mut self, onde: &Onde, nome: &str) -> Result<Vec<Option<String>>, Falha> {
        self.na_hora("lista", onde, &[json!("atributo"), json!(nome)]).await.and_then(em)
    }

    async fn na_hora(&mut self, funcao: &str, onde: &Onde, resto: &[Value]) -> Result<Value, Falha> {
        match self.biblioteca(funcao, onde.argumentos().into_iter().chain(resto.iter().cloned())).await? {
            Resposta::Ok(resposta) => caber_json(valor(resposta)),
            Resposta::Falta(motivo) => Err(Falha::nova("elemento_nao_encontrado", format!("{onde}: {motivo}"))),
        }
    }

    fn recusar_se_tem_segredo(&self, elemento: Option<&Value>) -> Result<(), Falha> {
        match elemento.and_then(id_de) {
            Some(id) if self.com_segredo.contains(&id) => {
                Err(Falha::nova("segredo_negado", "este campo recebeu um segredo; o valor dele não se lê"))
            }
            _ => Ok(()),
        }
    }
}

/// Um alvo espera ser visto para dizer o que mostra; um elemento já achado diz o que tem.
fn exigencia(onde: &Onde) -> &'static str {
    if onde.reencontravel() { "visivel" } else { "presente" }
}

fn em<T: DeserializeOwned>(valor: Value) -> Result<T, Falha> {
    serde_json::from_value(valor).map_err(|_| resposta_estranha())
}

fn caber_json(valor: Value) -> Result<Value, Falha> {
    if tamanho(&valor) > limites::TEXTO_BYTES {
        return Err(Falha::limite("tamanho do que se leu da página, em bytes", limites::TEXTO_BYTES));
    }
    Ok(valor)
}

fn tamanho(valor: &Value) -> usize {
    match valor {
        Value::String(texto) => texto.len(),
        // Cada item custa também a sua cadeia do outro lado.
        Value::Array(itens) => itens.iter().map(|item| 8 + tamanho(item)).sum(),
        _ => 8,
    }
}
