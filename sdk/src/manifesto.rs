//! O manifesto: o que o plugin sabe fazer e o que pede para fazê-lo.

use serde_json::{Value, json};

/// Uma operação do plugin.
#[derive(Debug, Clone, PartialEq)]
pub struct Operacao {
    nome: String,
    so_leitura: bool,
    entrada: Value,
    saida: Value,
}

impl Operacao {
    /// Operação que muda algo no portal, com o JSON Schema da entrada e da saída.
    pub fn nova(nome: impl Into<String>, entrada: Value, saida: Value) -> Self {
        Self { nome: nome.into(), so_leitura: false, entrada, saida }
    }

    /// Marca como só leitura: repetir não muda nada no portal.
    pub fn so_leitura(mut self) -> Self {
        self.so_leitura = true;
        self
    }
}

/// O que `descrever` devolve ao hospedeiro.
///
/// ```
/// use esteira_sdk::Manifesto;
/// use esteira_sdk::fatura::operacoes;
///
/// let manifesto = Manifesto::novo("exemplo", "1.0.0")
///     .operacao(operacoes::baixar_fatura())
///     .dominio("portal.exemplo.com.br")
///     .segredo("senha_portal");
/// assert_eq!(manifesto.json()["operacoes"][0]["nome"], "baixar-fatura");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Manifesto {
    nome: String,
    versao: String,
    operacoes: Vec<Operacao>,
    dominios: Vec<String>,
    segredos: Vec<String>,
    permissoes: Vec<String>,
}

impl Manifesto {
    /// `nome` minúsculo, como o cadastro o chama; `versao` em geral `env!("CARGO_PKG_VERSION")`.
    pub fn novo(nome: &str, versao: &str) -> Self {
        Self {
            nome: nome.to_owned(),
            versao: versao.to_owned(),
            operacoes: Vec::new(),
            dominios: Vec::new(),
            segredos: Vec::new(),
            permissoes: Vec::new(),
        }
    }

    /// Acrescenta uma operação.
    pub fn operacao(mut self, operacao: Operacao) -> Self {
        self.operacoes.push(operacao);
        self
    }

    /// Pede um domínio; quem concede é o cadastro.
    pub fn dominio(mut self, dominio: &str) -> Self {
        self.dominios.push(dominio.to_owned());
        self
    }

    /// Pede um segredo, pelo nome.
    pub fn segredo(mut self, nome: &str) -> Self {
        self.segredos.push(nome.to_owned());
        self
    }

    /// Pede uma permissão (`script`, por exemplo).
    pub fn permissao(mut self, nome: &str) -> Self {
        self.permissoes.push(nome.to_owned());
        self
    }

    /// O manifesto como o WIT o combina.
    pub fn json(&self) -> Value {
        let operacoes: Vec<Value> = self
            .operacoes
            .iter()
            .map(|o| json!({ "nome": o.nome, "so_leitura": o.so_leitura, "entrada": o.entrada, "saida": o.saida }))
            .collect();
        json!({
            "nome": self.nome,
            "versao": self.versao,
            "sdk": env!("CARGO_PKG_VERSION"),
            "operacoes": operacoes,
            "dominios": self.dominios,
            "segredos": self.segredos,
            "permissoes": self.permissoes,
        })
    }
}
