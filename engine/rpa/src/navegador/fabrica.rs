//! Abre sessões de navegador: uma vaga, uma pasta, um perfil e um porteiro novos para cada uma. As aquecidas se abrem antes de alguém as pedir.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Weak};

use esteira_portas::rpa::LugaresRpa;
use fantoccini::{Client, ClientBuilder};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value};
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};
use tokio_util::task::TaskTracker;
use url::Url;

use super::aquecidas::Aquecidas;
use super::capacidades::{Local, capacidades};
use super::condutor::Condutor;
use super::corrida::Corrida;
use super::descarte::{Descarte, PastaDaSessao};
use super::porteiro::Porteiro;
use super::processos::Processos;
use super::sessao::Sessao;
use super::traduzir;
use crate::config::{ConfigNavegador, ModoNavegador};
use crate::dominios::Dominios;
use crate::erro::Falha;
use crate::limites;

/// De onde vêm as sessões.
pub struct Fabrica {
    config: ConfigNavegador,
    conector: HttpsConnector<HttpConnector>,
    http: reqwest::Client,
    vagas: Arc<Semaphore>,
    max_sessoes: usize,
    /// Quem pediu um navegador e ainda não tem vaga.
    esperando: AtomicUsize,
    aquecidas: Arc<Aquecidas>,
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
    /// Em modo local, o chromedriver já começa a subir, e as sessões aquecidas depois dele.
    pub fn nova(
        mut config: ConfigNavegador,
        max_sessoes: usize,
        pasta_trabalho: &Path,
    ) -> Result<Arc<Self>, ErroFabrica> {
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
        let max_sessoes = max_sessoes.max(1);
        let quantas = match &config.modo {
            ModoNavegador::Local { .. } => config.aquecidos.min(max_sessoes),
            // Os lugares de um Grid são de todos: não se prende nenhum à espera.
            ModoNavegador::Remoto { .. } => 0,
        };
        let fabrica = Arc::new(Self {
            conector: conector.https_or_http().enable_http1().build(),
            http: reqwest::Client::builder().no_proxy().build()?,
            vagas: Arc::new(Semaphore::new(max_sessoes)),
            max_sessoes,
            esperando: AtomicUsize::new(0),
            aquecidas: Arc::new(Aquecidas::novas(quantas)),
            descartes: TaskTracker::new(),
            condutor: Mutex::new(condutor),
            corrida: Arc::new(corrida),
            config,
        });
        if quantas > 0 {
            tokio::spawn(aquecer(Arc::downgrade(&fabrica), fabrica.aquecidas.clone(), fabrica.vagas.clone()));
        }
        Ok(fabrica)
    }

