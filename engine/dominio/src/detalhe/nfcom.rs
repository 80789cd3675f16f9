//! NFCom (modelo 62), o XML que substitui as notas 21 e 22 de telecom. Os grupos são os do leiaute nacional (`PL_NFCOM_1.00`).

use quick_xml::Reader;
use quick_xml::events::Event;

use chrono::NaiveDate;

use super::{Detalhe, DetalheInvalido, Fonte, mes};

/// Mais fundo do que qualquer nota: um XML hostil não estoura a pilha de nomes.
const PROFUNDIDADE: usize = 64;

pub(super) fn ler(bytes: &[u8]) -> Result<Detalhe, DetalheInvalido> {
    let texto = std::str::from_utf8(bytes).map_err(|_| DetalheInvalido::Xml("não está em UTF-8".to_owned()))?;
    let mut leitor = Reader::from_str(texto);
    let mut detalhe = Detalhe::de(Fonte::NfCom);
    let mut aberto: Vec<String> = Vec::new();
    loop {
        match leitor.read_event().map_err(|erro| DetalheInvalido::Xml(erro.to_string()))? {
            Event::Start(inicio) => {
                if aberto.len() == PROFUNDIDADE {
                    return Err(DetalheInvalido::Xml("tem grupos demais, um dentro do outro".to_owned()));
                }
                aberto.push(inicio.local_name().as_ref().to_owned());
            }
            Event::End(_) => {
                aberto.pop();
            }
            Event::Text(valor) => anotar(&mut detalhe, &aberto, valor.as_ref().trim()),
            Event::Eof if aberto.is_empty() => break,
            Event::Eof => return Err(DetalheInvalido::Xml("acaba no meio".to_owned())),
            _ => {}
        }
    }
    match (detalhe.cnpj_operadora, detalhe.valor) {
        (None, None) => Err(DetalheInvalido::Desconhecido),
        (None, _) => Err(DetalheInvalido::Falta("emit/CNPJ")),
        (_, None) => Err(DetalheInvalido::Falta("total/vNF")),
        _ => Ok(detalhe),
    }
}

fn anotar(detalhe: &mut Detalhe, aberto: &[String], valor: &str) {
    let [.., grupo, campo] = aberto else { return };
    match (grupo.as_str(), campo.as_str()) {
        ("emit", "CNPJ") => detalhe.cnpj_operadora = valor.parse().ok(),
        ("dest", "CNPJ") => detalhe.cnpj_cliente = valor.parse().ok(),
        ("total", "vNF") => detalhe.valor = valor.parse().ok(),
        ("gFat", "CompetFat") => detalhe.mes_ano = mes(valor),
        ("gFat", "dVencFat") => detalhe.vencimento = NaiveDate::parse_from_str(valor, "%Y-%m-%d").ok(),
        ("gFat", "codBarras") => detalhe.codigo_barras = valor.parse().ok(),
        _ => {}
    }
}

#[cfg(test)]
mod testes {
    use esteira_base::Dinheiro;

    use super::*;

    const NOTA: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<nfcomProc xmlns="http://www.portalfiscal.inf.br/nfcom" versao="1.00"><NFCom><infNFCom versao="1.00" Id="NFCom1">
<emit><CNPJ>33000167000101</CNPJ><xNome>Operadora Exemplo</xNome></emit>
<dest><xNome>Empresa Exemplo</xNome><CNPJ>12ABC34501DE35</CNPJ></dest>
<total><vProd>120.00</vProd><vNF>123.45</vNF></total>
<gFat><CompetFat>202610</CompetFat><dVencFat>2026-11-10</dVencFat>
<codBarras>84680000001234501092025111012345678901234567</codBarras></gFat>
</infNFCom></NFCom></nfcomProc>"#;

    #[test]
    fn le_os_grupos_da_nota() {
        let detalhe = super::super::ler(NOTA.as_bytes()).unwrap();
        assert_eq!(detalhe.cnpj_operadora, "33000167000101".parse().ok());
        assert_eq!(detalhe.cnpj_cliente, "12ABC34501DE35".parse().ok());
        assert_eq!(detalhe.vencimento, NaiveDate::from_ymd_opt(2026, 11, 10));
        assert_eq!(detalhe.valor, Some(Dinheiro::de_centavos(12_345)));
        assert_eq!(detalhe.mes_ano, "2026-10".parse().ok());
        assert!(detalhe.codigo_barras.is_some());
    }

    #[test]
    fn xml_cortado_de_outra_coisa_ou_hostil_nao_se_le() {
        let cortado = &NOTA[..NOTA.len() - 40];
        assert!(matches!(ler(cortado.as_bytes()), Err(DetalheInvalido::Xml(_))));
        assert_eq!(ler(b"<html><body>oi</body></html>"), Err(DetalheInvalido::Desconhecido));
        assert_eq!(ler(NOTA.replace("vNF>", "vOutro>").as_bytes()), Err(DetalheInvalido::Falta("total/vNF")));
        assert!(matches!(ler("<a>".repeat(PROFUNDIDADE + 1).as_bytes()), Err(DetalheInvalido::Xml(_))));
        let bomba =
            NOTA.replace("<nfcomProc", "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><nfcomProc").replace("123.45", "&a;");
        assert_eq!(ler(bomba.as_bytes()), Err(DetalheInvalido::Falta("total/vNF")));
    }
}
