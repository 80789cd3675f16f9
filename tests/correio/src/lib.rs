//! Um servidor IMAP de verdade (o Dovecot), temporário, em 127.0.0.1, para os testes que leem correio.
//!
//! ```no_run
//! use esteira_correio_de_teste::{Carta, CorreioDeTeste};
//!
//! let correio = CorreioDeTeste::subir()?;
//! correio.entregar(&Carta::de("faturas@exemplo.com.br").assunto("Fatura de março").html("<p>Olá</p>"))?;
//! println!("127.0.0.1:{} e, com TLS, {}", correio.porta(), correio.porta_tls());
//! # Ok::<(), esteira_correio_de_teste::ErroDoCorreio>(())
//! ```
//!
//! Uma caixa só ([`USUARIO`], [`SENHA`]), numa pasta temporária: entregar é escrever um arquivo no Maildir, com a data que se quiser. O
//! certificado é de uma autoridade própria ([`CorreioDeTeste::autoridade`]). Roda em nome de um usuário comum, e acaba com o valor que o
//! representa ou com o processo. O [`Intermediario`] fica no meio do caminho e corta a conexão onde se mandar.
//!
//! **Sem Dovecot o teste falha**, dizendo o que instalar; nunca é pulado.
//!
//! Não deve conhecer: a Esteira, nem o que as mensagens querem dizer.

mod caixa;
mod carta;
mod certificado;
mod configuracao;
mod erro;
mod intermediario;
mod servidor;
mod usuario;

pub use carta::Carta;
pub use configuracao::{SENHA, USUARIO};
pub use erro::ErroDoCorreio;
pub use intermediario::Intermediario;
pub use servidor::CorreioDeTeste;
