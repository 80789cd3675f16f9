//! Portais simulados em 127.0.0.1: os das operadoras ([`oi`], [`embratel`], [`digitalnet`], [`azuton`], [`vivo`], [`net`]), o SAT ([`sat`]), o RPA externo
//! ([`rpa_externo`]), os mensageiros ([`mensageiros`]), uma caixa de
//! correio ([`correio`]) e um serviço que conta o que recebe ([`ServicoContado`]).
//!
//! Têm a estrutura de página que os localizadores legados exigem e, sob comando, os defeitos dos portais de verdade
//! ([`falhas`]): lentidão, elemento que envelhece, sessão que cai, download quebrado, envio que grava e não responde.
//! Os dados são todos inventados ([`dados`]) e os PDFs são PDFs ([`pdf`]).
//!
//! ```no_run
//! # async fn exemplo() -> std::io::Result<()> {
//! use esteira_portais::{ContaOi, DadosOi, FalhaOi, PortalOi};
//!
//! let conta = ContaOi::nova("padaria", "s3nha").com_fatura("1140001234", "2026-10", 12_345, "2026-11-10");
//! let portal = PortalOi::subir(DadosOi::nova().conta(conta)).await?;
//! portal.falha("padaria", FalhaOi::SessaoExpira, 1);
//! println!("{}", portal.url());
//! # Ok(()) }
//! ```
//!
//! Os portais correm no runtime de quem os sobe: um teste que bloqueia a thread (esperando um processo, por exemplo)
//! precisa de `#[tokio::test(flavor = "multi_thread")]`.
//!
//! Não deve conhecer: o motor, os plugins, o navegador. Quem testa a Esteira usa este pacote; ele não usa a Esteira
//! (só os tipos de `esteira-base`).

pub mod azuton;
mod chegadas;
mod controle;
pub mod correio;
pub mod dados;
pub mod digitalnet;
pub mod embratel;
mod entrega;
pub mod falhas;
mod html;
pub mod mensageiros;
pub mod net;
pub mod oi;
pub mod pdf;
pub mod rpa_externo;
pub mod sat;
mod servico;
mod servidor;
mod sessao;
mod tranca;
pub mod vivo;

pub use azuton::{FalhaAzuton, PortalAzuton};
pub use correio::{CaixaDeCorreio, FalhaCorreio, Mensagem};
pub use dados::{ClienteDigitalnet, ContratoDigitalnet, DadosDigitalnet, FaturaDigitalnet, TemposDigitalnet};
pub use dados::{ClienteEmbratel, DadosEmbratel, FaturaEmbratel, TemposEmbratel};
pub use dados::{ClienteNet, DadosNet, FaturaNet};
pub use dados::{ClienteSat, ContaOi, DadosOi, DadosSat, FaturaOi, ServicoOi, SituacaoOi, TemposOi, TemposSat};
pub use dados::{ClienteVivo, DadosVivo, EmpresaVivo, FaturaVivo, ServicoVivo, TemposVivo};
pub use dados::{CobrancaAzuton, DadosAzuton, TemposAzuton};
pub use digitalnet::{FalhaDigitalnet, PortalDigitalnet};
pub use embratel::{FalhaEmbratel, PortalEmbratel};
pub use falhas::Vezes;
pub use mensageiros::{FalhaMensageiro, MensageirosDeTeste, MensagemRecebida};
pub use net::{FalhaNet, PortalNet};
pub use oi::{Acao, Acesso, FalhaOi, PortalOi};
pub use pdf::{DadosDaFatura, fatura_pdf};
pub use rpa_externo::{FalhaRpaExterno, PedidoRecebido, RpaExternoDeTeste};
pub use sat::{EnvioEmCurso, FalhaSat, FaturaRecebida, Pausa, PortalSat};
pub use servico::{ServicoContado, Visto};
pub use servidor::{Esgotado, Opcoes};
pub use vivo::{FalhaVivo, PortalVivo, SmsVivo};
