//! Um lance do roteiro: uma coisa que acontece lá fora.

use esteira_base::Duracao;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::maquina::{Ator, ClasseDeErro, Comando, Encaminhamento, ErroAtividade, NumeroVisita, Pessoa};

/// O acaso de um roteiro não varia.
const SORTEIO: f64 = 0.5;

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

impl Verbo {
    /// O passo aberto a que se dirige; nenhum se é à instância.
    pub fn passo(&self) -> Option<&str> {
        match self {
            Self::Conclui(passo)
            | Self::Falha(passo)
            | Self::Decide(passo)
            | Self::Assume(passo)
            | Self::Devolve(passo)
            | Self::Atribui(passo)
            | Self::Delega(passo)
            | Self::Repete(passo)
            | Self::Pula(passo) => Some(passo),
            Self::Sinal(_)
            | Self::Avanca(_)
            | Self::Recomeca(_)
            | Self::Pausa(_)
            | Self::Retoma
            | Self::Cancela(_) => None,
        }
    }
}

/// A visita do passo a que um lance se dirige. A tentativa e o que se relata só contam em `conclui` e `falha`.
#[derive(Debug, Clone, Copy, Default)]
pub struct VisitaDoLance {
    /// A visita.
    pub visita: NumeroVisita,
    /// A tentativa vigente.
    pub tentativa: u32,
    /// Se quem relata é uma instância filha.
    pub filha: bool,
}

impl Lance {
    /// O comando que o lance manda à máquina.
    ///
    /// # Errors
    /// Falta no lance o que o verbo pede.
    pub fn comando(&self, verbo: Verbo, aberta: VisitaDoLance) -> Result<Comando, String> {
        let VisitaDoLance { visita, tentativa, filha } = aberta;
        let por = self.ator();
        let encaminhar = |como| Comando::Encaminhar { visita, como, por: self.ator() };
        let encerrou =
            |resultado, erro| Comando::FilhaEncerrou { visita, tentativa, resultado, erro, sorteio: SORTEIO };
        Ok(match verbo {
            Verbo::Conclui(_) if filha => encerrou(self.saida.clone(), None),
            Verbo::Conclui(_) => Comando::Concluir { visita, tentativa, saida: self.saida.clone() },
            Verbo::Falha(_) if filha => encerrou(Value::Null, Some(self.erro()?)),
            Verbo::Falha(_) => Comando::Falhar { visita, tentativa, erro: self.erro()?, sorteio: SORTEIO },
            Verbo::Decide(_) => {
                let decisao = self.como.clone().ok_or("`decide` precisa de `como`: a decisão")?;
                let dados = if self.dados.is_null() { json!({}) } else { self.dados.clone() };
                Comando::Decidir { visita, decisao, dados, por }
            }
            Verbo::Assume(_) => encaminhar(Encaminhamento::Assumir),
            Verbo::Devolve(_) => encaminhar(Encaminhamento::Devolver),
            Verbo::Atribui(_) => encaminhar(Encaminhamento::Atribuir(self.pessoa())),
            Verbo::Delega(_) => encaminhar(Encaminhamento::Delegar(self.pessoa())),
            Verbo::Sinal(nome) => {
                Comando::Entregar { nome, correlacao: self.correlacao.clone(), dados: self.dados.clone(), por }
            }
            Verbo::Repete(_) => Comando::RepetirPasso { visita, entrada: self.entrada.clone(), por },
            Verbo::Pula(_) => {
                Comando::PularPasso { visita, saida: self.saida.clone(), destino: self.destino.clone(), por }
            }
            Verbo::Recomeca(passo) => Comando::RecomecarDe { passo, entrada: self.entrada.clone(), por },
            Verbo::Pausa(motivo) => Comando::Pausar { motivo, por },
            Verbo::Retoma => Comando::Retomar { por },
            Verbo::Cancela(motivo) => Comando::Cancelar { motivo, por },
            Verbo::Avanca(_) => return Err("avançar não é comando".to_owned()),
        })
    }

    fn erro(&self) -> Result<ErroAtividade, String> {
        let codigo = self.codigo.clone().ok_or("`falha` precisa de `codigo`")?;
        let classe = if self.tecnico { ClasseDeErro::Tecnico } else { ClasseDeErro::Negocio };
        Ok(ErroAtividade { classe, codigo, mensagem: String::new(), acao_recomendada: None, detalhes: Value::Null })
    }

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
