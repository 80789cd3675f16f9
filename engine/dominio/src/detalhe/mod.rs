//! O arquivo que a operadora dá junto da fatura, feito para máquinas: FEBRABAN V3R0 ou NFCom. O que ele diz não precisa de adivinhação, e por isso se
//! confere contra o PDF.
//!
//! Lê-se só o que a conferência usa. As chamadas, uma a uma, são dado pessoal e não saem daqui (LGPD).

mod febraban;
mod nfcom;

use chrono::NaiveDate;
use esteira_base::{Cnpj, Dinheiro, MesAno};

use crate::codigo_barras::CodigoBarras;

/// Maior arquivo aceito, em bytes: o FEBRABAN de uma empresa grande passa de 10 MB.
pub const MAXIMO_DO_DETALHE: usize = 32 * 1024 * 1024;

/// De que arquivo se trata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fonte {
    /// Texto FEBRABAN, "Guia Telecom", versão 3.
    FebrabanV3,
    /// XML da Nota Fiscal Fatura de Comunicação (modelo 62).
    NfCom,
}

impl Fonte {
    /// Onde se leu, como se diz ao aprovador.
    pub fn onde(self) -> &'static str {
        match self {
            Self::FebrabanV3 => "no arquivo FEBRABAN",
            Self::NfCom => "na NFCom",
        }
    }
}

/// O que se leu; ausente é o que o arquivo não traz.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detalhe {
    pub fonte: Fonte,
    pub cnpj_operadora: Option<Cnpj>,
    pub cnpj_cliente: Option<Cnpj>,
    pub vencimento: Option<NaiveDate>,
    pub valor: Option<Dinheiro>,
    pub mes_ano: Option<MesAno>,
    pub codigo_barras: Option<CodigoBarras>,
}

impl Detalhe {
    fn de(fonte: Fonte) -> Self {
        let nada = (None, None, None, None, None, None);
        let (cnpj_operadora, cnpj_cliente, vencimento, valor, mes_ano, codigo_barras) = nada;
        Self { fonte, cnpj_operadora, cnpj_cliente, vencimento, valor, mes_ano, codigo_barras }
    }
}

/// Por que não se lê.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DetalheInvalido {
    #[error("passa do limite de {} MiB", MAXIMO_DO_DETALHE / (1024 * 1024))]
    Grande,
    #[error("não é FEBRABAN V3R0 nem NFCom; mande o arquivo como a operadora o deu")]
    Desconhecido,
    #[error("linha {linha}: {problema}")]
    Linha { linha: usize, problema: String },
    #[error("o XML está cortado ou estragado: {0}")]
    Xml(String),
    #[error("falta {0}")]
    Falta(&'static str),
}

/// Lê o arquivo, seja qual for dos dois.
pub fn ler(bytes: &[u8]) -> Result<Detalhe, DetalheInvalido> {
    if bytes.len() > MAXIMO_DO_DETALHE {
        return Err(DetalheInvalido::Grande);
    }
    let sem_marca = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match sem_marca.trim_ascii_start().first() {
        Some(b'<') => nfcom::ler(sem_marca),
        Some(b'0') => febraban::ler(sem_marca),
        _ => Err(DetalheInvalido::Desconhecido),
    }
}

/// `AAAAMM`, como os dois arquivos escrevem o mês.
fn mes(texto: &str) -> Option<MesAno> {
    let (ano, mes) = texto.split_at_checked(4)?;
    MesAno::novo(ano.parse().ok()?, mes.parse().ok()?).ok()
}