    /// Os lugares deste nó, agora.
    pub fn lugares(&self) -> LugaresRpa {
        let (livres, aquecidos) = (self.vagas.available_permits(), self.aquecidas.prontas());
        LugaresRpa {
            em_uso: self.max_sessoes.saturating_sub(livres + aquecidos),
            livres,
            aquecidos,
            esperando: self.esperando.load(Ordering::Relaxed),
        }
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

    /// Um navegador que ninguém usou. Espera vaga; se quem pediu desiste no meio, o que chegar a abrir é descartado.
    pub async fn abrir(self: &Arc<Self>, dominios: Arc<Dominios>) -> Result<Sessao, Falha> {
        let fabrica = self.clone();
        // Numa tarefa à parte: largar este futuro não larga um navegador meio aberto, que então chegaria sem dono.
        let sessao =
            self.descartes.spawn(async move { fabrica.aquecida_ou_nova(&dominios).await }).await.map_err(
                |erro| Falha::nova("navegador_indisponivel", format!("a abertura do navegador caiu: {erro}")),
            )??;
        Ok(sessao)
    }

    async fn aquecida_ou_nova(&self, dominios: &Arc<Dominios>) -> Result<Sessao, Falha> {
        let vaga = {
            let _espera = Espera::nova(&self.esperando);
            loop {
                tokio::select! {
                    biased;
                    mut sessao = self.aquecidas.pegar() => if sessao.responde().await {
                        sessao.conceder(dominios);
                        return Ok(sessao);
                    },
                    vaga = self.vagas.clone().acquire_owned() => break vaga.map_err(|_| encerrado())?,
                }
            }
        };
        let mut sessao = self.nova_sessao(vaga, Some(dominios)).await?;
        sessao.conceder(dominios);
        Ok(sessao)
    }

    /// Abre um navegador. Num remoto, a regra de hosts só se dá ao abrir; no local, é do porteiro, que a recebe depois.
    async fn nova_sessao(&self, vaga: OwnedSemaphorePermit, dominios: Option<&Dominios>) -> Result<Sessao, Falha> {
        let indisponivel =
            |o_que: &str, erro: io::Error| Falha::nova("navegador_indisponivel", format!("{o_que}: {erro}"));
        let (mut pasta, mut porteiro) = (None, None);
        let capacidades = match &self.config.modo {
            ModoNavegador::Local { chromium, .. } => {
                let pasta = pasta
                    .insert(PastaDaSessao::nova(&self.corrida).map_err(|erro| indisponivel("pasta da sessão", erro))?);
                if self.config.so_hosts_concedidos {
                    porteiro = Some(Porteiro::novo().await.map_err(|erro| indisponivel("porteiro da sessão", erro))?);
                }
                let rede = porteiro.iter().flat_map(Porteiro::argumentos).collect();
                let (perfil, downloads) = (pasta.perfil(), pasta.downloads());
                capacidades(&self.config, rede, Some(Local { chromium, perfil: &perfil, downloads: &downloads }))
            }
            ModoNavegador::Remoto { .. } => {
                let regra = dominios.filter(|_| self.config.so_hosts_concedidos).map(Dominios::regra_de_resolucao);
                let rede = regra.map(|regra| format!("--host-resolver-rules={regra}"));
                capacidades(&self.config, rede.into_iter().collect(), None)
            }
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
        Ok(Sessao::nova(cliente, descarte, porteiro, &self.config))
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
        self.aquecidas.encerrar();
        self.vagas.close();
        self.descartes.close();
        let _ = tokio::time::timeout(limites::PRAZO_DESCARTE * 2, self.descartes.wait()).await;
        if let Some(mut condutor) = self.condutor.lock().await.take() {
            condutor.encerrar().await;
        }
    }
}

impl Drop for Fabrica {
    fn drop(&mut self) {
        // Quem aquece guarda as aquecidas; sem isto elas ficariam com ele.
        self.aquecidas.encerrar();
    }
}

/// Repõe as aquecidas, uma de cada vez, enquanto a fábrica vive. Espera a vez como quem precisa de um navegador: quem chegar entretanto serve-se da
/// que aqui se abre.
async fn aquecer(fabrica: Weak<Fabrica>, aquecidas: Arc<Aquecidas>, vagas: Arc<Semaphore>) {
    let mut pausa = limites::RELIGAR_MINIMO;
    while aquecidas.faltar().await {
        let Ok(vaga) = vagas.clone().acquire_owned().await else { return };
        let Some(viva) = fabrica.upgrade() else { return };
        let aberta = viva.descartes.clone().spawn(async move { viva.nova_sessao(vaga, None).await }).await;
        match aberta {
            Ok(Ok(sessao)) => {
                aquecidas.por(sessao);
                pausa = limites::RELIGAR_MINIMO;
            }
            Ok(Err(falha)) => {
                tracing::warn!(erro = %falha.mensagem, "não consegui aquecer um navegador");
                aquecidas.descansar(pausa).await;
                pausa = (pausa * 2).min(limites::RELIGAR_MAXIMO);
            }
            Err(erro) => {
                tracing::warn!(%erro, "a abertura de um navegador aquecido caiu");
                aquecidas.descansar(pausa).await;
            }
        }
    }
}

/// Conta quem espera, enquanto espera.
struct Espera<'a>(&'a AtomicUsize);

impl<'a> Espera<'a> {
    fn nova(esperando: &'a AtomicUsize) -> Self {
        esperando.fetch_add(1, Ordering::Relaxed);
        Self(esperando)
    }
}

impl Drop for Espera<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
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
