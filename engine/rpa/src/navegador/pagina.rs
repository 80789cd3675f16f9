//! A página: abrir, voltar, recarregar, ler o endereço, e a conferência de que se está onde se pode.

use serde_json::{Value, json};
use url::Url;

use super::Navegador;
use super::espera::Espera;
use super::pedido::Pedido;
use super::script::caber;
use crate::erro::Falha;

impl Navegador {
    pub async fn abrir(&mut self, url: &str) -> Result<(), Falha> {
        let lida =
            Url::parse(url).map_err(|erro| Falha::nova("argumento_invalido", format!("URL inválida: {erro}")))?;
        // Uma página que o plugin escreve (`data:`) não é do portal, e o que ela mostra não prova nada.
        if lida.as_str() != "about:blank" && !self.dominios.permite(&lida) {
            return Err(negado(&lida));
        }
        let pedido = Pedido::fazer("url", json!({ "url": lida.as_str() }));
        self.ir(pedido).await
    }

    /// Navega e confere onde se parou.
    async fn ir(&mut self, pedido: Pedido) -> Result<(), Falha> {
        match self.sessao().await?.pedir(pedido).await {
            // O navegador só diz que não conectou. A página de erro leva o endereço, e um redirecionamento pode ter ido ao que se nega.
            Err(falha) if falha.e("portal_indisponivel") => self.conferir_dominio().await.and(Err(falha)),
            outro => {
                outro?;
                self.conferir_dominio().await
            }
        }
    }

    pub async fn url(&mut self) -> Result<String, Falha> {
        let valor = self.sessao().await?.pedir(Pedido::ler("url")).await?;
        Ok(em_texto(valor))
    }

    pub async fn titulo(&mut self) -> Result<String, Falha> {
        let valor = self.sessao().await?.pedir(Pedido::ler("title")).await?;
        caber(em_texto(valor))
    }

    /// `back`, `forward` ou `refresh`.
    pub async fn navegar(&mut self, acao: &str) -> Result<(), Falha> {
        self.ir(Pedido::fazer(acao, json!({}))).await
    }

    pub async fn codigo_fonte(&mut self) -> Result<String, Falha> {
        self.conferir_dominio().await?;
        let valor = self.sessao().await?.pedir(Pedido::ler("source")).await?;
        caber(em_texto(valor))
    }

    pub async fn esperar_url(&mut self, trecho: &str, prazo_ms: u64) -> Result<(), Falha> {
        let mut espera = Espera::de_ms(prazo_ms);
        loop {
            let url = self.url().await?;
            if url.contains(trecho) {
                return self.conferir_dominio().await;
            }
            if !espera.outra_vez().await {
                return Err(espera.esgotada(&format!("URL com \"{trecho}\""), &format!("a URL é {url}")));
            }
        }
    }

    /// Depois do que pode ter mudado a página, e antes de ler o que não passa pela biblioteca (que confere por si). Com alerta aberto ou janela fechada não há o que ler: a próxima conferência vê.
    pub(super) async fn conferir_dominio(&mut self) -> Result<(), Falha> {
        let url = match self.url().await {
            Ok(url) => url,
            Err(falha) if falha.e("alerta_inesperado") || falha.e("janela_nao_encontrada") => return Ok(()),
            Err(falha) => return Err(falha),
        };
        if self.dominios.permite_pagina(&url) { Ok(()) } else { Err(self.sair_da_pagina_negada(&url).await) }
    }

    /// Não se deixa o plugin numa página que não lhe foi concedida.
    pub(super) async fn sair_da_pagina_negada(&mut self, url: &str) -> Falha {
        match self.ir_para_o_vazio().await {
            Ok(()) => {
                Url::parse(url).map_or_else(|_| Falha::nova("dominio_negado", "endereço ilegível"), |url| negado(&url))
            }
            Err(falha) => falha,
        }
    }

    /// Se não se consegue sair de lá, a execução não segue.
    async fn ir_para_o_vazio(&mut self) -> Result<(), Falha> {
        let vazio = Pedido::fazer("url", json!({ "url": "about:blank" }));
        let saiu = self.sessao().await?.pedir(vazio).await;
        saiu.map(drop).map_err(|falha| Falha { derruba: true, ..falha })
    }
}

/// Só o host vai na mensagem: o resto da URL pode levar dados.
pub fn negado(url: &Url) -> Falha {
    let host = url.host_str().unwrap_or(url.scheme());
    let porta = url.port().map(|porta| format!(":{porta}")).unwrap_or_default();
    Falha::nova(
        "dominio_negado",
        format!("o cadastro não concede o domínio {host}{porta}; conceda-o no cadastro da operadora se for do portal"),
    )
}

pub(super) fn em_texto(valor: Value) -> String {
    match valor {
        Value::String(texto) => texto,
        Value::Null => String::new(),
        outro => outro.to_string(),
    }
}
