//! Divide um texto nas suas partes `${ }`.

use std::ops::Range;

use super::erro::ErroDeExpressao;

/// Quantos `${ }` cabem num texto só.
const EXPRESSOES_POR_TEXTO: usize = 100;

/// Um pedaço de texto: fixo, ou o miolo de um `${ }` (com o lugar do miolo).
#[derive(Debug, PartialEq)]
pub(super) enum Pedaco<'t> {
    Fixo(&'t str),
    Expressao(&'t str, Range<usize>),
}

/// `$${` vale `${` escrito; só ele é escape.
pub(super) fn dividir(texto: &str) -> Result<Vec<Pedaco<'_>>, ErroDeExpressao> {
    let mut pedacos = Vec::new();
    let mut inicio = 0;
    let mut busca = 0;
    while let Some(achado) = texto[busca..].find("${").map(|i| i + busca) {
        if texto[..achado].ends_with('$') {
            // Fica um `$` só: o primeiro é o escape.
            pedacos.push(Pedaco::Fixo(&texto[inicio..achado - 1]));
            (inicio, busca) = (achado, achado + 2);
            continue;
        }
        let miolo = achado + 2;
        if pedacos.len() > 2 * EXPRESSOES_POR_TEXTO {
            let mensagem = format!("o texto tem mais de {EXPRESSOES_POR_TEXTO} expressões; divida-o");
            return Err(ErroDeExpressao::da_compilacao(mensagem, Some(achado..miolo)));
        }
        let fim = fechamento(texto, miolo).ok_or_else(|| {
            ErroDeExpressao::da_compilacao(
                "o `${` não fecha com `}`; para escrever `${` ao pé da letra use `$${`",
                Some(achado..miolo),
            )
        })?;
        pedacos.push(Pedaco::Fixo(&texto[inicio..achado]));
        pedacos.push(Pedaco::Expressao(&texto[miolo..fim], miolo..fim));
        (inicio, busca) = (fim + 1, fim + 1);
    }
    pedacos.push(Pedaco::Fixo(&texto[inicio..]));
    pedacos.retain(|pedaco| !matches!(pedaco, Pedaco::Fixo("")));
    Ok(pedacos)
}

/// A `}` que fecha, pulando as de mapas CEL e as de dentro de textos.
fn fechamento(texto: &str, inicio: usize) -> Option<usize> {
    let bytes = texto.as_bytes();
    let (mut fundo, mut i) = (0usize, inicio);
    while i < bytes.len() {
        match bytes[i] {
            b'"' | b'\'' => {
                i = pular_texto(bytes, i);
                continue;
            }
            b'{' => fundo += 1,
            b'}' if fundo == 0 => return Some(i),
            b'}' => fundo -= 1,
            _ => {}
        }
        i += 1;
    }
    None
}

/// Índice depois do texto CEL que começa com a aspa em `inicio` (ou o fim, se não fecha).
pub(super) fn pular_texto(bytes: &[u8], inicio: usize) -> usize {
    let aspa = bytes[inicio];
    let mut i = inicio + 1;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' => i += 1,
            b if b == aspa => return i + 1,
            _ => {}
        }
        i += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn chaves_de_mapa_e_de_texto_nao_fecham_a_expressao_e_dois_cifroes_escapam() {
        use Pedaco::{Expressao, Fixo};
        assert_eq!(
            dividir("a ${ {'x': '}'}.x } b").unwrap(),
            [Fixo("a "), Expressao(" {'x': '}'}.x ", 4..18), Fixo(" b")]
        );
        assert_eq!(dividir("custa $${ x }").unwrap(), [Fixo("custa "), Fixo("${ x }")]);
        assert_eq!(dividir("R$ 10").unwrap(), [Fixo("R$ 10")]);
        assert!(dividir("${ x").is_err());
    }
}
