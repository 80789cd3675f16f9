//! Onde acaba uma resposta IMAP: linhas, e entre elas literais de tamanho anunciado. Puro.
//!
//! Confere os tetos antes de haver o que ler, e a profundidade antes de chamar o parser, que é recursivo.

use super::recusa::Recusa;
use crate::limites;

/// Quanto de uma resposta já foi visto.
#[derive(Debug, Default)]
pub(super) struct Quadro {
    /// Até onde já se olhou.
    visto: usize,
    /// Bytes de literais.
    literais: usize,
    abertos: usize,
}

impl Quadro {
    /// O tamanho da resposta que começa o texto, se já está toda nele.
    pub fn completar(&mut self, texto: &[u8]) -> Result<Option<usize>, Recusa> {
        loop {
            let linhas = self.visto.min(texto.len()).saturating_sub(self.literais);
            if linhas > limites::LINHA_DE_CORREIO_BYTES {
                return Err(Recusa::limite("resposta de correio, em bytes", limites::LINHA_DE_CORREIO_BYTES));
            }
            let resto = texto.get(self.visto..).unwrap_or_default();
            let Some(fim) = resto.windows(2).position(|par| par == b"\r\n") else {
                let pendente = linhas + resto.len();
                if pendente > limites::LINHA_DE_CORREIO_BYTES {
                    return Err(Recusa::limite("resposta de correio, em bytes", limites::LINHA_DE_CORREIO_BYTES));
                }
                return Ok(None);
            };
            let linha = &resto[..fim];
            self.contar_parenteses(linha)?;
            self.visto += fim + 2;
            let Some(literal) = literal(linha) else { return Ok(Some(self.visto)) };
            self.literais = self.literais.saturating_add(literal);
            if self.literais > limites::MENSAGEM_BYTES {
                return Err(Recusa::limite("tamanho de mensagem, em bytes", limites::MENSAGEM_BYTES));
            }
            self.visto += literal;
        }
    }

    fn contar_parenteses(&mut self, linha: &[u8]) -> Result<(), Recusa> {
        let (mut aspas, mut escape) = (false, false);
        for byte in linha {
            match byte {
                _ if escape => escape = false,
                b'\\' if aspas => escape = true,
                b'"' => aspas = !aspas,
                b'(' if !aspas => self.abertos += 1,
                b')' if !aspas => self.abertos = self.abertos.saturating_sub(1),
                _ => {}
            }
            if self.abertos > limites::PARENTESES_DE_CORREIO {
                return Err(Recusa::perdida("o servidor mandou uma resposta sem sentido"));
            }
        }
        Ok(())
    }
}

/// O tamanho do literal que a linha anuncia no fim: `{123}`.
fn literal(linha: &[u8]) -> Option<usize> {
    let dentro = linha.strip_suffix(b"}")?;
    let abre = dentro.iter().rposition(|b| *b == b'{')?;
    let digitos = &dentro[abre + 1..];
    let so_digitos = !digitos.is_empty() && digitos.iter().all(u8::is_ascii_digit);
    // Número que não cabe é maior que qualquer teto.
    so_digitos.then(|| std::str::from_utf8(digitos).ok().and_then(|d| d.parse().ok()).unwrap_or(usize::MAX / 2))
}

#[cfg(test)]
mod testes {
    use super::*;

    fn completar(texto: &[u8]) -> Result<Option<usize>, Recusa> {
        Quadro::default().completar(texto)
    }

    #[test]
    fn resposta_com_literal_so_acaba_depois_dele_chegue_como_chegar() {
        let texto = b"* 1 FETCH (UID 7 BODY[] {9}\r\na\r\n{3}\r\nb FLAGS ())\r\nA1 OK\r\n";
        let fim = texto.len() - b"A1 OK\r\n".len();
        let mut quadro = Quadro::default();
        for ate in 0..fim {
            assert!(quadro.completar(&texto[..ate]).unwrap().is_none(), "{ate}");
        }
        assert_eq!(quadro.completar(texto).unwrap(), Some(fim));
        assert_eq!(completar(b"* OK {x}\r\n").unwrap(), Some(10));
    }

    #[test]
    fn o_que_passa_dos_tetos_se_recusa_antes_de_chegar() {
        let enorme = format!("* 1 FETCH (BODY[] {{{}}}\r\n", limites::MENSAGEM_BYTES + 1);
        assert!(matches!(completar(enorme.as_bytes()), Err(Recusa::Limite(_))));
        assert!(matches!(completar(b"* X {99999999999999999999999}\r\n"), Err(Recusa::Limite(_))));
        let sem_fim = vec![b'a'; limites::LINHA_DE_CORREIO_BYTES + 1];
        assert!(matches!(completar(&sem_fim), Err(Recusa::Limite(_))));
        let fundo = [vec![b'('; limites::PARENTESES_DE_CORREIO + 1], b"\r\n".to_vec()].concat();
        assert!(matches!(completar(&fundo), Err(Recusa::Perdida(_))));
    }
}
