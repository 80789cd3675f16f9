//! As cobranças da Azuton: uma por e-mail.

use chrono::NaiveDate;

/// O que a Azuton cobra.
#[derive(Debug, Clone, Default)]
pub struct DadosAzuton {
    pub cobrancas: Vec<CobrancaAzuton>,
    pub tempos: TemposAzuton,
}

/// Uma cobrança, com o e-mail, a página do boleto e o PDF da fatura dela.
#[derive(Debug, Clone)]
pub struct CobrancaAzuton {
    /// Vai nos endereços e é a chave das falhas.
    pub id: String,
    pub titular: String,
    /// Sem máscara.
    pub cnpj: String,
    pub numero: String,
    pub vencimento: NaiveDate,
    pub valor_centavos: u64,
}

/// As demoras de todo dia.
#[derive(Debug, Clone, Copy)]
pub struct TemposAzuton {
    /// Da página aberta ao botão de baixar.
    pub botao_ms: u64,
}

impl Default for TemposAzuton {
    fn default() -> Self {
        Self { botao_ms: 400 }
    }
}

impl DadosAzuton {
    pub fn novos() -> Self {
        Self::default()
    }

    /// Mais uma cobrança, que vence em `AAAA-MM-DD`. O número dela é `AZ-` e o id.
    ///
    /// # Panics
    /// Se o vencimento não é um dia.
    pub fn cobranca(mut self, id: &str, titular: &str, cnpj: &str, vencimento: &str, valor_centavos: u64) -> Self {
        self.cobrancas.push(CobrancaAzuton {
            id: id.to_owned(),
            titular: titular.to_owned(),
            cnpj: cnpj.to_owned(),
            numero: format!("AZ-{id}"),
            vencimento: vencimento.parse().expect("um dia AAAA-MM-DD"),
            valor_centavos,
        });
        self
    }
}
