//! Conferir que um arquivo baixado é um PDF inteiro, antes de entregá-lo.

use crate::arquivos::Arquivo;
use crate::codigos;
use crate::erro::Erro;

/// Quanto se lê do começo e do fim para conferir.
const PONTA_BYTES: u64 = 2_048;

/// Erro `arquivo_invalido` se está vazio, não começa como PDF (HTML ou JSON, por exemplo) ou foi cortado antes do fim.
pub fn conferir(arquivo: &Arquivo) -> Result<(), Erro> {
    let tamanho = arquivo.tamanho();
    let comeco = arquivo.ler(0, PONTA_BYTES)?;
    let fim = arquivo.ler(tamanho.saturating_sub(PONTA_BYTES), PONTA_BYTES)?;
    match defeito(&comeco, &fim) {
        None => Ok(()),
        Some(defeito) => Err(Erro::tecnico(codigos::ARQUIVO_INVALIDO, format!("o portal devolveu {defeito}"))
            .acao("Repita o download; se persistir, confira a fatura no portal.")
            .detalhe("nome", arquivo.nome())
            .detalhe("tamanho_bytes", tamanho)),
    }
}

fn defeito(comeco: &[u8], fim: &[u8]) -> Option<&'static str> {
    let aparado = comeco.trim_ascii_start();
    let aparado = aparado.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(aparado);
    match aparado.first() {
        None => Some("um arquivo vazio"),
        Some(b'<') => Some("uma página HTML no lugar do PDF"),
        Some(b'{' | b'[') => Some("um JSON no lugar do PDF"),
        _ if !aparado.starts_with(b"%PDF-") => Some("um arquivo que não é PDF"),
        _ if !fim.windows(5).any(|janela| janela == b"%%EOF") => Some("um PDF cortado antes do fim"),
        _ => None,
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn so_um_pdf_inteiro_passa() {
        let ver = |conteudo: &[u8]| defeito(conteudo, conteudo);
        assert_eq!(ver(b"%PDF-1.7\n...\nstartxref\n9\n%%EOF\n"), None);
        assert_eq!(ver(b""), Some("um arquivo vazio"));
        assert_eq!(ver(b"  <!doctype html><p>%PDF-1.7 %%EOF"), Some("uma página HTML no lugar do PDF"));
        assert_eq!(ver(br#"{"erro":"sem permissao"}"#), Some("um JSON no lugar do PDF"));
        assert_eq!(ver(b"PK\x03\x04"), Some("um arquivo que não é PDF"));
        assert_eq!(ver(b"%PDF-1.7\n1 0 obj"), Some("um PDF cortado antes do fim"));
    }
}
