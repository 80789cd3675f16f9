//! Quadros, janelas e alertas.

use serde_json::{Value, json};

use super::Navegador;
use super::espera::Espera;
use super::localizar::{id_ou_erro, resposta_estranha};
use super::onde::{Onde, referencia};
use super::pagina::em_texto;
use super::pedido::Pedido;
use super::script::valor;
use crate::erro::Falha;

impl Navegador {
    pub async fn entrar_quadro(&mut self, onde: &Onde, prazo_ms: u64) -> Result<(), Falha> {
        let mut espera = Espera::de_ms(prazo_ms);
        loop {
            let id = id_ou_erro(&valor(self.ate_pronto(onde, "presente", &mut espera).await?))?;
            match self.sessao().await?.pedir(Pedido::fazer("frame", json!({ "id": referencia(&id) }))).await {
                Err(falha) if falha.e("elemento_obsoleto") && espera.outra_vez().await => {}
                outro => return outro.map(drop),
            }
        }
    }

    pub async fn quadro_pai(&mut self) -> Result<(), Falha> {
        self.sessao().await?.pedir(Pedido::fazer("frame/parent", json!({}))).await.map(drop)
    }

    pub async fn quadro_raiz(&mut self) -> Result<(), Falha> {
        self.sessao().await?.pedir(Pedido::fazer("frame", json!({ "id": null }))).await.map(drop)
    }

    pub async fn janelas(&mut self) -> Result<Vec<String>, Falha> {
        let valor = self.sessao().await?.pedir(Pedido::ler("window/handles")).await?;
        serde_json::from_value(valor).map_err(|_| resposta_estranha())
    }

    pub async fn janela_atual(&mut self) -> Result<String, Falha> {
        self.sessao().await?.pedir(Pedido::ler("window")).await.map(em_texto)
    }

    pub async fn trocar_janela(&mut self, id: &str) -> Result<(), Falha> {
        self.sessao().await?.pedir(Pedido::fazer("window", json!({ "handle": id }))).await?;
        self.conferir_dominio().await
    }

    /// Abre uma aba sem ir para ela.
    pub async fn nova_janela(&mut self) -> Result<String, Falha> {
        let resposta = self.sessao().await?.pedir(Pedido::fazer("window/new", json!({ "type": "tab" }))).await?;
        resposta.get("handle").and_then(Value::as_str).map(str::to_owned).ok_or_else(resposta_estranha)
    }

    /// Fecha a janela atual. A última não se fecha: levaria a sessão junto.
    pub async fn fechar_janela(&mut self) -> Result<(), Falha> {
        if self.janelas().await?.len() <= 1 {
            return Err(Falha::nova("ultima_janela", "é a última janela; o hospedeiro a fecha no fim da execução"));
        }
        self.sessao().await?.pedir(Pedido::apagar("window")).await.map(drop)
    }

    pub async fn esperar_janela_nova(&mut self, conhecidas: &[String], prazo_ms: u64) -> Result<String, Falha> {
        let mut espera = Espera::de_ms(prazo_ms);
        loop {
            if let Some(nova) = self.janelas().await?.into_iter().find(|janela| !conhecidas.contains(janela)) {
                return Ok(nova);
            }
            if !espera.outra_vez().await {
                return Err(espera.esgotada("janela nova", "nenhuma apareceu"));
            }
        }
    }

    /// Espera um alerta abrir e devolve o texto dele.
    pub async fn alerta_texto(&mut self) -> Result<String, Falha> {
        self.no_alerta(|| Pedido::ler("alert/text")).await.map(em_texto)
    }

    /// `accept` ou `dismiss`.
    pub async fn alerta_fechar(&mut self, como: &str) -> Result<(), Falha> {
        self.no_alerta(|| Pedido::fazer(format!("alert/{como}"), json!({}))).await?;
        self.conferir_dominio().await
    }

    pub async fn alerta_digitar(&mut self, texto: &str) -> Result<(), Falha> {
        self.no_alerta(|| Pedido::fazer("alert/text", json!({ "text": texto }))).await.map(drop)
    }

    /// O alerta costuma abrir um instante depois do clique que o causa.
    async fn no_alerta(&mut self, pedido: impl Fn() -> Pedido) -> Result<Value, Falha> {
        let mut espera = Espera::de_ms(ESPERA_ALERTA_MS);
        loop {
            match self.sessao().await?.pedir(pedido()).await {
                Err(falha) if falha.e("alerta_nao_encontrado") && espera.outra_vez().await => {}
                outro => return outro,
            }
        }
    }
}

/// Curto: quem pergunta por um alerta em geral só quer saber se ele veio.
const ESPERA_ALERTA_MS: u64 = 2_000;
