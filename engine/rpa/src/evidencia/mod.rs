//! A evidência de uma execução: o relatório que se abre e se entende, e as peças de que ele é feito.
//!
//! Sempre há `relatorio.html` e `comandos.json`; a tela, o HTML e o console, na falha e em cada momento que o plugin marcou. Tudo já riscado.
//!
//! Não deve conhecer: WASM, WebDriver, nem onde se guarda.

mod relatorio;

use esteira_portas::rpa::{ErroRpa, Evidencia, LinhaDeRegistro};
use serde_json::Value;

pub use relatorio::Cabeca;

use crate::linha_do_tempo::LinhaDoTempo;
use crate::navegador::Retrato;

/// O que uma execução deixou.
pub struct Deixado<'a> {
    pub cabeca: Cabeca<'a>,
    pub erro: Option<&'a ErroRpa>,
    pub linha: &'a LinhaDoTempo,
    /// O que o plugin contou.
    pub registro: &'a [LinhaDeRegistro],
    /// Os momentos marcados.
    pub marcas: Vec<(String, Retrato)>,
    /// O navegador na hora da falha.
    pub fim: Option<Retrato>,
}

/// As peças, com o relatório à frente.
pub fn evidencias(deixado: Deixado<'_>) -> Vec<Evidencia> {
    let relatorio = relatorio::html(&deixado);
    let comandos = serde_json::to_string(deixado.linha).unwrap_or_default();
    let mut pecas = vec![
        peca("relatorio.html", "text/html; charset=utf-8", relatorio.into_bytes()),
        peca("comandos.json", "application/json", comandos.into_bytes()),
    ];
    for (n, (_, retrato)) in deixado.marcas.into_iter().enumerate() {
        pecas.extend(do_retrato(&format!("marca-{}-", n + 1), retrato));
    }
    if let Some(fim) = deixado.fim {
        pecas.extend(do_retrato("", fim));
    }
    pecas
}

fn do_retrato(prefixo: &str, retrato: Retrato) -> impl Iterator<Item = Evidencia> {
    let nome = |nome: &str| format!("{prefixo}{nome}");
    let captura = retrato.captura_png.map(|png| peca(&nome("captura.png"), "image/png", png));
    let pagina = retrato.html.map(|html| peca(&nome("pagina.html"), "text/html; charset=utf-8", html.into_bytes()));
    let console = retrato.console.filter(|console| *console != Value::Array(Vec::new()));
    let console =
        console.map(|console| peca(&nome("console.json"), "application/json", console.to_string().into_bytes()));
    captura.into_iter().chain(pagina).chain(console)
}

fn peca(nome: &str, tipo: &str, conteudo: Vec<u8>) -> Evidencia {
    Evidencia { nome: nome.to_owned(), tipo: tipo.to_owned(), conteudo: conteudo.into() }
}
