//! FEBRABAN "Guia Telecom" V3R0: linhas de até 350 posições, o tipo do registro nas duas primeiras. Usam-se o cabeçalho (`00`) e o fecho (`99`).
//!
//! Fonte: o leiaute publicado pelas operadoras para clientes empresariais. Os demais registros variam de operadora para operadora e não se leem.

use chrono::NaiveDate;
use esteira_base::{Cnpj, Dinheiro};

use super::{Detalhe, DetalheInvalido, Fonte, mes};

const CABECALHO: &[u8] = b"00";
const FECHO: &[u8] = b"99";
const VERSAO: &[u8] = b"V3R0";
/// Posições de uma linha inteira; quem escreve costuma aparar os espaços do fim.
const LARGURA: usize = 350;

/// Um campo: da primeira à última posição, a contar de 1, como no leiaute.
type Campo = (usize, usize);
const TIPO: Campo = (1, 2);
const SEQUENCIA: Campo = (3, 14);
const REFERENCIA: Campo = (48, 53);
const VENCIMENTO: Campo = (62, 69);
const CNPJ_DA_OPERADORA: Campo = (88, 102);
const CNPJ_DO_CLIENTE: Campo = (150, 164);
const VERSAO_DO_LEIAUTE: Campo = (165, 168);
const CODIGO_DE_BARRAS: Campo = (185, 234);
const VALOR_TOTAL: Campo = (77, 89);

pub(super) fn ler(bytes: &[u8]) -> Result<Detalhe, DetalheInvalido> {
    let linhas: Vec<&[u8]> =
        bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).filter(|linha| !linha.is_empty()).collect();
    let (Some(primeira), Some(ultima)) = (linhas.first(), linhas.last()) else {
        return Err(DetalheInvalido::Desconhecido);
    };
    if campo(primeira, TIPO) != CABECALHO || campo(primeira, VERSAO_DO_LEIAUTE) != VERSAO {
        return Err(DetalheInvalido::Desconhecido);
    }
    conferir_inteiro(&linhas)?;
    let codigo = texto(primeira, CODIGO_DE_BARRAS);
    Ok(Detalhe {
        cnpj_operadora: cnpj(primeira, CNPJ_DA_OPERADORA),
        cnpj_cliente: cnpj(primeira, CNPJ_DO_CLIENTE),
        vencimento: NaiveDate::parse_from_str(texto(primeira, VENCIMENTO), "%Y%m%d").ok(),
        valor: texto(ultima, VALOR_TOTAL).parse().ok().map(Dinheiro::de_centavos),
        mes_ano: mes(texto(primeira, REFERENCIA)),
        codigo_barras: codigo.parse().ok(),
        ..Detalhe::de(Fonte::FebrabanV3)
    })
}

/// Nenhuma linha falta, e o fecho é a última: o arquivo está inteiro.
fn conferir_inteiro(linhas: &[&[u8]]) -> Result<(), DetalheInvalido> {
    for (posicao, linha) in linhas.iter().enumerate() {
        let recusar = |problema: String| Err(DetalheInvalido::Linha { linha: posicao + 1, problema });
        if linha.len() > LARGURA {
            return recusar(format!("tem {} posições, e o leiaute vai até {LARGURA}", linha.len()));
        }
        let lida = texto(linha, SEQUENCIA);
        if lida.parse() != Ok(posicao + 1) {
            return recusar(format!("a sequência devia ser {}, e é \"{lida}\": falta uma linha", posicao + 1));
        }
        let fecha = campo(linha, TIPO) == FECHO;
        if fecha != (posicao + 1 == linhas.len()) {
            return recusar(
                if fecha { "há linhas depois do fecho (99)" } else { "falta o fecho (99) no fim" }.to_owned(),
            );
        }
    }
    Ok(())
}

fn campo(linha: &[u8], (de, ate): Campo) -> &[u8] {
    linha.get(de - 1..ate.min(linha.len())).unwrap_or_default()
}

/// Os campos que se leem são números; o que não é texto simples não é um deles.
fn texto(linha: &[u8], posicoes: Campo) -> &str {
    std::str::from_utf8(campo(linha, posicoes)).unwrap_or_default().trim()
}

/// Com 15 posições, e um zero à esquerda.
fn cnpj(linha: &[u8], posicoes: Campo) -> Option<Cnpj> {
    let lido = texto(linha, posicoes);
    lido.strip_prefix('0').filter(|_| lido.len() == 15).unwrap_or(lido).parse().ok()
}

#[cfg(test)]
mod testes {
    use super::*;

    /// Uma linha com os campos postos nas posições do leiaute.
    fn linha(campos: &[(Campo, &str)]) -> String {
        let mut linha = vec![b' '; LARGURA];
        for ((de, ate), valor) in campos {
            assert!(valor.len() <= ate - de + 1, "{valor} não cabe");
            linha[de - 1..de - 1 + valor.len()].copy_from_slice(valor.as_bytes());
        }
        String::from_utf8(linha).unwrap()
    }

    fn arquivo() -> Vec<String> {
        let codigo = "84680000001234501092025111012345678901234567";
        vec![
            linha(&[
                (TIPO, "00"),
                (SEQUENCIA, "000000000001"),
                (REFERENCIA, "202610"),
                (VENCIMENTO, "20261110"),
                (CNPJ_DA_OPERADORA, "033000167000101"),
                (CNPJ_DO_CLIENTE, "012ABC34501DE35"),
                (VERSAO_DO_LEIAUTE, "V3R0"),
                (CODIGO_DE_BARRAS, codigo),
            ]),
            linha(&[(TIPO, "10"), (SEQUENCIA, "000000000002")]),
            linha(&[(TIPO, "99"), (SEQUENCIA, "000000000003"), (VALOR_TOTAL, "0000000012345")]),
        ]
    }

    fn lido(linhas: &[String]) -> Result<Detalhe, DetalheInvalido> {
        super::super::ler(linhas.join("\r\n").as_bytes())
    }

    #[test]
    fn le_o_cabecalho_e_o_fecho() {
        let detalhe = lido(&arquivo()).unwrap();
        assert_eq!(detalhe.cnpj_cliente, "12ABC34501DE35".parse().ok());
        assert_eq!(detalhe.cnpj_operadora, "33000167000101".parse().ok());
        assert_eq!(detalhe.vencimento, NaiveDate::from_ymd_opt(2026, 11, 10));
        assert_eq!(detalhe.valor, Some(Dinheiro::de_centavos(12_345)));
        assert_eq!(detalhe.mes_ano, "2026-10".parse().ok());
        assert_eq!(detalhe.codigo_barras.map(|c| c.valor()), Some(detalhe.valor));
    }

    #[test]
    fn arquivo_cortado_ou_remendado_nao_se_le() {
        let mut sem_meio = arquivo();
        sem_meio.remove(1);
        assert!(matches!(lido(&sem_meio), Err(DetalheInvalido::Linha { linha: 2, .. })));
        assert!(matches!(lido(&arquivo()[..2]), Err(DetalheInvalido::Linha { linha: 2, .. })));
        let mut duas_vezes = arquivo();
        duas_vezes.push(linha(&[(TIPO, "10"), (SEQUENCIA, "000000000004")]));
        assert!(matches!(lido(&duas_vezes), Err(DetalheInvalido::Linha { linha: 3, .. })));
    }

    #[test]
    fn outro_arquivo_nao_passa_por_febraban() {
        for bytes in [&b""[..], b"0", b"00 qualquer coisa", b"%PDF-1.7", b"\x00\xff"] {
            assert_eq!(super::super::ler(bytes), Err(DetalheInvalido::Desconhecido));
        }
    }
}
