//! O fim de uma sessão: sempre acontece, por fora da fila do fantoccini, e só então a vaga se libera.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::task::TaskTracker;

use super::corrida::{Corrida, em_uso, matar_quem_usa};
use crate::limites;

/// Perfil, downloads e envios de uma sessão; apagados com ela.
pub struct PastaDaSessao {
    raiz: PathBuf,
    /// A pasta da partida não pode sumir antes das sessões dela.
    _corrida: Arc<Corrida>,
}

impl PastaDaSessao {
    pub fn nova(corrida: &Arc<Corrida>) -> io::Result<Self> {
        let raiz = corrida.pasta().join(format!("sessao-{}", uuid::Uuid::new_v4().simple()));
        let pasta = Self { raiz, _corrida: corrida.clone() };
        for sub in [pasta.perfil(), pasta.downloads(), pasta.envios()] {
            fs::create_dir_all(sub)?;
        }
        Ok(pasta)
    }

    pub fn raiz(&self) -> &Path {
        &self.raiz
    }

    pub fn perfil(&self) -> PathBuf {
        self.raiz.join("perfil")
    }

    pub fn downloads(&self) -> PathBuf {
        self.raiz.join("downloads")
    }

    pub fn envios(&self) -> PathBuf {
        self.raiz.join("envios")
    }
}

impl Drop for PastaDaSessao {
    fn drop(&mut self) {
        // O que um Chromium moribundo recriar depois, a próxima partida recolhe.
        let _ = fs::remove_dir_all(&self.raiz);
    }
}

/// O encerramento de uma sessão. Largado sem [`Descarte::agora`], acontece em segundo plano.
pub struct Descarte(Option<Pendente>);

struct Pendente {
    http: reqwest::Client,
    url_da_sessao: String,
    pasta: Option<PastaDaSessao>,
    vaga: OwnedSemaphorePermit,
    tarefas: TaskTracker,
    corredor: Handle,
}

impl Descarte {
    pub fn novo(
        http: reqwest::Client,
        url_da_sessao: String,
        pasta: Option<PastaDaSessao>,
        vaga: OwnedSemaphorePermit,
        tarefas: TaskTracker,
    ) -> Self {
        Self(Some(Pendente { http, url_da_sessao, pasta, vaga, tarefas, corredor: Handle::current() }))
    }

    /// As pastas da sessão, se o navegador é local e ela ainda vive.
    pub fn pasta(&self) -> Option<&PastaDaSessao> {
        self.0.as_ref()?.pasta.as_ref()
    }

    /// Encerra a sessão já, em segundo plano.
    pub fn agora(&mut self) {
        if let Some(pendente) = self.0.take() {
            let (tarefas, corredor) = (pendente.tarefas.clone(), pendente.corredor.clone());
            tarefas.spawn_on(pendente.descartar(), &corredor);
        }
    }
}

impl Drop for Descarte {
    fn drop(&mut self) {
        self.agora();
    }
}

impl Pendente {
    async fn descartar(self) {
        let resposta = self.http.delete(&self.url_da_sessao).timeout(limites::PRAZO_DESCARTE).send().await;
        let respondeu = resposta.is_ok();
        if let Err(erro) = resposta {
            tracing::warn!(erro = %erro.without_url(), "a sessão do navegador não respondeu ao encerramento");
        }
        if let Some(pasta) = self.pasta {
            // Ler `/proc` e apagar o perfil são lentos demais para o laço assíncrono.
            let _ = tokio::task::spawn_blocking(move || limpar(pasta, respondeu)).await;
        }
        drop(self.vaga);
    }
}

/// Espera os processos da sessão saírem, mata os que teimam e apaga a pasta. Um comando preso na página prende também o encerramento:
/// se ele não respondeu, não há o que esperar.
pub fn limpar(pasta: PastaDaSessao, respondeu: bool) {
    if !respondeu || !esperar(|| !em_uso(pasta.raiz())) {
        matar_quem_usa(pasta.raiz());
        esperar(|| !em_uso(pasta.raiz()));
    }
    // Um processo que morre ainda pode escrever no meio da limpeza.
    if !esperar(|| fs::remove_dir_all(pasta.raiz()).is_ok() || !pasta.raiz().exists()) {
        tracing::warn!(pasta = %pasta.raiz().display(), "a pasta da sessão não pôde ser apagada; a próxima partida a recolhe");
    }
}

/// Olha até a condição valer ou o prazo acabar; diz se valeu.
fn esperar(condicao: impl Fn() -> bool) -> bool {
    let inicio = std::time::Instant::now();
    while !condicao() {
        if inicio.elapsed() > limites::PRAZO_DESCARTE {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    true
}
