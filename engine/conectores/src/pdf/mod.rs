//! Ler e juntar PDFs.
//!
//! A biblioteca que os interpreta entra em pânico com entradas estranhas e, com algumas, estoura a pilha, o que nada no mesmo processo segura. Por isso há
//! dois lados: [`PdfEmProcessoFilho`], no servidor, chama um filho descartável, com limite de tempo e de memória; o filho (`esteira interno pdf`) chama
//! [`atender_pdf`]. Entre eles vão um [`pedido`](conversa) e uma resposta.

mod aqui;
mod conversa;
mod filho;
mod juncao;
mod leitura;

pub use aqui::PdfAqui;
pub use conversa::atender_pdf;
pub use filho::PdfEmProcessoFilho;
pub use juncao::juntar_pdfs_aqui;
pub use leitura::ler_pdf_aqui;

use std::time::Duration;

/// Maior PDF aceito, em bytes; e maior soma dos que se juntam.
pub const MAXIMO_PDF: usize = 30 * 1024 * 1024;
/// Quanto texto se guarda, em bytes: as primeiras páginas até aqui. O que interessa numa fatura está no começo; o detalhe de chamadas pode ter milhares de páginas.
pub const MAXIMO_TEXTO: usize = 4 * 1024 * 1024;
/// Tempo de relógio do filho.
pub const PRAZO: Duration = Duration::from_secs(20);
/// Memória do filho, em KiB (512 MiB de endereços).
pub const MAXIMO_MEMORIA_KIB: u64 = 512 * 1024;
/// Filhos ao mesmo tempo; cada um pode usar [`MAXIMO_MEMORIA_KIB`].
pub const MAXIMO_FILHOS: usize = 2;
