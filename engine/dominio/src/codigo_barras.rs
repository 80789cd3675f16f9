//! Código de barras de 44 algarismos de uma conta: arrecadação (o das concessionárias) ou boleto bancário.
//!
//! Regras: FEBRABAN, "Layout Padrão de Arrecadação/Recebimento com Código de Barras" v4, e a carta do boleto de cobrança com o reinício do fator
//! de vencimento em 22/02/2025.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate};
use esteira_base::Dinheiro;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::digito_verificador::{modulo_10, modulo_11_arrecadacao, modulo_11_boleto};

/// Quantos algarismos tem o código.
pub const TAMANHO: usize = 44;
/// O segmento de telecomunicações numa conta de arrecadação.
pub const SEGMENTO_TELECOM: u8 = 4;

/// O fator conta dias a partir daqui até 9999 (21/02/2025)…
const BASE_ANTIGA: NaiveDate = NaiveDate::from_ymd_opt(1997, 10, 7).expect("data fixa");
/// …e daqui desde que recomeçou em 1000 (22/02/2025).
const BASE_NOVA: NaiveDate = NaiveDate::from_ymd_opt(2022, 5, 29).expect("data fixa");
/// Janela em torno da data de referência em que um vencimento é plausível; menor que as 9000 voltas do fator, para só um caber.
const JANELA_ANTES: Days = Days::new(3_000);
const JANELA_DEPOIS: Days = Days::new(5_500);

/// Um código de barras com o dígito geral certo.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodigoBarras([u8; TAMANHO]);

/// De que documento é o código.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "tipo")]
pub enum TipoDeCodigo {
    /// Conta de consumo ou tributo; telecom é o segmento [`SEGMENTO_TELECOM`].
    Arrecadacao {
        segmento: u8,
    },
    Boleto,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodigoInvalido {
    #[error("só pode ter algarismos")]
    Caractere,
    #[error("o código de barras tem 44 algarismos, a linha digitável 47 (boleto) ou 48 (conta); este tem {0}")]
    Tamanho(usize),
    #[error("o formato não é de conta nem de boleto em reais")]
    Formato,
    #[error("o dígito verificador do {0}º campo não confere; confira a digitação")]
    DigitoDoCampo(usize),
    #[error("o dígito verificador geral não confere; confira a digitação")]
    DigitoGeral,
}

/// Onde fica o dígito geral, que cobre todos os outros.
const POSICAO_GERAL_ARRECADACAO: usize = 3;
const POSICAO_GERAL_BOLETO: usize = 4;

impl CodigoBarras {
    pub(crate) fn conferir(codigo: [u8; TAMANHO]) -> Result<Self, CodigoInvalido> {
        let (posicao, esperado) = if codigo[0] == b'8' {
            let modulo = modulo_da_arrecadacao(&codigo)?;
            (POSICAO_GERAL_ARRECADACAO, modulo(&sem_posicao(&codigo, POSICAO_GERAL_ARRECADACAO)))
        } else if codigo[3] == b'9' {
            (POSICAO_GERAL_BOLETO, modulo_11_boleto(sem_posicao(&codigo, POSICAO_GERAL_BOLETO).iter()))
        } else {
            return Err(CodigoInvalido::Formato);
        };
        if codigo[posicao] == esperado { Ok(Self(codigo)) } else { Err(CodigoInvalido::DigitoGeral) }
    }

    pub(crate) fn algarismos(&self) -> &[u8; TAMANHO] {
        &self.0
    }

    pub fn as_str(&self) -> &str {
        // Só há ASCII aqui: `from_str` não deixa entrar outra coisa.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub fn tipo(&self) -> TipoDeCodigo {
        match self.0[0] {
            b'8' => TipoDeCodigo::Arrecadacao { segmento: self.0[1] - b'0' },
            _ => TipoDeCodigo::Boleto,
        }
    }

    /// O valor a pagar; nada se o código não o traz (valor zero é valor em aberto).
    pub fn valor(&self) -> Option<Dinheiro> {
        let algarismos = match self.tipo() {
            TipoDeCodigo::Arrecadacao { .. } if matches!(self.0[2], b'6' | b'8') => &self.0[4..15],
            TipoDeCodigo::Arrecadacao { .. } => return None,
            TipoDeCodigo::Boleto => &self.0[9..19],
        };
        Some(numero(algarismos)).filter(|centavos| *centavos > 0).map(Dinheiro::de_centavos)
    }

