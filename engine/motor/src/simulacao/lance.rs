//! Um lance do roteiro: uma coisa que acontece lá fora.

use esteira_base::Duracao;
use serde::Deserialize;
use serde_json::Value;

use crate::maquina::{Ator, Pessoa};

/// Como se escreve: um verbo com o passo (ou o que ele pede) e o que mais precisar.
///
/// ```yaml
/// - { conclui: buscar, saida: { valor: 10 } }
/// - { falha: buscar, codigo: portal_fora, tecnico: true }
/// - { decide: aprovar, como: rejeitar, dados: { motivo: x }, por: beto, papeis: [APROVADOR] }
/// - { avanca: 2d }
/// ```
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lance {
    #[serde(default)]
    conclui: Option<String>,
    #[serde(default)]
    falha: Option<String>,
    #[serde(default)]
    decide: Option<String>,
    #[serde(default)]
    assume: Option<String>,
    #[serde(default)]
    devolve: Option<String>,
    #[serde(default)]
    atribui: Option<String>,
    #[serde(default)]
    delega: Option<String>,
    #[serde(default)]
    sinal: Option<String>,
    #[serde(default)]
    avanca: Option<Duracao>,
    #[serde(default)]
    repete: Option<String>,
    #[serde(default)]
    pula: Option<String>,
    #[serde(default)]
    recomeca: Option<String>,
    #[serde(default)]
    pausa: Option<String>,
    #[serde(default)]
    retoma: Option<bool>,
    #[serde(default)]
    cancela: Option<String>,

    /// Em que ramo, quando o passo está aberto em mais de um: `2`, `fiscal`, `fiscal/0`.
    #[serde(default)]
    pub ramo: Option<String>,
    /// O que o passo produz.
    #[serde(default)]
    pub saida: Value,
    /// Código da falha.
    #[serde(default)]
    pub codigo: Option<String>,
    /// Se adianta repetir.
    #[serde(default)]
    pub tecnico: bool,
    /// A decisão.
    #[serde(default)]
    pub como: Option<String>,
    /// Campos preenchidos, ou conteúdo do sinal.
    #[serde(default)]
    pub dados: Value,
    /// Quem age.
    #[serde(default)]
    pub por: Option<String>,
    /// Papéis de quem age.
    #[serde(default)]
    pub papeis: Vec<String>,
    /// A quem se atribui ou delega.
    #[serde(default)]
    pub a: Option<String>,
    /// Correlação do sinal.
    #[serde(default)]
    pub correlacao: Option<String>,
    /// Para onde ir ao pular.
    #[serde(default)]
    pub destino: Option<String>,
    /// A entrada corrigida.
    #[serde(default)]
    pub entrada: Option<Value>,
    /// Espera-se que a máquina recuse, com uma mensagem que contenha isto.
    #[serde(default)]
    pub recusa: Option<String>,
}

/// O verbo de um lance, com o que ele toma.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "os nomes são os da linguagem do roteiro, documentada em `Lance`")]
pub enum Verbo {
    Conclui(String),
    Falha(String),
    Decide(String),
    Assume(String),
    Devolve(String),
    Atribui(String),
    Delega(String),
    Sinal(String),
    Avanca(Duracao),
    Repete(String),
    Pula(String),
    Recomeca(String),
    Pausa(String),
    Retoma,
    Cancela(String),
}

impl Lance {
    /// O único verbo do lance.
    ///
    /// # Errors
    /// Nenhum verbo, ou mais de um.
    pub fn verbo(&self) -> Result<Verbo, String> {
        let texto = |campo: &Option<String>, verbo: fn(String) -> Verbo| campo.clone().map(verbo);
        let verbos: Vec<Verbo> = [
            texto(&self.conclui, Verbo::Conclui),
            texto(&self.falha, Verbo::Falha),
            texto(&self.decide, Verbo::Decide),
            texto(&self.assume, Verbo::Assume),
            texto(&self.devolve, Verbo::Devolve),
            texto(&self.atribui, Verbo::Atribui),
            texto(&self.delega, Verbo::Delega),
            texto(&self.sinal, Verbo::Sinal),
            self.avanca.map(Verbo::Avanca),
            texto(&self.repete, Verbo::Repete),
            texto(&self.pula, Verbo::Pula),
            texto(&self.recomeca, Verbo::Recomeca),
            texto(&self.pausa, Verbo::Pausa),
            self.retoma.filter(|sim| *sim).map(|_| Verbo::Retoma),
            texto(&self.cancela, Verbo::Cancela),
        ]
        .into_iter()
        .flatten()
        .collect();
        match verbos.as_slice() {
            [um] => Ok(um.clone()),
            [] => Err("o lance não tem verbo; use conclui, falha, decide, sinal, avanca, repete, pula, …".to_owned()),
            _ => Err("o lance tem mais de um verbo; deixe um por lance".to_owned()),
        }
    }

    /// Quem age; sem dizer, é o operador.
    pub fn ator(&self) -> Ator {
        let nome = self.por.clone().unwrap_or_else(|| "olga".to_owned());
        Ator { id: Some(nome.clone()), nome, papeis: self.papeis.clone() }
    }

    /// A quem se atribui ou delega.
    pub fn pessoa(&self) -> Pessoa {
        let nome = self.a.clone().unwrap_or_default();
        Pessoa { id: nome.clone(), nome }
    }
}
