//! O dado de um rótulo. Puro.
//!
//! A regra do robô antigo: o primeiro texto que contém o rótulo, e o primeiro negrito depois dele. Com dois consertos: rótulo que está ele
//! mesmo em negrito pegava o dado do rótulo seguinte, e rótulo sem dado também.

use esteira_sdk::apoio::texto::sem_espacos_a_mais;

use super::html::{Trecho, Trechos};
use crate::seletores::ROTULOS;

/// Nada se o rótulo falta, ou se entre ele e o rótulo seguinte não há dado.
pub fn dado(trechos: &Trechos, rotulo: &str) -> Option<String> {
    let (onde, trecho) = trechos.todos.iter().enumerate().find(|(_, trecho)| trecho.texto.contains(rotulo))?;
    let depois = trecho.texto.split_once(rotulo).map_or("", |(_, depois)| depois);
    let seguintes: Vec<&Trecho> =
        trechos.todos[onde + 1..].iter().take_while(|trecho| !tem_outro_rotulo(&trecho.texto, rotulo)).collect();
    let no_negrito = trecho.negrito;
    let achado = match no_negrito {
        // Fora de negrito: o negrito seguinte; sem ele, o que vem escrito logo depois do rótulo.
        None => {
            let negrito = seguintes.iter().find_map(|trecho| trecho.negrito).map(|qual| trechos.negrito(qual));
            negrito.filter(|texto| !texto.is_empty()).unwrap_or_else(|| limpar(depois))
        }
        // Em negrito: o resto dele; se ele é só o rótulo, o texto seguinte.
        Some(_) => {
            let dentro = seguintes.iter().take_while(|trecho| trecho.negrito == no_negrito).map(|t| t.texto.as_str());
            let resto = limpar(&dentro.fold(depois.to_owned(), |junto, texto| junto + texto));
            if resto.is_empty() {
                let fora = seguintes.iter().filter(|trecho| trecho.negrito != no_negrito);
                fora.map(|trecho| limpar(&trecho.texto)).find(|texto| !texto.is_empty()).unwrap_or_default()
            } else {
                resto
            }
        }
    };
    (!achado.is_empty()).then_some(achado)
}

fn tem_outro_rotulo(texto: &str, rotulo: &str) -> bool {
    ROTULOS.iter().any(|outro| *outro != rotulo && texto.contains(outro))
}

fn limpar(texto: &str) -> String {
    sem_espacos_a_mais(texto).trim_matches(|c: char| matches!(c, ',' | ':' | '!') || c.is_whitespace()).to_owned()
}

#[cfg(test)]
mod testes {
    use super::super::html::ler;
    use super::*;

    fn procurar(html: &str) -> Option<String> {
        dado(&ler(html), "Data de vencimento:")
    }

    #[test]
    fn rotulo_fora_ou_dentro_do_negrito_da_o_mesmo_dado() {
        for html in [
            "<p>Data de vencimento: <b>10/11/2026</b></p><p>Valor devido: <b>R$ 1,00</b></p>",
            "<p><b>Data de vencimento:</b> 10/11/2026</p><p><b>Valor devido:</b> R$ 1,00</p>",
            "<p><b>Data de vencimento: 10/11/2026</b></p><p><b>Valor devido: R$ 1,00</b></p>",
            "<td><strong>Data de vencimento:</strong></td><td>\n <b>10/11/2026</b></td><td>Valor devido:",
            "<p>Data de vencimento: 10/11/2026</p><p>Valor devido: <b>R$ 1,00</b></p>",
            "<b>Data de vencimento:<br> <i>10/11</i>/2026</b>",
        ] {
            assert_eq!(procurar(html).as_deref(), Some("10/11/2026"), "{html}");
        }
    }

    #[test]
    fn rotulo_sem_dado_nao_pega_o_do_rotulo_seguinte() {
        for html in [
            "<p>Data de vencimento: </p><p>Valor devido: <b>R$ 1,00</b></p>",
            "<p><b>Data de vencimento:</b></p><p><b>Valor devido:</b> R$ 1,00</p>",
            "<p>data de vencimento: <b>10/11/2026</b></p>",
            "",
        ] {
            assert_eq!(procurar(html), None, "{html}");
        }
    }
}
