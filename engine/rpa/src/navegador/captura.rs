//! Capturas de tela e impressão.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::Navegador;
use super::espera::Espera;
use super::localizar::{id_ou_erro, resposta_estranha};
use super::onde::{Onde, referencia};
use super::pagina::em_texto;
use super::pedido::Pedido;
use super::script::valor;
use crate::erro::Falha;
use crate::limites;

impl Navegador {
    /// PNG da parte visível da página.
    pub async fn captura_tela(&mut self) -> Result<Vec<u8>, Falha> {
        self.preparar_captura().await?;
        let valor = self.sessao().await?.pedir(Pedido::ler("screenshot")).await?;
        de_base64(valor)
    }

    /// PNG do elemento.
    pub async fn captura_elemento(&mut self, onde: &Onde, prazo_ms: u64) -> Result<Vec<u8>, Falha> {
        let mut espera = Espera::de_ms(prazo_ms);
        let id = id_ou_erro(&valor(self.ate_pronto(onde, "visivel", &mut espera).await?))?;
        self.preparar_captura().await?;
        let valor = self.sessao().await?.pedir(Pedido::ler(format!("element/{id}/screenshot"))).await?;
        de_base64(valor)
    }

    /// PDF da página, com as opções do W3C Print.
    pub async fn imprimir_pdf(&mut self, opcoes_json: &str) -> Result<Vec<u8>, Falha> {
        let texto = if opcoes_json.trim().is_empty() { "{}" } else { opcoes_json };
        let opcoes = match serde_json::from_str(texto) {
            Ok(opcoes @ Value::Object(_)) => opcoes,
            _ => return Err(Falha::nova("argumento_invalido", "opções de impressão: é preciso um objeto JSON")),
        };
        self.preparar_captura().await?;
        let valor = self.sessao().await?.pedir(Pedido::fazer("print", opcoes)).await?;
        de_base64(valor)
    }

    /// Campos com segredo já nascem cobertos; a página pode ter refeito o estilo. Elemento fora deste quadro fica como estava.
    async fn preparar_captura(&mut self) -> Result<(), Falha> {
        self.conferir_dominio().await?;
        for id in self.com_segredo.clone() {
            match self.biblioteca("cobrir", [referencia(&id)]).await {
                Err(falha) if falha.derruba || falha.e("sessao_perdida") => return Err(falha),
                _ => {}
            }
        }
        Ok(())
    }
}

pub(super) fn de_base64(valor: Value) -> Result<Vec<u8>, Falha> {
    let bytes = STANDARD.decode(em_texto(valor)).map_err(|_| resposta_estranha())?;
    if bytes.len() > limites::ARQUIVO_BYTES {
        return Err(Falha::limite("tamanho da captura, em bytes", limites::ARQUIVO_BYTES));
    }
    Ok(bytes)
}
