//! Ler uma planilha venha como vier: CSV de qualquer Excel, ou XLSX.

mod folha;
mod texto;

/// Quantas linhas se leem, além do cabeçalho.
pub const MAXIMO_DE_LINHAS: usize = 200_000;
/// Quantas colunas uma linha pode ter.
pub const MAXIMO_DE_COLUNAS: usize = 200;
/// Quanto texto se guarda ao todo, em bytes, com o que cada célula custa na memória.
const MAXIMO_DE_TEXTO: usize = 64 * 1024 * 1024;
/// Quanto custa uma célula, ainda que vazia.
const CUSTO_DA_CELULA: usize = size_of::<String>();
/// Os primeiros bytes de um XLSX, que é um ZIP.
const MARCA_DO_XLSX: &[u8] = b"PK\x03\x04";
/// Os do XLS antigo, que não se lê.
const MARCA_DO_XLS: &[u8] = b"\xD0\xCF\x11\xE0";

/// Uma planilha lida: tudo é texto, sem espaços em volta.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tabela {
    /// Os títulos das colunas.
    pub cabecalho: Vec<String>,
    /// As linhas que têm alguma coisa.
    pub linhas: Vec<Linha>,
}

/// Uma linha.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linha {
    /// O número que quem a abre vê; o cabeçalho é a linha 1.
    pub numero: u64,
    /// Pode ter menos células que o cabeçalho.
    pub celulas: Vec<String>,
}

/// Por que não se lê.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroDeLeitura {
    /// Nem o cabeçalho.
    #[error("a planilha está vazia; mande o cabeçalho e ao menos uma linha")]
    Vazia,
    /// O formato do Excel anterior a 2007.
    #[error("é uma planilha do Excel antigo (.xls); salve-a como .xlsx ou CSV")]
    ExcelAntigo,
    /// Mais do que se lê.
    #[error("a planilha passa do limite de {0}; divida-a")]
    Grande(String),
    /// Não é o que parece.
    #[error("a planilha não pôde ser lida: {0}")]
    Estragada(String),
}

/// Lê. Linhas vazias não contam, mas o número das outras é o da planilha.
pub fn ler(bytes: &[u8]) -> Result<Tabela, ErroDeLeitura> {
    let linhas = if bytes.starts_with(MARCA_DO_XLSX) {
        folha::ler(bytes)?
    } else if bytes.starts_with(MARCA_DO_XLS) {
        return Err(ErroDeLeitura::ExcelAntigo);
    } else {
        texto::ler(bytes)?
    };
    let mut linhas = linhas.into_iter().filter(|linha| linha.celulas.iter().any(|celula| !celula.is_empty()));
    let cabecalho = linhas.next().ok_or(ErroDeLeitura::Vazia)?.celulas;
    Ok(Tabela { cabecalho, linhas: linhas.collect() })
}

/// Quanto já se leu.
#[derive(Debug, Default)]
struct Medida {
    bytes: usize,
}

impl Medida {
    /// Confere que mais isto ainda cabe: as linhas até aqui, as colunas desta, as células novas e o texto delas.
    fn conferir(&mut self, linhas: usize, colunas: usize, novas: usize, texto: usize) -> Result<(), ErroDeLeitura> {
        if linhas > MAXIMO_DE_LINHAS {
            return Err(ErroDeLeitura::Grande(format!("{MAXIMO_DE_LINHAS} linhas")));
        }
        if colunas > MAXIMO_DE_COLUNAS {
            return Err(ErroDeLeitura::Grande(format!("{MAXIMO_DE_COLUNAS} colunas")));
        }
        self.bytes += novas * CUSTO_DA_CELULA + texto;
        if self.bytes > MAXIMO_DE_TEXTO {
            return Err(ErroDeLeitura::Grande(format!("{} MiB de texto", MAXIMO_DE_TEXTO / (1024 * 1024))));
        }
        Ok(())
    }
}

#[cfg(test)]
mod testes {
    use proptest::prelude::*;

    use super::*;
    use crate::{Celula, EscritorCsv, EscritorXlsx};

    fn lida(bytes: &[u8]) -> (Vec<String>, Vec<(u64, Vec<String>)>) {
        let tabela = ler(bytes).unwrap();
        (tabela.cabecalho, tabela.linhas.into_iter().map(|l| (l.numero, l.celulas)).collect())
    }

    fn textos(celulas: &[&str]) -> Vec<String> {
        celulas.iter().map(|&celula| celula.to_owned()).collect()
    }

    #[test]
    fn le_csv_de_qualquer_excel() {
        let esperada =
            (textos(&["razão", "cnpj"]), vec![(2, textos(&["São João; Ltda", "1"])), (4, textos(&["B", ""]))]);
        let em_utf8 = "\u{feff}razão ;cnpj\r\n\"São João; Ltda\";1\r\n;\r\nB;\r\n";
        assert_eq!(lida(em_utf8.as_bytes()), esperada);
        let em_1252: Vec<u8> = em_utf8.trim_start_matches('\u{feff}').chars().map(|c| c as u32 as u8).collect();
        assert_eq!(lida(&em_1252), esperada);
        assert_eq!(lida("a,b\n1,2\n".as_bytes()), (textos(&["a", "b"]), vec![(2, textos(&["1", "2"]))]));
        assert_eq!(lida("a\tb\n1\t2".as_bytes()), (textos(&["a", "b"]), vec![(2, textos(&["1", "2"]))]));
    }

