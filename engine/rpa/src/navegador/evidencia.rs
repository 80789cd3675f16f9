//! O que se guarda do navegador quando a execução falha. Tudo por melhor esforço e com prazo: evidência não derruba ninguém.

use std::time::Duration;

use serde_json::{Value, json};

use super::Navegador;
use super::captura::de_base64;
use super::onde::referencia;
use super::pagina::em_texto;
use super::pedido::Pedido;
use super::script::BIBLIOTECA;
use super::sessao::Sessao;
use crate::erro::Falha;
use crate::limites;

/// O retrato do navegador na hora da falha; falta o que não se conseguiu.
#[derive(Debug, Default)]
pub struct Retrato {
    pub url: Option<String>,
    pub titulo: Option<String>,
    pub alerta: Option<String>,
    pub captura_png: Option<Vec<u8>>,
    pub html: Option<String>,
    pub console: Option<Value>,
}

/// Quando se retrata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Momento {
    Meio,
    Fim,
}

/// Prazo de cada pedido: um que trave não leva o tempo dos outros.
const PRAZO_DE_CADA: Duration = Duration::from_secs(3);

impl Navegador {
    /// Retrata o navegador, se chegou a abrir. No fim da execução, tira da frente o que impeça de ver; no meio, não mexe em nada.
    pub async fn retratar(&mut self, momento: Momento) -> Option<Retrato> {
        let com_segredo: Vec<String> = self.com_segredo.iter().cloned().collect();
        let sessao = self.sessao.as_mut()?;
        let mut retrato = Retrato::default();
        // O prazo corta a coleta no meio; o que já veio fica.
        let _ =
            tokio::time::timeout(limites::PRAZO_EVIDENCIA, coletar(sessao, &com_segredo, momento, &mut retrato)).await;
        Some(retrato)
    }
}

impl Navegador {
    /// Toca a sessão, se está aberta, para que não pareça abandonada. Não conta no limite do plugin.
    pub async fn tocar(&mut self) -> Result<(), Falha> {
        match &mut self.sessao {
            Some(sessao) => sessao.pedir_sem_contar(Pedido::ler("window/handles"), PRAZO_DE_CADA).await.map(drop),
            None => Ok(()),
        }
    }
}

async fn coletar(sessao: &mut Sessao, com_segredo: &[String], momento: Momento, retrato: &mut Retrato) {
    if let Some(texto) = pedir(sessao, Pedido::ler("alert/text")).await {
        retrato.alerta = Some(em_texto(texto));
        // Com ele aberto nada mais se lê.
        if momento == Momento::Meio {
            return;
        }
        pedir(sessao, Pedido::fazer("alert/dismiss", json!({}))).await;
    }
    if momento == Momento::Fim && pedir(sessao, Pedido::ler("window")).await.is_none() {
        // A janela em que se estava fechou: retrata-se a última aberta.
        let janelas = pedir(sessao, Pedido::ler("window/handles")).await;
        if let Some(ultima) = janelas.as_ref().and_then(Value::as_array).and_then(|j| j.last()) {
            pedir(sessao, Pedido::fazer("window", json!({ "handle": ultima }))).await;
        }
    }
    retrato.url = pedir(sessao, Pedido::ler("url")).await.map(em_texto);
    retrato.titulo = pedir(sessao, Pedido::ler("title")).await.map(em_texto);
    for id in com_segredo {
        let argumentos = json!(["cobrir", referencia(id)]);
        pedir(sessao, Pedido::fazer("execute/sync", json!({ "script": BIBLIOTECA, "args": argumentos }))).await;
    }
    retrato.captura_png = pedir(sessao, Pedido::ler("screenshot")).await.and_then(|valor| de_base64(valor).ok());
    retrato.html =
        pedir(sessao, Pedido::ler("source")).await.map(em_texto).filter(|html| html.len() <= limites::TEXTO_BYTES);
    retrato.console = pedir(sessao, Pedido::fazer("se/log", json!({ "type": "browser" }))).await;
}

async fn pedir(sessao: &mut Sessao, pedido: Pedido) -> Option<Value> {
    sessao.pedir_sem_contar(pedido, PRAZO_DE_CADA).await.ok()
}
