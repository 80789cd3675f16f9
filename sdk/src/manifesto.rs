//! O manifesto: o que o plugin sabe fazer e o que pede para fazê-lo.

use serde_json::{Map, Value, json};

use crate::seletores::Declarado;

/// Uma operação do plugin.
#[derive(Debug, Clone, PartialEq)]
pub struct Operacao {
    nome: String,
    so_leitura: bool,
    entrada: Value,
    saida: Value,
    entregas: Vec<(String, String)>,
    provas: Vec<String>,
}

impl Operacao {
    /// Operação que muda algo no portal, com o JSON Schema da entrada e da saída.
    pub fn nova(nome: impl Into<String>, entrada: Value, saida: Value) -> Self {
        Self { nome: nome.into(), so_leitura: false, entrada, saida, entregas: Vec::new(), provas: Vec::new() }
    }

    /// Promete um arquivo com este rótulo e este tipo MIME. Sem ele o hospedeiro não aceita o sucesso; se é um PDF, confere que se lê e que tem páginas.
    pub fn entrega(mut self, rotulo: &str, tipo: &str) -> Self {
        self.entregas.push((rotulo.to_owned(), tipo.to_owned()));
        self
    }

    /// Diz que este valor da saída (um ponteiro JSON, como `/comprovante/numero`) se leu do portal. O hospedeiro não aceita o sucesso se o portal não
    /// mostrou esse texto nesta execução.
    pub fn prova(mut self, ponteiro: &str) -> Self {
        self.provas.push(ponteiro.to_owned());
        self
    }

    fn json(&self) -> Value {
        let entregas: Vec<Value> =
            self.entregas.iter().map(|(rotulo, tipo)| json!({ "rotulo": rotulo, "tipo": tipo })).collect();
        json!({
            "nome": self.nome,
            "so_leitura": self.so_leitura,
            "entrada": self.entrada,
            "saida": self.saida,
            "entregas": entregas,
            "provas": self.provas,
        })
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
#[derive(Debug, Clone)]
pub struct Manifesto {
    nome: String,
    versao: String,
    operacoes: Vec<Operacao>,
    dominios: Vec<String>,
    segredos: Vec<String>,
    permissoes: Vec<String>,
    seletores: &'static [Declarado],
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
            seletores: &[],
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

    /// Os seletores do plugin: o `DECLARADOS` de [`seletores!`](crate::seletores!).
    pub fn seletores(mut self, declarados: &'static [Declarado]) -> Self {
        self.seletores = declarados;
        self
    }

    /// O manifesto como o WIT o combina.
    pub fn json(&self) -> Value {
        let operacoes: Vec<Value> = self.operacoes.iter().map(Operacao::json).collect();
        let seletores: Map<String, Value> = self.seletores.iter().map(Declarado::json).collect();
        json!({
            "nome": self.nome,
            "versao": self.versao,
            "sdk": env!("CARGO_PKG_VERSION"),
            "operacoes": operacoes,
            "dominios": self.dominios,
            "segredos": self.segredos,
            "permissoes": self.permissoes,
            "seletores": seletores,
        })
    }
}
