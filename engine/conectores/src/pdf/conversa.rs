//! O que os dois lados dizem: uma linha de JSON e, depois dela, bytes. E o lado do filho.

use std::io::{self, BufRead, BufReader, Read, Write};

use esteira_portas::pdf::{ErroPdf, PdfLido};
use serde::{Deserialize, Serialize};

use super::{MAXIMO_PDF, juntar_pdfs_aqui, ler_pdf_aqui};

/// Pilha do trabalho, em bytes: PDFs de verdade aninham bastante.
const PILHA: usize = 64 * 1024 * 1024;

/// O que se pede ao filho, na primeira linha da entrada; o resto dela são os PDFs, em seguida um do outro.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Pedido {
    Ler,
    /// Os tamanhos, em bytes.
    Juntar(Vec<usize>),
}

/// O que o filho responde, na primeira linha da saída; o resto dela é o PDF feito, se se pediu um.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Resposta {
    Lido(PdfLido),
    Junto,
    Erro(ErroPdf),
}

/// Atende um pedido da entrada e responde na saída. É tudo o que o processo filho faz.
pub fn atender_pdf(entrada: impl Read, mut saida: impl Write) -> io::Result<()> {
    let mut entrada = BufReader::new(entrada);
    let mut linha = String::new();
    entrada.read_line(&mut linha)?;
    let pedido: Pedido = serde_json::from_str(&linha)?;
    let mut conteudo = Vec::new();
    entrada.take(MAXIMO_PDF as u64 + 1).read_to_end(&mut conteudo)?;
    let feito = std::thread::Builder::new().stack_size(PILHA).spawn(move || fazer(&pedido, &conteudo))?.join();
    let (resposta, feito) = match feito {
        Ok(Ok(feito)) => feito,
        Ok(Err(erro)) => (Resposta::Erro(erro), Vec::new()),
        Err(_) => (Resposta::Erro(malformado()), Vec::new()),
    };
    serde_json::to_writer(&mut saida, &resposta)?;
    saida.write_all(b"\n")?;
    saida.write_all(&feito)?;
    saida.flush()
}

fn fazer(pedido: &Pedido, conteudo: &[u8]) -> Result<(Resposta, Vec<u8>), ErroPdf> {
    match pedido {
        Pedido::Ler => Ok((Resposta::Lido(ler_pdf_aqui(conteudo)?), Vec::new())),
        Pedido::Juntar(tamanhos) => {
            let (mut partes, mut resto) = (Vec::with_capacity(tamanhos.len()), conteudo);
            for tamanho in tamanhos {
                let (parte, outros) = resto.split_at_checked(*tamanho).ok_or_else(malformado)?;
                partes.push(parte);
                resto = outros;
            }
            Ok((Resposta::Junto, juntar_pdfs_aqui(&partes)?))
        }
    }
}

/// A biblioteca não aguentou o conteúdo.
pub(super) fn malformado() -> ErroPdf {
    ErroPdf::Falhou("o conteúdo é malformado".into())
}
