//! Clientes, contratos e faturas do portal da Digitalnet.

use chrono::NaiveDate;

/// O que o portal sabe ao subir.
#[derive(Debug, Clone, Default)]
pub struct DadosDigitalnet {
    pub clientes: Vec<ClienteDigitalnet>,
    pub tempos: TemposDigitalnet,
}

/// Quanto a página demora, em milissegundos, quando nada dá errado.
#[derive(Debug, Clone, Copy)]
pub struct TemposDigitalnet {
    /// Cada resposta da API.
    pub api_ms: u64,
    /// Do clique na fatura até o título da página trocar.
    pub titulo_ms: u64,
}

impl Default for TemposDigitalnet {
    fn default() -> Self {
        Self { api_ms: 100, titulo_ms: 300 }
    }
}

/// Um acesso ao portal, com um ou mais contratos.
#[derive(Debug, Clone)]
pub struct ClienteDigitalnet {
    /// CPF ou CNPJ de acesso.
    pub login: String,
    pub senha: String,
    /// 14 posições, sem máscara. As três primeiras abrem o PDF da fatura.
    pub cnpj: String,
    pub titular: String,
    pub contratos: Vec<ContratoDigitalnet>,
}

#[derive(Debug, Clone)]
pub struct ContratoDigitalnet {
    /// O que a lista de contratos mostra; contém o número.
    pub rotulo: String,
    /// Só as pendentes.
    pub faturas: Vec<FaturaDigitalnet>,
}

#[derive(Debug, Clone)]
pub struct FaturaDigitalnet {
    /// Vai no título da página e nos endereços da API; único no portal.
    pub codigo: String,
    pub vencimento: NaiveDate,
    pub valor_centavos: u64,
}

impl DadosDigitalnet {
    /// Sem cliente algum.
    pub fn novos() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn cliente(mut self, cliente: ClienteDigitalnet) -> Self {
        self.clientes.push(cliente);
        self
    }
}

impl ClienteDigitalnet {
    /// Sem contratos, com CNPJ `99000001000101` e titular inventado.
    pub fn novo(login: &str, senha: &str) -> Self {
        Self {
            login: login.to_owned(),
            senha: senha.to_owned(),
            cnpj: "99000001000101".to_owned(),
            titular: format!("Cliente {login} Ltda"),
            contratos: Vec::new(),
        }
    }

    /// `cnpj` com 14 posições, sem máscara.
    #[must_use]
    pub fn de(mut self, titular: &str, cnpj: &str) -> Self {
        self.titular = titular.to_owned();
        self.cnpj = cnpj.to_owned();
        self
    }

    /// Acrescenta um contrato, com as faturas pendentes dele: código, valor em centavos e vencimento.
    ///
    /// # Panics
    /// Se um vencimento não for `AAAA-MM-DD`.
    #[must_use]
    pub fn com_contrato(mut self, rotulo: &str, faturas: &[(&str, u64, &str)]) -> Self {
        let fatura = |&(codigo, valor_centavos, vencimento): &(&str, u64, &str)| {
            let vencimento = vencimento
                .parse()
                .unwrap_or_else(|erro| panic!("vencimento \"{vencimento}\": escreva AAAA-MM-DD ({erro})"));
            FaturaDigitalnet { codigo: codigo.to_owned(), vencimento, valor_centavos }
        };
        let faturas = faturas.iter().map(fatura).collect();
        self.contratos.push(ContratoDigitalnet { rotulo: rotulo.to_owned(), faturas });
        self
    }
}
