//! A linha digitável: o código de barras em campos com dígito verificador próprio, para uma pessoa copiar. 48 algarismos numa conta de
//! arrecadação, 47 num boleto.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::codigo_barras::{CodigoBarras, CodigoInvalido, TAMANHO, TipoDeCodigo, modulo_da_arrecadacao, so_algarismos};
use crate::digito_verificador::modulo_10;

/// Algarismos da linha de uma conta de arrecadação.
pub const TAMANHO_ARRECADACAO: usize = 48;
/// Algarismos da linha de um boleto.
pub const TAMANHO_BOLETO: usize = 47;

/// Algarismos de cada um dos quatro campos da arrecadação, sem o dígito verificador.
const CAMPO_ARRECADACAO: usize = 11;
/// Onde cada campo do boleto fica na linha (início, algarismos sem o dígito) e de onde vem no campo livre do código.
const CAMPOS_BOLETO: [(usize, usize); 3] = [(0, 9), (10, 10), (21, 10)];
/// No código do boleto, o campo livre.
const LIVRE: std::ops::Range<usize> = 19..44;

/// Uma linha digitável com todos os dígitos verificadores certos. É outra escrita do [`CodigoBarras`]: um dá o outro.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinhaDigitavel(CodigoBarras);

impl LinhaDigitavel {
    pub fn codigo_barras(&self) -> CodigoBarras {
        self.0
    }

    /// Só os algarismos, sem espaços nem pontos.
    pub fn algarismos(&self) -> String {
        let codigo = self.0.algarismos();
        let linha = match self.0.tipo() {
            TipoDeCodigo::Arrecadacao { .. } => linha_da_arrecadacao(codigo),
            TipoDeCodigo::Boleto => linha_do_boleto(codigo),
        };
        linha.into_iter().map(char::from).collect()
    }
}

impl From<CodigoBarras> for LinhaDigitavel {
    fn from(codigo: CodigoBarras) -> Self {
        Self(codigo)
    }
}

fn linha_da_arrecadacao(codigo: &[u8; TAMANHO]) -> Vec<u8> {
    // Um `CodigoBarras` de arrecadação já passou por `modulo_da_arrecadacao`.
    let modulo = modulo_da_arrecadacao(codigo).unwrap_or(|digitos| modulo_10(digitos.iter()));
    codigo.chunks(CAMPO_ARRECADACAO).flat_map(|campo| campo.iter().copied().chain([modulo(campo)])).collect()
}

fn linha_do_boleto(codigo: &[u8; TAMANHO]) -> Vec<u8> {
    let livre = &codigo[LIVRE];
    let primeiro = [&codigo[..4], &livre[..5]].concat();
    let mut linha = Vec::with_capacity(TAMANHO_BOLETO);
    for campo in [primeiro.as_slice(), &livre[5..15], &livre[15..]] {
        linha.extend(campo);
        linha.push(modulo_10(campo.iter()));
    }
    linha.push(codigo[4]);
    linha.extend(&codigo[5..19]);
    linha
}

/// O código de barras de uma linha de arrecadação, conferidos os quatro campos.
fn codigo_da_arrecadacao(linha: &[u8]) -> Result<CodigoBarras, CodigoInvalido> {
    let modulo = modulo_da_arrecadacao(linha)?;
    let mut codigo = Vec::with_capacity(TAMANHO);
    for (posicao, campo) in linha.chunks(CAMPO_ARRECADACAO + 1).enumerate() {
        let (algarismos, digito) = campo.split_at(CAMPO_ARRECADACAO);
        if digito != [modulo(algarismos)] {
            return Err(CodigoInvalido::DigitoDoCampo(posicao + 1));
        }
        codigo.extend(algarismos);
    }
    conferir(codigo)
}

/// O código de barras de uma linha de boleto, conferidos os três campos.
fn codigo_do_boleto(linha: &[u8]) -> Result<CodigoBarras, CodigoInvalido> {
    for (posicao, (inicio, tamanho)) in CAMPOS_BOLETO.into_iter().enumerate() {
        let fim = inicio + tamanho;
        if linha[fim] != modulo_10(linha[inicio..fim].iter()) {
            return Err(CodigoInvalido::DigitoDoCampo(posicao + 1));
        }
    }
    conferir([&linha[..4], &linha[32..], &linha[4..9], &linha[10..20], &linha[21..31]].concat())
}

fn conferir(codigo: Vec<u8>) -> Result<CodigoBarras, CodigoInvalido> {
    let tamanho = codigo.len();
    CodigoBarras::conferir(codigo.try_into().map_err(|_| CodigoInvalido::Tamanho(tamanho))?)
}

impl FromStr for LinhaDigitavel {
    type Err = CodigoInvalido;

