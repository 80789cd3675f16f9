//! CSV como o Excel do Brasil o abre: BOM, `;`, vírgula decimal, data com dia primeiro.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::Celula;

/// Sem ele, o Excel lê o arquivo na página de códigos da máquina, e os acentos se estragam.
const BOM: &[u8] = b"\xEF\xBB\xBF";
/// Um texto que começa assim seria fórmula (OWASP, "CSV Injection"); com o apóstrofo na frente, o Excel o mostra como texto.
const COMECOS_DE_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Transforma linhas em bytes de CSV.
#[derive(Debug, Clone, Copy, Default)]
pub struct EscritorCsv;

impl EscritorCsv {
    /// O começo do arquivo: a marca e o cabeçalho.
    pub fn comeco(colunas: &[&str]) -> Vec<u8> {
        let mut bytes = BOM.to_vec();
        let titulos: Vec<Celula> = colunas.iter().map(|titulo| Celula::from(*titulo)).collect();
        bytes.extend(Self::linhas(&[titulos]));
        bytes
    }

    /// Mais linhas, na ordem.
    pub fn linhas(linhas: &[Vec<Celula>]) -> Vec<u8> {
        let mut escritor = WriterBuilder::new()
            .delimiter(b';')
            .terminator(Terminator::CRLF)
            .quote_style(QuoteStyle::Necessary)
            .from_writer(Vec::new());
        for linha in linhas {
            // Num vetor em memória não há o que falhe.
            let _ = escritor.write_record(linha.iter().map(escrever));
        }
        escritor.into_inner().unwrap_or_default()
    }
}

fn escrever(celula: &Celula) -> String {
    match celula {
        Celula::Vazia => String::new(),
        Celula::Texto(texto) => sem_formula(texto),
        Celula::Inteiro(numero) => numero.to_string(),
        Celula::Dinheiro(valor) => valor.em_decimal().replace('.', ","),
        Celula::Data(data) => data.format("%d/%m/%Y").to_string(),
        Celula::Hora(hora) => hora.format("%d/%m/%Y %H:%M:%S").to_string(),
        Celula::Logico(logico) => if *logico { "sim" } else { "não" }.to_owned(),
    }
}

fn sem_formula(texto: &str) -> String {
    if texto.starts_with(COMECOS_DE_FORMULA) { format!("'{texto}") } else { texto.to_owned() }
}

#[cfg(test)]
mod testes {
    use chrono::NaiveDate;
    use esteira_base::Dinheiro;

    use super::*;

    fn linha(celula: Celula) -> String {
        String::from_utf8(EscritorCsv::linhas(&[vec![celula]])).unwrap()
    }

    #[test]
    fn abre_certo_no_excel_do_brasil() {
        let dia = NaiveDate::from_ymd_opt(2026, 11, 5).unwrap();
        let celulas = vec![
            Celula::from("São João; Ltda"),
            Celula::Dinheiro(Dinheiro::de_centavos(123_456)),
            Celula::Data(dia),
            Celula::Hora(dia.and_hms_opt(9, 5, 0).unwrap()),
            Celula::Logico(true),
            Celula::Vazia,
            Celula::Inteiro(-3),
        ];
        let mut bytes = EscritorCsv::comeco(&["cliente", "valor"]);
        bytes.extend(EscritorCsv::linhas(&[celulas]));
        let esperado = "\u{feff}cliente;valor\r\n\"São João; Ltda\";1234,56;05/11/2026;05/11/2026 09:05:00;sim;;-3\r\n";
        assert_eq!(String::from_utf8(bytes).unwrap(), esperado);
    }

    #[test]
    fn texto_nunca_vira_formula() {
        for hostil in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            let escrito = linha(hostil.into());
            assert!(escrito.trim_start_matches('"').starts_with('\''), "{escrito:?}");
        }
        assert_eq!(linha("a=1".into()), "a=1\r\n");
    }
}
