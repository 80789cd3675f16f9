//! CSV: descobre a codificação e o separador, que cada Excel escolhe.

use std::borrow::Cow;

use csv::{ReaderBuilder, Trim};
use encoding_rs::WINDOWS_1252;

use super::{ErroDeLeitura, Linha, Medida};

const BOM: &[u8] = b"\xEF\xBB\xBF";
const SEPARADORES: [u8; 3] = [b';', b'\t', b','];

pub(super) fn ler(bytes: &[u8]) -> Result<Vec<Linha>, ErroDeLeitura> {
    let texto = decifrar(bytes.strip_prefix(BOM).unwrap_or(bytes));
    let mut leitor = ReaderBuilder::new()
        .delimiter(separador(&texto))
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(texto.as_bytes());
    let mut linhas = Vec::new();
    let mut medida = Medida::default();
    let mut contador = Contador { bytes: texto.as_bytes(), ate: 0, linha: 1 };
    for registro in leitor.records() {
        let registro = registro.map_err(|erro| ErroDeLeitura::Estragada(erro.to_string()))?;
        medida.conferir(linhas.len(), registro.len(), registro.len(), registro.as_slice().len())?;
        let comeco = registro.position().and_then(|posicao| usize::try_from(posicao.byte()).ok());
        linhas.push(Linha {
            numero: contador.linha_de(comeco.unwrap_or(contador.ate)),
            celulas: registro.iter().map(|celula| celula.trim().to_owned()).collect(),
        });
    }
    Ok(linhas)
}

/// Em que linha do arquivo se está. O contador da biblioteca erra quando a quebra é `\r\n`.
struct Contador<'a> {
    bytes: &'a [u8],
    ate: usize,
    linha: u64,
}

impl Contador<'_> {
    /// A linha do registro que começa aqui, ou depois das quebras que há aqui.
    fn linha_de(&mut self, comeco: usize) -> u64 {
        let quebras = self.bytes.iter().skip(comeco).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let ate = (comeco + quebras).max(self.ate);
        self.linha += self.bytes[self.ate..ate].iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        self.ate = ate;
        self.linha
    }
}

/// UTF-8 se for; senão, a página de códigos do Windows no Brasil, em que qualquer byte é um caractere.
fn decifrar(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(texto) => Cow::Borrowed(texto),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// O que mais aparece na primeira linha, fora de aspas.
fn separador(texto: &str) -> u8 {
    let primeira = texto.lines().find(|linha| !linha.trim().is_empty()).unwrap_or_default();
    let quantos = |separador: u8| {
        let mut entre_aspas = false;
        let conta = |byte: &u8| {
            entre_aspas ^= *byte == b'"';
            *byte == separador && !entre_aspas
        };
        primeira.as_bytes().iter().copied().filter(conta).count()
    };
    // Empatados, o primeiro da lista.
    SEPARADORES.into_iter().rev().max_by_key(|separador| quantos(*separador)).unwrap_or(b';')
}