    #[test]
    fn quebra_de_linha_dentro_de_aspas_nao_perde_a_conta() {
        let (_, linhas) = lida(b"a;b\n\"um\ndois\";1\nc;2\n");
        assert_eq!(linhas, [(2, textos(&["um\ndois", "1"])), (4, textos(&["c", "2"]))]);
    }

    #[test]
    fn o_que_se_escreve_em_xlsx_se_le() {
        let pasta = tempfile::tempdir().unwrap();
        let caminho = pasta.path().join("clientes.xlsx");
        let mut escritor = EscritorXlsx::novo("clientes", &["nome", "numero"]).unwrap();
        escritor.linha(&["=1+1".into(), Celula::Inteiro(12)]).unwrap();
        escritor.linha(&[Celula::Vazia, Celula::Vazia]).unwrap();
        escritor.linha(&["São João".into(), Celula::Logico(true)]).unwrap();
        escritor.gravar(&caminho).unwrap();
        let esperada = vec![(2, textos(&["=1+1", "12"])), (4, textos(&["São João", "sim"]))];
        assert_eq!(lida(&std::fs::read(&caminho).unwrap()), (textos(&["nome", "numero"]), esperada));
    }

    #[test]
    fn o_que_nao_e_planilha_diz_o_que_fazer() {
        assert_eq!(ler(b""), Err(ErroDeLeitura::Vazia));
        assert_eq!(ler(b"\n;;\n"), Err(ErroDeLeitura::Vazia));
        assert_eq!(ler(b"\xD0\xCF\x11\xE0resto"), Err(ErroDeLeitura::ExcelAntigo));
        assert!(matches!(ler(b"PK\x03\x04 cortado"), Err(ErroDeLeitura::Estragada(_))));
        let larga = "a;".repeat(MAXIMO_DE_COLUNAS + 1);
        assert!(matches!(ler(larga.as_bytes()), Err(ErroDeLeitura::Grande(_))));
    }

    /// Duas células, uma em cada ponta: a folha inteira teria 17 bilhões.
    #[test]
    fn folha_enorme_e_vazia_nao_se_aloca() {
        let pasta = tempfile::tempdir().unwrap();
        let caminho = pasta.path().join("enorme.xlsx");
        let mut livro = rust_xlsxwriter::Workbook::new();
        let folha = livro.add_worksheet();
        folha.write(0, 0, "a").unwrap();
        folha.write(1_048_575, 16_383, "b").unwrap();
        livro.save(&caminho).unwrap();
        let erro = ler(&std::fs::read(&caminho).unwrap()).unwrap_err();
        assert_eq!(erro, ErroDeLeitura::Grande(format!("{MAXIMO_DE_COLUNAS} colunas")));
    }

    /// Uma célula no fim de cada linha custa a linha inteira: é a memória que se conta, e não o que está escrito.
    #[test]
    fn o_vazio_antes_da_celula_tambem_conta() {
        let pasta = tempfile::tempdir().unwrap();
        let caminho = pasta.path().join("esparsa.xlsx");
        let mut livro = rust_xlsxwriter::Workbook::new();
        let folha = livro.add_worksheet();
        let ultima = u16::try_from(MAXIMO_DE_COLUNAS - 1).unwrap();
        let linhas = MAXIMO_DE_TEXTO / (MAXIMO_DE_COLUNAS * CUSTO_DA_CELULA) + 2;
        for linha in 0..u32::try_from(linhas).unwrap() {
            folha.write(linha, ultima, "a").unwrap();
        }
        livro.save(&caminho).unwrap();
        assert!(matches!(ler(&std::fs::read(&caminho).unwrap()), Err(ErroDeLeitura::Grande(_))));
    }

    proptest! {
        #[test]
        fn bytes_quaisquer_nunca_derrubam(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = ler(&bytes);
        }

        #[test]
        fn o_csv_escrito_se_le_igual(celulas in proptest::collection::vec("[a-zà-ú0-9 ;,\"\n]{0,12}", 1..6)) {
            prop_assume!(celulas.iter().any(|celula| !celula.trim().is_empty()));
            let mut bytes = EscritorCsv::comeco(&["a"]);
            bytes.extend(EscritorCsv::linhas(&[celulas.iter().map(|c| c.as_str().into()).collect()]));
            let esperadas: Vec<_> = celulas.iter().map(|celula| celula.trim().to_owned()).collect();
            prop_assert_eq!(&ler(&bytes).unwrap().linhas[0].celulas, &esperadas);
        }
    }
}
