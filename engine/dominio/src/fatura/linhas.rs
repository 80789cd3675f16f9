//! Acha linhas digitáveis e códigos de barras no meio do texto.

use crate::codigo_barras::{self, CodigoBarras};
use crate::linha_digitavel::{LinhaDigitavel, TAMANHO_ARRECADACAO, TAMANHO_BOLETO};

/// Como uma linha digitável se parte em grupos quando impressa.
const DESENHOS: [&[usize]; 4] =
    [&[12, 12, 12, 12], &[11, 1, 11, 1, 11, 1, 11, 1], &[5, 5, 5, 6, 5, 6, 1, 14], &[10, 11, 11, 1, 14]];

/// Em quantos grupos, no máximo, uma linha digitável se espalha.
const MAXIMO_GRUPOS: usize = 8;

/// O que se achou.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct LinhasAchadas {
    /// Sem repetição, na ordem.
    pub validas: Vec<LinhaDigitavel>,
    /// Quantas têm a forma de uma linha digitável mas algum dígito errado.
    pub recusadas: usize,
}

pub(super) fn achar(texto: &str) -> LinhasAchadas {
    let mut achadas = LinhasAchadas::default();
    for trecho in texto.split(|c: char| !(c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | '-'))) {
        let grupos: Vec<&str> = trecho.split(|c: char| !c.is_ascii_digit()).filter(|grupo| !grupo.is_empty()).collect();
        let mut posicao = 0;
        while posicao < grupos.len() {
            posicao += match comecando_aqui(&grupos[posicao..]) {
                Some((linha, usados)) => {
                    if !achadas.validas.contains(&linha) {
                        achadas.validas.push(linha);
                    }
                    usados
                }
                None => {
                    achadas.recusadas += usize::from(tem_forma_de_linha(&grupos[posicao..]));
                    1
                }
            };
        }
    }
    achadas
}

/// A linha que começa no primeiro grupo, e quantos grupos ela usa.
fn comecando_aqui(grupos: &[&str]) -> Option<(LinhaDigitavel, usize)> {
    // Um código de barras só conta inteiro e de arrecadação: 44 algarismos também são a chave de uma nota fiscal.
    if grupos[0].len() == codigo_barras::TAMANHO && grupos[0].starts_with('8') {
        return grupos[0].parse::<CodigoBarras>().ok().map(|codigo| (codigo.into(), 1));
    }
    let mut algarismos = String::new();
    for (posicao, grupo) in grupos.iter().take(MAXIMO_GRUPOS).enumerate() {
        algarismos.push_str(grupo);
        if algarismos.len() > TAMANHO_ARRECADACAO {
            return None;
        }
        if matches!(algarismos.len(), TAMANHO_BOLETO | TAMANHO_ARRECADACAO)
            && let Ok(linha) = algarismos.parse()
        {
            return Some((linha, posicao + 1));
        }
    }
    None
}

fn tem_forma_de_linha(grupos: &[&str]) -> bool {
    DESENHOS.iter().any(|desenho| {
        let tamanhos = grupos.iter().map(|grupo| grupo.len());
        grupos.len() >= desenho.len() && tamanhos.zip(desenho.iter()).all(|(tamanho, esperado)| tamanho == *esperado)
    })
}

#[cfg(test)]
mod testes {
    use super::*;

    const CONTA: &str = "84680000001-6 23450109202-2 51110123456-1 78901234567-2";

    #[test]
    fn acha_a_linha_entre_outros_numeros_e_partida_em_duas() {
        for texto in [
            format!("Pague até 10 {CONTA} 10/11/2026"),
            "846800000016 234501092022\n511101234561 789012345672".to_owned(),
            format!("{CONTA}\n84680000001234501092025111012345678901234567"),
        ] {
            let achadas = achar(&texto);
            assert_eq!(achadas.validas, [CONTA.parse().unwrap()], "{texto}");
            assert_eq!(achadas.recusadas, 0, "{texto}");
        }
    }

    #[test]
    fn conta_a_que_tem_a_forma_mas_o_digito_errado() {
        let achadas = achar("84680000001-6 23450109202-3 51110123456-1 78901234567-2");
        assert_eq!((achadas.validas.len(), achadas.recusadas), (0, 1));
    }

    #[test]
    fn numeros_de_tabela_e_chave_de_nota_nao_sao_linha() {
        let achadas =
            achar("11 4000-0000 11 4000-0001 35 12 90 35261012345678000195620010000012341000012345 1234567890");
        assert_eq!(achadas, LinhasAchadas::default());
    }
}
