//! A fatura: o que se lê no texto dela e como o arquivo se chama.

pub mod leitura;
mod linhas;
pub(crate) mod texto;
mod trechos;

use chrono::NaiveDate;
use esteira_base::Resumo;

use crate::hash_cadastro::HashCadastro;

pub use leitura::{LeituraDaFatura, interpretar};

/// Quantos dígitos do resumo entram no nome do arquivo.
const DIGITOS_DO_RESUMO: usize = 8;

/// O nome com que a fatura chega ao SAT: `{hash}_{DD-MM-AAAA}_{8 primeiros dígitos do resumo}.pdf`.
///
/// Os dois primeiros campos são os do legado; o resumo distingue duas faturas do mesmo cliente e vencimento, e é por ele que se reconhece no portal o que
/// já foi enviado. Os três só têm letras, algarismos e hífen: o nome serve em qualquer disco e em qualquer portal.
pub fn nome_do_arquivo(hash: &HashCadastro, vencimento: NaiveDate, resumo: &Resumo) -> String {
    let resumo = resumo.to_string();
    format!("{hash}_{}_{}.pdf", vencimento.format("%d-%m-%Y"), &resumo[..DIGITOS_DO_RESUMO])
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn o_nome_leva_hash_vencimento_e_resumo() {
        let hash = "668f8a715aababac".parse().unwrap();
        let vencimento = NaiveDate::from_ymd_opt(2026, 11, 5).unwrap();
        let nome = nome_do_arquivo(&hash, vencimento, &Resumo::de(b"fatura"));
        let inicio_do_resumo = Resumo::de(b"fatura").to_string()[..8].to_owned();
        assert_eq!(nome, format!("668f8a715aababac_05-11-2026_{inicio_do_resumo}.pdf"));
    }
}
