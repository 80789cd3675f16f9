//! Clientes e faturas da NET.

use chrono::NaiveDate;

/// O que o portal sabe.
#[derive(Debug, Clone, Default)]
pub struct DadosNet {
    pub clientes: Vec<ClienteNet>,
}

/// Quem entra no portal.
#[derive(Debug, Clone, Default)]
pub struct ClienteNet {
    pub login: String,
    pub senha: String,
    pub titular: String,
    /// 14 posições, sem máscara.
    pub cnpj: String,
    pub faturas: Vec<FaturaNet>,
}

/// Uma fatura.
#[derive(Debug, Clone)]
pub struct FaturaNet {
    pub numero: String,
    /// `AAAA-MM`.
    pub mes_ano: String,
    pub vencimento: NaiveDate,
    pub valor_centavos: u64,
}

impl DadosNet {
    #[must_use]
    pub fn cliente(mut self, cliente: ClienteNet) -> Self {
        self.clientes.push(cliente);
        self
    }
}

impl ClienteNet {
    /// Sem faturas, com CNPJ `99000001000101` e titular inventado.
    pub fn novo(login: &str, senha: &str) -> Self {
        Self {
            login: login.to_owned(),
            senha: senha.to_owned(),
            titular: format!("Cliente {login} Ltda"),
            cnpj: "99000001000101".to_owned(),
            faturas: Vec::new(),
        }
    }

    /// Acrescenta uma fatura.
    ///
    /// # Panics
    /// Se `vencimento` não for `AAAA-MM-DD`.
    #[must_use]
    pub fn com_fatura(mut self, numero: &str, mes_ano: &str, valor_centavos: u64, vencimento: &str) -> Self {
        let vencimento = vencimento
            .parse()
            .unwrap_or_else(|erro| panic!("vencimento \"{vencimento}\": escreva AAAA-MM-DD ({erro})"));
        let (numero, mes_ano) = (numero.to_owned(), mes_ano.to_owned());
        self.faturas.push(FaturaNet { numero, mes_ano, vencimento, valor_centavos });
        self
    }
}
