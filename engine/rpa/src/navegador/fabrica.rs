//! Abre sessões de navegador: uma vaga, uma pasta e um perfil novos para cada uma.

use std::io;
use std::path::Path;
use std::sync::Arc;

use fantoccini::{Client, ClientBuilder};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value};
use tokio::sync::{Mutex, Semaphore};
use tokio_util::task::TaskTracker;
use url::Url;

use super::capacidades::{Pastas, capacidades};
use super::condutor::Condutor;
use super::corrida::Corrida;
use super::descarte::{Descarte, PastaDaSessao};
use super::processos::Processos;
use super::sessao::Sessao;
use super::traduzir;
use crate::config::{ConfigNavegador, ModoNavegador};
use crate::dominios::Dominios;
use crate::erro::Falha;

/// De onde vêm as sessões.
pub struct Fabrica {
    config: ConfigNavegador,
    conector: HttpsConnector<HttpConnector>,
    http: reqwest::Client,
    vagas: Arc<Semaphore>,
    /// Descartes em curso: esperar por eles é esperar o último navegador morrer.
    descartes: TaskTracker,
    condutor: Mutex<Option<Condutor>>,
    corrida: Arc<Corrida>,
}

#[derive(Debug, thiserror::Error)]
pub enum ErroFabrica {
    #[error("a pasta de trabalho do RPA não pode ser usada: {0}")]
    Pasta(#[source] io::Error),
    #[error(
        "os certificados do sistema não puderam ser lidos: {0}; instale o pacote de certificados (ca-certificates)"
    )]
    Certificados(#[source] io::Error),
    #[error("o cliente HTTP não pôde ser montado: {0}")]
    Http(#[from] reqwest::Error),
    #[error("a URL do navegador remoto é inválida: \"{0}\"; use algo como http://grade:4444")]
    Url(String),
}

impl Fabrica {
    /// Em modo local, o chromedriver já começa a subir.
    pub fn nova(mut config: ConfigNavegador, max_sessoes: usize, pasta_trabalho: &Path) -> Result<Self, ErroFabrica> {
        let corrida = Corrida::abrir(pasta_trabalho).map_err(ErroFabrica::Pasta)?;
        let conector = HttpsConnectorBuilder::new();
        let conector = match &mut config.modo {
            // O chromedriver local fala só HTTP: não se exige da máquina ter certificados.
            ModoNavegador::Local { .. } => conector.with_tls_config(sem_certificados()?),
            ModoNavegador::Remoto { url } => {
                *url = normalizar(url)?;
                conector
                    .with_provider_and_native_roots(rustls::crypto::ring::default_provider())
                    .map_err(ErroFabrica::Certificados)?
            }
        };
        let condutor = match &config.modo {
            ModoNavegador::Local { chromedriver, .. } => Some(Condutor::subir(chromedriver.clone())),
            ModoNavegador::Remoto { .. } => None,
        };
        Ok(Self {
            conector: conector.https_or_http().enable_http1().build(),
            http: reqwest::Client::builder().no_proxy().build()?,
            vagas: Arc::new(Semaphore::new(max_sessoes.max(1))),
            descartes: TaskTracker::new(),
            condutor: Mutex::new(condutor),
            corrida: Arc::new(corrida),
            config,
        })
    }

    /// Onde está o servidor WebDriver; em modo local, espera ele subir. `morto` é um endereço local que já não responde.
    pub async fn endereco(&self, morto: Option<&str>) -> Result<String, Falha> {
        match &self.config.modo {
            ModoNavegador::Remoto { url } => Ok(url.clone()),
            ModoNavegador::Local { .. } => {
                let ouvido = self.condutor.lock().await.as_ref().ok_or_else(encerrado)?.ouvir();
                ouvido.endereco(morto).await
            }
        }
    }

    /// Um navegador novo. Espera vaga; se quem pediu desiste no meio, o que chegar a abrir é descartado.
    pub async fn abrir(self: &Arc<Self>, dominios: Arc<Dominios>) -> Result<Sessao, Falha> {
        let fabrica = self.clone();
        // Numa tarefa à parte: largar este futuro não larga um navegador meio aberto, que então chegaria sem dono.
        self.descartes
            .spawn(async move { fabrica.abrir_ate_o_fim(&dominios).await })
            .await
            .map_err(|erro| Falha::nova("navegador_indisponivel", format!("a abertura do navegador caiu: {erro}")))?
    }

    async fn abrir_ate_o_fim(self: Arc<Self>, dominios: &Dominios) -> Result<Sessao, Falha> {
        let vaga = self.vagas.clone().acquire_owned().await.map_err(|_| encerrado())?;
        let regra = self.config.so_hosts_concedidos.then(|| dominios.regra_de_resolucao());
        let (pasta, capacidades) = match &self.config.modo {
            ModoNavegador::Local { chromium, .. } => {
                let pasta = PastaDaSessao::nova(&self.corrida)
                    .map_err(|erro| Falha::nova("navegador_indisponivel", format!("pasta da sessão: {erro}")))?;
                let (perfil, downloads) = (pasta.perfil(), pasta.downloads());
                let pastas = Pastas { perfil: &perfil, downloads: &downloads };
                let capacidades = capacidades(&self.config, regra, Some((chromium, pastas)));
                (Some(pasta), capacidades)
            }
            ModoNavegador::Remoto { .. } => (None, capacidades(&self.config, regra, None)),
        };
        let (cliente, base) = match self.conectar(capacidades).await {
            Ok(conectado) => conectado,
            Err(falha) => {
                if let Some(pasta) = pasta {
                    // O navegador pode ter aberto sem que a resposta chegasse.
                    let _ = tokio::task::spawn_blocking(move || Processos::de(pasta.raiz()).acabar(false)).await;
                }
                return Err(falha);
            }
        };
        let id = cliente.session_id().await.map_err(traduzir::de_comando)?.unwrap_or_default();
        let descarte =
            Descarte::novo(self.http.clone(), format!("{base}session/{id}"), pasta, vaga, self.descartes.clone());
        // O encerramento é sempre nosso, por fora: a fila do fantoccini pode estar presa num comando que não volta.
        cliente.persist().await.map_err(traduzir::de_comando)?;
        Ok(Sessao::nova(cliente, descarte, &self.config))
    }

    /// Abre a sessão e diz em que endereço. Se o chromedriver local morreu e ainda não se sabia, tenta no seguinte.
    async fn conectar(&self, capacidades: Map<String, Value>) -> Result<(Client, String), Falha> {
        let mut construtor = ClientBuilder::new(self.conector.clone());
        construtor.capabilities(capacidades);
        let prazo = self.config.prazos.nova_sessao;
        let mut base = self.endereco(None).await?;
        let mut primeira = matches!(self.config.modo, ModoNavegador::Local { .. });
        loop {
            match tokio::time::timeout(prazo, construtor.connect(&base)).await {
                Ok(Ok(cliente)) => return Ok((cliente, base)),
                Ok(Err(erro)) if primeira && traduzir::sem_resposta(&erro) => base = self.endereco(Some(&base)).await?,
                Ok(Err(erro)) => return Err(traduzir::de_nova_sessao(erro)),
                Err(_) => {
                    let mensagem = format!("o navegador não abriu em {} s", prazo.as_secs());
                    return Err(Falha::nova("navegador_indisponivel", mensagem));
                }
            }
            primeira = false;
        }
    }

    /// Espera os navegadores em descarte morrerem e derruba o chromedriver. Sessões ainda em uso morrem com ele.
    pub async fn encerrar(&self) {
        self.vagas.close();
        self.descartes.close();
        let _ = tokio::time::timeout(crate::limites::PRAZO_DESCARTE * 2, self.descartes.wait()).await;
        if let Some(mut condutor) = self.condutor.lock().await.take() {
            condutor.encerrar().await;
        }
    }
}

fn encerrado() -> Falha {
    Falha::nova("navegador_indisponivel", "o hospedeiro está sendo encerrado")
}

fn normalizar(url: &str) -> Result<String, ErroFabrica> {
    let com_barra = format!("{}/", url.trim().trim_end_matches('/'));
    match Url::parse(&com_barra) {
        Ok(lida) if matches!(lida.scheme(), "http" | "https") && lida.has_host() => Ok(com_barra),
        _ => Err(ErroFabrica::Url(url.to_owned())),
    }
}

fn sem_certificados() -> Result<rustls::ClientConfig, ErroFabrica> {
    let provedor = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provedor)
        .with_safe_default_protocol_versions()
        .map_err(|erro| ErroFabrica::Certificados(io::Error::other(erro)))?;
    Ok(config.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth())
}
