//! Lê um PDF neste processo.

use std::panic::{AssertUnwindSafe, catch_unwind};

use esteira_portas::pdf::{ErroPdf, PdfLido};
use pdf_extract::{Document, Error as ErroLopdf, PlainTextOutput, output_doc_page};

use super::conversa::malformado;
use super::{MAXIMO_PDF, MAXIMO_TEXTO};

const MARCA: &[u8] = b"%PDF-";
/// A marca pode não estar no primeiro byte; os leitores comuns a procuram no começo do arquivo.
const PROCURA_DA_MARCA: usize = 1024;

/// Lê o PDF neste processo. Pânico da biblioteca vira erro; estouro de pilha e de memória, não: para entrada de fora, use
/// [`PdfEmProcessoFilho`](super::PdfEmProcessoFilho).
pub fn ler_pdf_aqui(bytes: &[u8]) -> Result<PdfLido, ErroPdf> {
    let documento = abrir(bytes)?;
    let paginas = sem_panico(|| documento.get_pages())?;
    if paginas.is_empty() {
        return Err(ErroPdf::SemPaginas);
    }
    let quantas = u32::try_from(paginas.len()).map_err(|_| ErroPdf::LimiteExcedido("páginas".into()))?;
    Ok(PdfLido { paginas: quantas, texto: texto(&documento, quantas)? })
}

/// Abre o que parece ser um PDF e não está cifrado.
pub(super) fn abrir(bytes: &[u8]) -> Result<Document, ErroPdf> {
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
    sem_panico(|| interpretar(bytes))?
}

fn interpretar(bytes: &[u8]) -> Result<Document, ErroPdf> {
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

/// O que a biblioteca faz, com o pânico dela feito erro.
pub(super) fn sem_panico<T>(fazer: impl FnOnce() -> T) -> Result<T, ErroPdf> {
    catch_unwind(AssertUnwindSafe(fazer)).map_err(|_| malformado())
}
