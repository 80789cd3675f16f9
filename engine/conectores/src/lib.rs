//! Ligações com o mundo: e-mail por SMTP, arquivos em pasta ou S3, PDF em processo separado, serviços
//! HTTP com o endereço vigiado e, por eles, o RPA externo. Cada módulo cumpre uma porta de
//! `esteira-portas`.
//!
//! Quem usa S3 ou SMTP com TLS instala antes o provedor criptográfico do processo (`rustls::crypto::ring::default_provider().install_default()`).
//!
//! Não deve conhecer: caso de uso, fluxo, banco, HTTP de entrada.

pub mod arquivos;
pub mod correio;
pub mod mensageiros;
pub mod pdf;
pub mod rpa_externo;
pub mod servico;

pub use arquivos::{ConfigS3, Objetos};
pub use correio::{ConfigSmtp, CorreioSmtp, TlsSmtp};
pub use mensageiros::Mensageiros;
pub use pdf::{PdfAqui, PdfEmProcessoFilho, abrir_pdf_aqui, atender_pdf, juntar_pdfs_aqui, ler_pdf_aqui};
pub use rpa_externo::RpaExternoHttp;
pub use servico::{Permitidos, ServicosHttp};
