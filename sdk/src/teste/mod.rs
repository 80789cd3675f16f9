//! Um portal de mentira, em memória, para testar plugins sem WASM e sem navegador.
//!
//! Descreve-se o portal por páginas; cada página tem nós, achados pelo mesmo seletor que o plugin usa; um clique ou uma tecla leva a
//! outra página. O tempo é virtual: um nó pode surgir depois de tantos milissegundos, as esperas adiantam o relógio, e nada dorme. Quem lê
//! antes da hora lê o que estava na tela, como no navegador.
//!
//! ```
//! use esteira_sdk::teste::{No, Pagina, Portal};
//! use esteira_sdk::Por;
//!
//! const ENTRAR: Por = Por::id("entrar");
//! const SALDO: Por = Por::css(".saldo");
//!
//! let portal = Portal::novo()
//!     .pagina(Pagina::nova("login").em("https://portal.exemplo.com.br/").com(ENTRAR, No::novo().vai("conta")))
//!     .pagina(Pagina::nova("conta").com(SALDO, No::texto("R$ 10,00").em_ms(800)));
//!
//! let navegador = portal.contexto().navegador();
//! navegador.abrir("https://portal.exemplo.com.br/")?;
//! navegador.alvo(&ENTRAR).clicar()?;
//! assert!(navegador.encontrar(&SALDO).is_err(), "ainda não apareceu");
//! assert_eq!(navegador.esperar_visivel(&SALDO)?.texto()?, "R$ 10,00");
//! # Ok::<(), esteira_sdk::Erro>(())
//! ```
//!
//! O que ele não faz: interpretar XPath, CSS ou HTML. Que os seletores casam com as páginas de verdade se prova num navegador.

mod alvo;
mod arquivo;
pub(crate) mod borda;
mod carta;
mod elemento;
mod estado;
mod janelas;
mod pagina;
mod portal;

pub use carta::Carta;
pub use pagina::{No, Pagina, Reacao};
pub use portal::{Guardado, Portal};

use serde_json::{Value, json};

/// O menor conteúdo que passa por PDF inteiro.
pub const PDF_MINIMO: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n";

/// Parâmetros completos e inventados de uma operação de fatura, para alterar à vontade.
pub fn parametros() -> Value {
    json!({
        "id_processo": "00000000-0000-4000-8000-000000000001",
        "id_cliente": "00000000-0000-4000-8000-000000000002",
        "hash": "668f8a715aababac",
        "operadora_codigo": "OI",
        "operadora_nome": "OI",
        "url_portal": "https://portal.exemplo.com.br/",
        "usuario": "financeiro@exemplo.com.br",
        "cpf": null,
        "cnpj": "11222333000181",
        "filtro": "",
        "nome_sat": "EMPRESA EXEMPLO",
        "razao_social": "Empresa Exemplo Ltda",
        "dados_sat": "123456",
        "unidade": "MATRIZ",
        "servico": "(11) 4000-1234",
        "mes_ano": "2026-10",
        "nome_arquivo": "668f8a715aababac_10-11-2026.pdf",
        "data_vencimento": "2026-11-10",
        "valor": "123.45",
    })
}