    /// Aceita espaços, pontos e hífens.
    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        let linha = so_algarismos(texto)?;
        match linha.len() {
            TAMANHO_ARRECADACAO if linha[0] == b'8' => codigo_da_arrecadacao(&linha).map(Self),
            TAMANHO_BOLETO if linha[0] != b'8' => codigo_do_boleto(&linha).map(Self),
            TAMANHO_ARRECADACAO | TAMANHO_BOLETO => Err(CodigoInvalido::Formato),
            tamanho => Err(CodigoInvalido::Tamanho(tamanho)),
        }
    }
}

/// Em campos, como se imprime: `84680000001-6 …` numa conta, `34191.23454 …` num boleto.
impl fmt::Display for LinhaDigitavel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let linha = self.algarismos();
        match self.0.tipo() {
            TipoDeCodigo::Arrecadacao { .. } => {
                for inicio in (0..TAMANHO_ARRECADACAO).step_by(CAMPO_ARRECADACAO + 1) {
                    let fim = inicio + CAMPO_ARRECADACAO;
                    let espaco = if inicio == 0 { "" } else { " " };
                    write!(f, "{espaco}{}-{}", &linha[inicio..fim], &linha[fim..=fim])?;
                }
                Ok(())
            }
            TipoDeCodigo::Boleto => {
                let (a, b, c) = (&linha[..10], &linha[10..21], &linha[21..32]);
                let campos = [a, b, c].map(|campo| format!("{}.{}", &campo[..5], &campo[5..]));
                write!(f, "{} {} {}", campos.join(" "), &linha[32..33], &linha[33..])
            }
        }
    }
}

impl Serialize for LinhaDigitavel {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.algarismos())
    }
}

impl<'de> Deserialize<'de> for LinhaDigitavel {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod testes {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case::arrecadacao(
        "84680000001234501092025111012345678901234567",
        "846800000016234501092022511101234561789012345672",
        "84680000001-6 23450109202-2 51110123456-1 78901234567-2"
    )]
    #[case::boleto(
        "34197126100000159901234567890123456789012345",
        "34191234546789012345767890123457712610000015990",
        "34191.23454 67890.123457 67890.123457 7 12610000015990"
    )]
    fn os_exemplos_vao_e_voltam(#[case] codigo: &str, #[case] algarismos: &str, #[case] impressa: &str) {
        let codigo: CodigoBarras = codigo.parse().unwrap();
        let linha = LinhaDigitavel::from(codigo);
        assert_eq!(linha.algarismos(), algarismos);
        assert_eq!(linha.to_string(), impressa);
        assert_eq!(algarismos.parse(), Ok(linha));
        assert_eq!(impressa.parse::<LinhaDigitavel>().unwrap().codigo_barras(), codigo);
    }

    #[test]
    fn diz_em_que_campo_esta_o_erro() {
        let erro = |texto: &str| texto.parse::<LinhaDigitavel>().unwrap_err();
        assert_eq!(erro("84680000001-6 23450109202-3 51110123456-1 78901234567-2"), CodigoInvalido::DigitoDoCampo(2));
        assert_eq!(erro("34191.23454 67890.123457 67890.123458 7 12610000015990"), CodigoInvalido::DigitoDoCampo(3));
        assert_eq!(erro("34191.23454 67890.123457 67890.123457 7 12610000015991"), CodigoInvalido::DigitoGeral);
    }

    /// Uma conta de arrecadação com o dígito geral certo, por módulo 10 (6, 7) ou 11 (8, 9).
    fn arrecadacao(identificador: u8, resto: &str) -> CodigoBarras {
        (b'0'..=b'9')
            .find_map(|digito| format!("84{identificador}{}{resto}", char::from(digito)).parse().ok())
            .expect("algum dígito confere")
    }

    proptest! {
        #[test]
        fn toda_conta_vai_e_volta_e_um_algarismo_trocado_e_recusado(
            identificador in 6u8..=9, resto in "[0-9]{40}", posicao in 0usize..48, soma in 1u8..10,
        ) {
            let codigo = arrecadacao(identificador, &resto);
            let linha = LinhaDigitavel::from(codigo);
            prop_assert_eq!(linha.to_string().parse::<LinhaDigitavel>().unwrap().codigo_barras(), codigo);
            let mut trocada = linha.algarismos().into_bytes();
            trocada[posicao] = b'0' + (trocada[posicao] - b'0' + soma) % 10;
            let trocada = String::from_utf8(trocada).unwrap().parse::<LinhaDigitavel>();
            // No módulo 11 os restos 0, 1 e 10 dividem dígitos; só o módulo 10 acusa toda troca simples.
            prop_assert!(identificador > 7 || posicao == 2 || trocada.is_err());
        }

        #[test]
        fn texto_qualquer_nunca_derruba(texto in "[0-9 .-]{40,60}|\\PC{0,20}") {
            let _ = texto.parse::<LinhaDigitavel>();
        }
    }
}
