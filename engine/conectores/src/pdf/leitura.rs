//! O lado do filho: lê um PDF neste processo.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use esteira_portas::fatura_pdf::{ErroPdf, PdfLido};
use pdf_extract::{Document, Error as ErroLopdf, PlainTextOutput, output_doc_page};

use super::{MAXIMO_PDF, MAXIMO_TEXTO};

const MARCA: &[u8] = b"%PDF-";
/// A marca pode não estar no primeiro byte; os leitores comuns a procuram no começo do arquivo.
const PROCURA_DA_MARCA: usize = 1024;
/// Pilha da leitura, em bytes: PDFs de verdade aninham bastante.
const PILHA: usize = 64 * 1024 * 1024;

/// Lê o PDF da entrada e escreve na saída um JSON com `Result<PdfLido, ErroPdf>`. É tudo o que o processo filho faz.
pub fn atender_leitura(entrada: impl Read, mut saida: impl Write) -> io::Result<()> {
    let mut conteudo = Vec::new();
    entrada.take(MAXIMO_PDF as u64 + 1).read_to_end(&mut conteudo)?;
    let leitura = std::thread::Builder::new()
        .stack_size(PILHA)
        .spawn(move || ler_pdf_aqui(&conteudo))?
        .join()
        .unwrap_or_else(|_| Err(panico()));
    serde_json::to_writer(&mut saida, &leitura)?;
    saida.flush()
}

/// Lê o PDF neste processo. Pânico da biblioteca vira erro; estouro de pilha e de memória, não: para entrada de fora, use
/// [`LeitorEmProcessoFilho`](super::LeitorEmProcessoFilho).
pub fn ler_pdf_aqui(bytes: &[u8]) -> Result<PdfLido, ErroPdf> {
    if bytes.is_empty() {
        return Err(ErroPdf::Invalido("o arquivo está vazio".into()));
    }
    if bytes.len() > MAXIMO_PDF {
        return Err(ErroPdf::LimiteExcedido(format!("{} MiB por arquivo", MAXIMO_PDF / (1024 * 1024))));
    }
    let comeco = &bytes[..bytes.len().min(PROCURA_DA_MARCA)];
    if !comeco.windows(MARCA.len()).any(|trecho| trecho == MARCA) {
        return Err(ErroPdf::Invalido("não começa como um PDF".into()));
    }
    let documento = sem_panico(|| abrir(bytes))??;
    let paginas = sem_panico(|| documento.get_pages())?;
    if paginas.is_empty() {
        return Err(ErroPdf::SemPaginas);
    }
    let quantas = u32::try_from(paginas.len()).map_err(|_| ErroPdf::LimiteExcedido("páginas".into()))?;
    Ok(PdfLido { paginas: quantas, texto: texto(&documento, quantas)? })
}

fn abrir(bytes: &[u8]) -> Result<Document, ErroPdf> {
    let documento = Document::load_mem(bytes).map_err(|erro| match erro {
        ErroLopdf::Decryption(_) | ErroLopdf::InvalidPassword | ErroLopdf::UnsupportedSecurityHandler(_) => {
            ErroPdf::Cifrado
        }
        _ => ErroPdf::Invalido("está cortado ou corrompido".into()),
    })?;
    // Aberto com a senha vazia (só impressão ou cópia restritas), a marca de cifra some; se ficou, falta a senha.
    if documento.trailer.has(b"Encrypt") { Err(ErroPdf::Cifrado) } else { Ok(documento) }
}

/// O texto das páginas, na ordem. Uma página ilegível não esconde as outras; todas ilegíveis é erro.
fn texto(documento: &Document, paginas: u32) -> Result<String, ErroPdf> {
    let mut texto = String::new();
    let mut alguma_lida = false;
    for pagina in 1..=paginas {
        if texto.len() >= MAXIMO_TEXTO {
            break;
        }
        let lida = sem_panico(|| {
            let mut da_pagina = String::new();
            output_doc_page(documento, &mut PlainTextOutput::new(&mut da_pagina), pagina).map(|()| da_pagina).ok()
        });
        if let Ok(Some(da_pagina)) = lida {
            texto.push_str(&da_pagina);
            texto.push('\n');
            alguma_lida = true;
        }
    }
    texto.truncate(texto.floor_char_boundary(MAXIMO_TEXTO));
    if alguma_lida { Ok(texto) } else { Err(ErroPdf::Falhou("nenhuma página pôde ser lida".into())) }
}

fn sem_panico<T>(ler: impl FnOnce() -> T) -> Result<T, ErroPdf> {
    catch_unwind(AssertUnwindSafe(ler)).map_err(|_| panico())
}

fn panico() -> ErroPdf {
    ErroPdf::Falhou("o conteúdo é malformado".into())
}
