//! A linha do tempo de uma execução: cada comando do plugin, em que etapa, sobre que alvo, quanto levou e no que deu. Puro.

use esteira_base::{Instante, Resumo};
use esteira_portas::rpa::DesvioRpa;
use serde::Serialize;

use crate::limites;

/// Um comando do plugin. Nunca leva texto digitado, só o alvo.
#[derive(Debug, Clone, Serialize)]
pub struct Comando {
    pub n: u32,
    pub quando: Instante,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etapa: Option<String>,
    pub comando: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub alvo: String,
    pub ms: u64,
    /// Quantos pedidos WebDriver custou.
    pub pedidos: u32,
    /// `ok` ou o código do erro.
    pub resultado: String,
}

/// Os comandos de uma execução, na ordem; passado o teto, só se contam.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LinhaDoTempo {
    #[serde(skip_serializing_if = "e_zero")]
    pub omitidos: u32,
    pub comandos: Vec<Comando>,
    /// Os seletores que só casaram por uma alternativa.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub desvios: Vec<DesvioRpa>,
    /// Os que a execução teve na mão, na ordem.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub arquivos: Vec<ArquivoVisto>,
}

/// Um arquivo que a execução baixou ou produziu.
#[derive(Debug, Clone, Serialize)]
pub struct ArquivoVisto {
    pub nome: String,
    /// O comando que o trouxe.
    pub de: &'static str,
    pub bytes: usize,
    /// BLAKE3 do conteúdo.
    pub resumo: Resumo,
}

fn e_zero(n: &u32) -> bool {
    *n == 0
}

impl LinhaDoTempo {
    pub fn anotar(&mut self, mut comando: Comando) {
        if self.comandos.len() >= limites::LINHA_DO_TEMPO {
            self.omitidos = self.omitidos.saturating_add(1);
            return;
        }
        comando.n = u32::try_from(self.comandos.len() + 1).unwrap_or(u32::MAX);
        self.comandos.push(comando);
    }

    pub fn anotar_arquivo(&mut self, visto: ArquivoVisto) {
        if self.arquivos.len() < limites::LINHA_DO_TEMPO {
            self.arquivos.push(visto);
        }
    }
}