    /// O vencimento de um boleto. `referencia` é a data da emissão ou do processamento: o fator dá a volta a cada 9000 dias, e é ela que diz
    /// em qual volta se está. Nada se o boleto não tem vencimento, ou se ele cai fora da janela plausível.
    ///
    /// Conta de arrecadação nunca responde: o campo livre é de cada emissor, e tirar dele uma data seria adivinhar.
    pub fn vencimento(&self, referencia: NaiveDate) -> Option<NaiveDate> {
        if self.tipo() != TipoDeCodigo::Boleto || self.0[5] == b'0' {
            return None;
        }
        let fator = Days::new(u64::try_from(numero(&self.0[5..9])).ok()?);
        let inicio = referencia.checked_sub_days(JANELA_ANTES)?;
        let fim = referencia.checked_add_days(JANELA_DEPOIS)?;
        [BASE_ANTIGA, BASE_NOVA]
            .into_iter()
            .filter_map(|base| base.checked_add_days(fator))
            .find(|data| (inicio..=fim).contains(data))
    }
}

/// O módulo que a terceira posição de uma conta de arrecadação escolhe, para o dígito geral e para os da linha.
pub(crate) fn modulo_da_arrecadacao(codigo: &[u8]) -> Result<fn(&[u8]) -> u8, CodigoInvalido> {
    match codigo.get(2) {
        Some(b'6' | b'7') => Ok(|digitos| modulo_10(digitos.iter())),
        Some(b'8' | b'9') => Ok(|digitos| modulo_11_arrecadacao(digitos.iter())),
        _ => Err(CodigoInvalido::Formato),
    }
}

fn sem_posicao(codigo: &[u8; TAMANHO], posicao: usize) -> [u8; TAMANHO - 1] {
    let mut resto = [0; TAMANHO - 1];
    resto[..posicao].copy_from_slice(&codigo[..posicao]);
    resto[posicao..].copy_from_slice(&codigo[posicao + 1..]);
    resto
}

/// De até 18 algarismos ASCII.
fn numero(algarismos: &[u8]) -> i64 {
    algarismos.iter().fold(0, |soma, algarismo| soma * 10 + i64::from(algarismo - b'0'))
}

/// Os algarismos do texto, sem espaços, pontos e hífens.
pub(crate) fn so_algarismos(texto: &str) -> Result<Vec<u8>, CodigoInvalido> {
    texto
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-'))
        .map(|c| if c.is_ascii_digit() { Ok(c as u8) } else { Err(CodigoInvalido::Caractere) })
        .collect()
}

impl FromStr for CodigoBarras {
    type Err = CodigoInvalido;

    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        let algarismos = so_algarismos(texto)?;
        let tamanho = algarismos.len();
        Self::conferir(algarismos.try_into().map_err(|_| CodigoInvalido::Tamanho(tamanho))?)
    }
}

impl fmt::Display for CodigoBarras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CodigoBarras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodigoBarras({self})")
    }
}

impl Serialize for CodigoBarras {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CodigoBarras {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod testes {
    use super::*;
    use proptest::prelude::*;

    const CONTA: &str = "84680000001234501092025111012345678901234567";
    const BOLETO: &str = "34197126100000159901234567890123456789012345";

    fn data(ano: i32, mes: u32, dia: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(ano, mes, dia).unwrap()
    }

    /// Um boleto com este fator e o dígito geral certo.
    fn boleto_com_fator(fator: u32) -> CodigoBarras {
        let mut codigo: [u8; TAMANHO] = BOLETO.as_bytes().try_into().unwrap();
        codigo[5..9].copy_from_slice(format!("{fator:04}").as_bytes());
        codigo[4] = modulo_11_boleto(sem_posicao(&codigo, 4).iter());
        CodigoBarras::conferir(codigo).unwrap()
    }

    #[test]
    fn le_valor_tipo_e_vencimento_dos_exemplos() {
        let conta: CodigoBarras = CONTA.parse().unwrap();
        assert_eq!(conta.tipo(), TipoDeCodigo::Arrecadacao { segmento: SEGMENTO_TELECOM });
        assert_eq!(conta.valor(), Some(Dinheiro::de_centavos(12_345)));
        assert_eq!(conta.vencimento(data(2025, 10, 1)), None);
        let boleto: CodigoBarras = BOLETO.parse().unwrap();
        assert_eq!(boleto.tipo(), TipoDeCodigo::Boleto);
        assert_eq!(boleto.valor(), Some(Dinheiro::de_centavos(15_990)));
        assert_eq!(boleto.vencimento(data(2025, 10, 20)), Some(data(2025, 11, 10)));
    }

    #[test]
    fn o_fator_recomeca_em_22_de_fevereiro_de_2025() {
        let hoje = data(2025, 2, 1);
        assert_eq!(boleto_com_fator(9999).vencimento(hoje), Some(data(2025, 2, 21)));
        assert_eq!(boleto_com_fator(1000).vencimento(hoje), Some(data(2025, 2, 22)));
        assert_eq!(boleto_com_fator(1000).vencimento(data(2000, 6, 1)), Some(data(2000, 7, 3)));
        assert_eq!(boleto_com_fator(9999).vencimento(data(2049, 1, 1)), Some(data(2049, 10, 13)));
        assert_eq!(boleto_com_fator(0).vencimento(hoje), None);
    }

    #[test]
    fn recusa_tamanho_letra_moeda_e_digito_errados() {
        assert_eq!("123".parse::<CodigoBarras>(), Err(CodigoInvalido::Tamanho(3)));
        assert_eq!(CONTA.replace('9', "x").parse::<CodigoBarras>(), Err(CodigoInvalido::Caractere));
        assert_eq!(BOLETO.replacen('9', "0", 1).parse::<CodigoBarras>(), Err(CodigoInvalido::Formato));
        assert_eq!(CONTA.replacen('6', "1", 1).parse::<CodigoBarras>(), Err(CodigoInvalido::Formato));
        assert_eq!(BOLETO.replacen("15990", "15991", 1).parse::<CodigoBarras>(), Err(CodigoInvalido::DigitoGeral));
    }

    proptest! {
        #[test]
        fn perto_da_emissao_o_fator_volta_a_mesma_data(emissao in 0u64..9_000, prazo in 0u64..365) {
            let emissao = data(2010, 1, 1) + Days::new(emissao);
            let vencimento = emissao + Days::new(prazo);
            let base = if vencimento < data(2025, 2, 22) { BASE_ANTIGA } else { BASE_NOVA };
            let fator = (vencimento - base).num_days();
            prop_assert_eq!(boleto_com_fator(u32::try_from(fator).unwrap()).vencimento(emissao), Some(vencimento));
        }

        #[test]
        fn texto_qualquer_nunca_derruba(texto in "[0-9 .-]{0,60}|\\PC{0,20}") {
            let _ = texto.parse::<CodigoBarras>();
        }
    }
}
