//! O nome de uma pasta como o IMAP o escreve: UTF-7 modificado, entre aspas. Puro.

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{GeneralPurpose, general_purpose::NO_PAD};

use crate::erro::Falha;

const BASE64: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);
/// Nome de pasta, em caracteres.
const NOME: usize = 200;

/// O argumento de um comando. Nome com controle, ou vazio, é `argumento_invalido`.
pub(super) fn argumento(nome: &str) -> Result<String, Falha> {
    if nome.is_empty() || nome.chars().count() > NOME || nome.chars().any(char::is_control) {
        let mensagem = format!("\"{}\" não serve de nome de pasta", nome.escape_debug());
        return Err(Falha::nova("argumento_invalido", mensagem));
    }
    let mut saida = String::from("\"");
    let mut fora = Vec::new();
    for c in nome.chars() {
        if c.is_ascii() {
            fechar(&mut fora, &mut saida);
            match c {
                '&' => saida.push_str("&-"),
                '"' | '\\' => saida.extend(['\\', c]),
                _ => saida.push(c),
            }
        } else {
            fora.extend(c.encode_utf16(&mut [0; 2]).iter().flat_map(|unidade| unidade.to_be_bytes()));
        }
    }
    fechar(&mut fora, &mut saida);
    saida.push('"');
    Ok(saida)
}

fn fechar(fora: &mut Vec<u8>, saida: &mut String) {
    if !fora.is_empty() {
        saida.push('&');
        BASE64.encode_string(std::mem::take(fora), saida);
        saida.push('-');
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn acento_vira_utf7_modificado_e_aspas_nao_escapam() {
        for (nome, esperado) in [
            ("INBOX", "\"INBOX\""),
            ("Concluídas", "\"Conclu&AO0-das\""),
            ("R&D", "\"R&-D\""),
            ("çã/õ", "\"&AOcA4w-/&APU-\""),
            ("😀", "\"&2D3eAA-\""),
            ("a\" b\\", "\"a\\\" b\\\\\""),
        ] {
            assert_eq!(argumento(nome).unwrap(), esperado);
        }
        assert!(argumento("a\r\nb LOGOUT").is_err() && argumento("").is_err());
    }
}
