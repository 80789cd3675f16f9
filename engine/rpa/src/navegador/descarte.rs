//! O fim de uma sessão: sempre acontece, por fora da fila do fantoccini, e só então a vaga se libera.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::task::TaskTracker;

use super::corrida::Corrida;
use super::processos::Processos;
use super::vigia::Vigia;
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
        // Já apagada se passou pelo descarte; se não, é uma sessão que nem abriu.
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

    /// Alguém que olhe o que a sessão faz, enquanto ela vive.
    pub fn vigiar(&self) -> Option<Vigia> {
        let Pendente { http, url_da_sessao, pasta, .. } = self.0.as_ref()?;
        let (raiz, downloads) = (pasta.as_ref().map(|p| p.raiz().to_owned()), pasta.as_ref().map(|p| p.downloads()));
        Some(Vigia::novo(raiz, downloads, http.clone(), url_da_sessao.clone()))
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
        // Antes de encerrar: moribundo, um processo já não se deixa achar. E à parte, que ler `/proc` e apagar o perfil são lentos.
        let processos = match self.pasta.as_ref().map(|pasta| pasta.raiz().to_owned()) {
            Some(raiz) => tokio::task::spawn_blocking(move || Processos::de(&raiz)).await.ok(),
            None => None,
        };
        let resposta = self.http.delete(&self.url_da_sessao).timeout(limites::PRAZO_DESCARTE).send().await;
        let respondeu = resposta.is_ok();
        if let Err(erro) = resposta {
            tracing::warn!(erro = %erro.without_url(), "a sessão do navegador não respondeu ao encerramento");
        }
        if let Some(processos) = processos {
            // Um comando preso na página prende também o encerramento: se ele não respondeu, não há o que esperar.
            let _ = tokio::task::spawn_blocking(move || processos.acabar(respondeu)).await;
        }
        drop(self.vaga);
    }
}
