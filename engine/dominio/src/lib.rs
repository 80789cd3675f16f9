//! As regras de telecom: operadora, cliente, hash de cadastro, processo, execução, usuário, código de barras, leitura e conferência da fatura.
//!
//! Puro: nenhuma E/S, nenhum relógio, nenhum sorteio; a data de hoje e os ids novos chegam por parâmetro. Os nomes dos campos e os valores
//! das enumerações são os do vocabulário do produto e aparecem iguais no banco, na API e na tela.
//!
//! Não deve conhecer: fluxo, passo, banco, HTTP, plugin em execução.

mod enumeracao;

pub mod campo;
pub mod canal;
pub mod cliente;
pub mod codigo_barras;
pub mod conferencia;
pub mod configuracao_rpa;
pub mod detalhe;
mod digito_verificador;
pub mod execucao;
pub mod fatura;
pub mod hash_cadastro;
pub mod linha_digitavel;
pub mod operadora;
pub mod processo;
pub mod usuario;

pub use campo::{ErroDeCampo, ErrosDeCampo};
pub use canal::{Canal, Entrega, Resumo, numero_de_whatsapp};
pub use cliente::{Cliente, NovoCliente};
pub use codigo_barras::CodigoBarras;
pub use configuracao_rpa::{ConfiguracaoDoRpa, SeletorDoPortal};
pub use enumeracao::ValorDesconhecido;
pub use execucao::{StatusExecucao, TipoExecucao};
pub use fatura::texto::dobrar;
pub use fatura::{LeituraDaFatura, interpretar, nome_do_arquivo};
pub use hash_cadastro::{HashCadastro, gerar_hash_cadastro};
pub use linha_digitavel::LinhaDigitavel;
pub use operadora::{NovaOperadora, Operadora, OrigemDaFatura};
pub use processo::{Processo, StatusProcesso};
pub use usuario::{Acao, Email, NovoUsuario, Perfil, Usuario};
