//! Uma linha da tabela: o que dá errado no portal, o que se pede e o que tem de sair.

use std::time::Duration;

use serde_json::{Value, json};

use crate::pessoa::Resposta;

/// Prazo da execução quando o caso não diz outro: com folga, para máquina ocupada não virar falha.
const PRAZO: Duration = Duration::from_secs(120);

/// O que tem de sair.
pub enum Esperado {
    /// A fatura, e a saída contém isto. O PDF tem este número de páginas e estes trechos de texto.
    Fatura { saida: Value, paginas: u32, trechos: &'static [&'static str] },
    /// A saída contém isto; não há arquivo.
    Saida(Value),
    /// Este código de erro, e nenhum arquivo.
    Erro(&'static str),
}

pub struct Caso<F> {
    pub nome: &'static str,
    pub falhas: Vec<F>,
    pub operacao: &'static str,
    pub parametros: Vec<(&'static str, Value)>,
    pub senha_errada: bool,
    /// O que a pessoa responde a cada pergunta, na ordem; acabadas, não responde mais.
    pub respostas: Vec<Resposta>,
    pub prazo: Duration,
    pub esperado: Esperado,
    /// O que tem de ficar no portal; nulo se não importa.
    pub deixa: Value,
}

/// Um caso de `baixar-fatura`.
pub fn caso<F>(nome: &'static str, esperado: Esperado) -> Caso<F> {
    Caso {
        nome,
        falhas: Vec::new(),
        operacao: "baixar-fatura",
        parametros: Vec::new(),
        senha_errada: false,
        respostas: Vec::new(),
        prazo: PRAZO,
        esperado,
        deixa: Value::Null,
    }
}

/// Um caso que tem de dar neste erro.
pub fn erro<F>(codigo: &'static str, nome: &'static str) -> Caso<F> {
    caso(nome, Esperado::Erro(codigo))
}

/// O login e a senha certos entram; os errados, não.
pub fn acesso<F>() -> [Caso<F>; 2] {
    [
        caso("acesso certo", Esperado::Saida(json!({ "entrou": true }))).operacao("testar-acesso"),
        erro("credencial_invalida", "acesso errado").operacao("testar-acesso").senha_errada(),
    ]
}

impl<F> Caso<F> {
    pub fn com(mut self, falha: F) -> Self {
        self.falhas.push(falha);
        self
    }

    /// Outra operação que não `baixar-fatura`.
    pub fn operacao(mut self, operacao: &'static str) -> Self {
        self.operacao = operacao;
        self
    }

    /// O que tem de ficar no portal.
    pub fn deixa(mut self, estado: Value) -> Self {
        self.deixa = estado;
        self
    }

    pub fn parametro(mut self, nome: &'static str, valor: impl Into<Value>) -> Self {
        self.parametros.push((nome, valor.into()));
        self
    }

    pub fn senha_errada(mut self) -> Self {
        self.senha_errada = true;
        self
    }

    /// O que a pessoa responde a cada pergunta; sem isto, ninguém responde.
    pub fn responde(mut self, respostas: &[Resposta]) -> Self {
        self.respostas = respostas.to_vec();
        self
    }

    /// Para o portal que não responde: não adianta esperar mais.
    pub fn prazo_s(mut self, segundos: u64) -> Self {
        self.prazo = Duration::from_secs(segundos);
        self
    }
}

/// Se `dito` tem tudo o que `esperado` tem; objetos e listas se olham por dentro, e um texto basta conter o esperado.
pub fn contem(dito: &Value, esperado: &Value) -> bool {
    match (dito, esperado) {
        (Value::Object(dito), Value::Object(esperado)) => {
            esperado.iter().all(|(chave, valor)| dito.get(chave).is_some_and(|d| contem(d, valor)))
        }
        (Value::Array(dito), Value::Array(esperado)) => {
            dito.len() == esperado.len() && dito.iter().zip(esperado).all(|(d, e)| contem(d, e))
        }
        (Value::String(dito), Value::String(esperado)) => dito.contains(esperado.as_str()),
        (dito, esperado) => dito == esperado,
    }
}
