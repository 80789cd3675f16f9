//! O vigia de uma sessão: um navegador que enche o disco ou abre janelas sem fim morre, peça o plugin algo ou fique calado.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use tokio::task::JoinHandle;

use super::processos::Processos;
use crate::erro::Falha;
use crate::limites;

/// O vigia. Largado, para.
pub struct Vigia {
    estouro: Arc<OnceLock<Estouro>>,
    tarefa: JoinHandle<()>,
}

/// O teto de que se passou.
#[derive(Debug, Clone, Copy)]
enum Estouro {
    Downloads,
    BytesBaixados,
    Janelas,
}

impl Vigia {
    /// Vigia a pasta da sessão (se é local) e as janelas que o servidor WebDriver diz haver.
    pub fn novo(raiz: Option<PathBuf>, downloads: Option<PathBuf>, http: reqwest::Client, sessao: String) -> Self {
        let estouro = Arc::new(OnceLock::new());
        let visto = estouro.clone();
        let tarefa = tokio::spawn(async move {
            let passou = esperar_estouro(downloads, &http, &sessao).await;
            let _ = visto.set(passou);
            // Sem pasta, o navegador é remoto: quem o encerra é o próximo comando, que já encontra o veredito.
            if let Some(raiz) = raiz {
                let _ = tokio::task::spawn_blocking(move || Processos::de(&raiz).matar()).await;
            }
        });
        Self { estouro, tarefa }
    }

    /// Por que a sessão não segue, se passou de um teto.
    pub fn veredito(&self) -> Option<Falha> {
        let falha = match self.estouro.get()? {
            Estouro::Downloads => Falha::limite("arquivos na pasta de downloads", limites::DOWNLOADS),
            Estouro::BytesBaixados => Falha::limite("downloads do navegador, em bytes", limites::ARQUIVOS_BYTES),
            Estouro::Janelas => Falha::limite("janelas abertas", limites::JANELAS),
        };
        Some(Falha { derruba: true, ..falha })
    }
}

impl Drop for Vigia {
    fn drop(&mut self) {
        self.tarefa.abort();
    }
}

async fn esperar_estouro(downloads: Option<PathBuf>, http: &reqwest::Client, sessao: &str) -> Estouro {
    loop {
        tokio::time::sleep(limites::ENTRE_RONDAS).await;
        if let Some(estouro) = downloads.as_deref().and_then(olhar_pasta) {
            return estouro;
        }
        // Um comando em curso prende esta resposta; a ronda seguinte olha outra vez.
        if janelas(http, sessao).await.is_some_and(|quantas| quantas > limites::JANELAS) {
            return Estouro::Janelas;
        }
    }
}

fn olhar_pasta(pasta: &Path) -> Option<Estouro> {
    let tamanhos: Vec<u64> =
        fs::read_dir(pasta).ok()?.flatten().filter_map(|entrada| Some(entrada.metadata().ok()?.len())).collect();
    if tamanhos.len() > limites::DOWNLOADS {
        return Some(Estouro::Downloads);
    }
    (tamanhos.iter().sum::<u64>() > limites::ARQUIVOS_BYTES as u64).then_some(Estouro::BytesBaixados)
}

async fn janelas(http: &reqwest::Client, sessao: &str) -> Option<usize> {
    #[derive(Deserialize)]
    struct Resposta {
        value: Vec<String>,
    }
    let pedido = http.get(format!("{sessao}/window/handles")).timeout(limites::PRAZO_DE_SAUDE);
    let texto = pedido.send().await.ok()?.bytes().await.ok()?;
    Some(serde_json::from_slice::<Resposta>(&texto).ok()?.value.len())
}
