//! Localizar e esperar elementos.

use serde_json::{Value, json};

use super::Navegador;
use super::espera::Espera;
use super::onde::{Onde, Passo, id_de};
use super::script::{Resposta, valor};
use crate::erro::Falha;
use crate::limites;

const CONDICOES: [&str; 5] = ["presente", "visivel", "clicavel", "ausente", "invisivel"];

impl Navegador {
    /// Os que casam agora.
    pub async fn encontrar_todos(&mut self, onde: &Onde) -> Result<Vec<String>, Falha> {
        let Resposta::Ok(resposta) = self.biblioteca("todos", onde.argumentos()).await? else { return Ok(Vec::new()) };
        let ids: Vec<String> = valor(resposta).as_array().into_iter().flatten().filter_map(id_de).collect();
        if ids.len() > limites::REFERENCIAS {
            return Err(Falha::limite("elementos de uma busca; use um seletor mais estreito", limites::REFERENCIAS));
        }
        Ok(ids)
    }

    pub async fn encontrar(&mut self, onde: &Onde) -> Result<String, Falha> {
        match self.biblioteca("pronto", onde.argumentos().into_iter().chain([json!("presente")])).await? {
            Resposta::Ok(resposta) => id_ou_erro(&valor(resposta)),
            Resposta::Falta(motivo) => Err(Falha::nova("elemento_nao_encontrado", format!("{onde}: {motivo}"))),
        }
    }

    /// O elemento, ou nada em `ausente` e `invisivel`.
    pub async fn esperar(&mut self, onde: &Onde, condicao: &str, prazo_ms: u64) -> Result<Option<String>, Falha> {
        if !CONDICOES.contains(&condicao) && !condicao.starts_with("texto:") {
            let mensagem =
                format!("condição desconhecida: \"{condicao}\"; use {} ou texto:<trecho>", CONDICOES.join(", "));
            return Err(Falha::nova("argumento_invalido", mensagem));
        }
        let [raiz, passos] = onde.argumentos();
        let some = matches!(condicao, "ausente" | "invisivel");
        let mut espera = if some { Espera::de_ms(prazo_ms).sem_carencia() } else { Espera::de_ms(prazo_ms) };
        let descricao = format!("{onde} {condicao}");
        let pedido = self
            .olhar_ate("esperar", &[raiz, passos, json!(condicao)], onde.reencontravel(), &mut espera, &descricao)
            .await;
        let resposta = match pedido {
            // Quem espera sumir um elemento que envelheceu já o viu sumir.
            Err(falha) if some && falha.e("elemento_obsoleto") => return Ok(None),
            outro => outro?,
        };
        if some { Ok(None) } else { id_ou_erro(&valor(resposta)).map(Some) }
    }

    pub async fn esperar_algum(&mut self, opcoes: &[Passo], prazo_ms: u64) -> Result<u32, Falha> {
        let mut espera = Espera::de_ms(prazo_ms);
        let descricao = opcoes.iter().map(Passo::to_string).collect::<Vec<_>>().join(" ou ");
        let resposta = self.olhar_ate("algum", &[json!(opcoes)], true, &mut espera, &descricao).await?;
        valor(resposta).as_u64().and_then(|i| u32::try_from(i).ok()).ok_or_else(resposta_estranha)
    }
}

pub(super) fn id_ou_erro(valor: &Value) -> Result<String, Falha> {
    id_de(valor).ok_or_else(resposta_estranha)
}

pub(super) fn resposta_estranha() -> Falha {
    Falha::nova("erro_de_navegador", "o navegador respondeu o que não se esperava")
}
