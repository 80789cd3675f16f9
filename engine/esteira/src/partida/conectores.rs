//! Da configuração às portas.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use esteira_base::{Resumo, Segredo};
use esteira_conectores::{
    ConfigS3, ConfigSmtp, CorreioSmtp, Objetos, PdfEmProcessoFilho, Permitidos, ServicosHttp, TlsSmtp,
};
use esteira_portas::arquivos::Arquivos;
use esteira_portas::correio::{Carta, Correio, ErroCorreio};
use esteira_portas::rpa::{
    ClasseDeErro, DesfechoRpa, ErroRpa, Medidas, ObservadorRpa, PedidoRpa, PluginInstalado, Rpa,
};
use esteira_portas::servico::Servicos;
use esteira_rpa::{ConfigNavegador, ConfigRpa};
use tokio_util::bytes::Bytes;

use crate::config::{Config, ErroDeConfig, Tls, segredo};

/// Do começo da conexão ao aceite da carta.
const PRAZO_DO_CORREIO: Duration = Duration::from_secs(30);

/// Onde ficam os plugins compilados.
pub fn pasta_cache(config: &Config) -> PathBuf {
    config.pasta.join("cache")
}

pub fn rpa(config: &Config) -> ConfigRpa {
    let n = &config.navegador;
    let navegador = match &n.url {
        Some(url) => ConfigNavegador::remoto(url),
        None => ConfigNavegador::local(&n.chromedriver, &n.chromium),
    };
    let navegador = ConfigNavegador { aquecidos: n.aquecidos, ..navegador };
    ConfigRpa {
        pasta_plugins: config.pasta_de_plugins(),
        pasta_cache: pasta_cache(config),
        pasta_trabalho: config.pasta.join("trabalho"),
        navegador,
        max_sessoes: n.maximo,
    }
}

/// Para um comando de linha: um navegador só, e nenhum aberto antes da hora.
pub fn rpa_de_comando(config: &Config) -> ConfigRpa {
    let rpa = rpa(config);
    ConfigRpa { max_sessoes: 1, navegador: ConfigNavegador { aquecidos: 0, ..rpa.navegador }, ..rpa }
}

/// Quem lê e junta PDFs: este mesmo executável, num processo por vez.
pub fn pdf() -> std::io::Result<Arc<PdfEmProcessoFilho>> {
    Ok(Arc::new(PdfEmProcessoFilho::novo(std::env::current_exe()?, ["interno", "pdf"])))
}

pub fn arquivos(config: &Config) -> Result<Arc<dyn Arquivos>, Box<dyn Error>> {
    let a = &config.arquivos;
    let Some(endereco) = &a.endereco else {
        let pasta = a.pasta.clone().unwrap_or_else(|| config.pasta.join("arquivos"));
        return Ok(Arc::new(Objetos::em_pasta(&pasta)?));
    };
    let falta = |nome| ErroDeConfig::Falta(nome);
    Ok(Arc::new(Objetos::em_s3(ConfigS3 {
        endereco: endereco.clone(),
        balde: a.balde.clone().ok_or(falta("arquivos.balde"))?,
        regiao: a.regiao.clone().unwrap_or_else(|| "us-east-1".to_owned()),
        chave_de_acesso: a.chave_de_acesso.clone().ok_or(falta("arquivos.chave_de_acesso"))?,
        segredo: segredo(a.segredo.as_ref(), a.segredo_arquivo.as_deref())?.ok_or(falta("arquivos.segredo"))?,
    })?))
}

pub fn servicos(config: &Config) -> Result<Arc<dyn Servicos>, Box<dyn Error>> {
    let permitidos = Permitidos::novos(config.servicos.permitidos.iter().cloned());
    Ok(Arc::new(ServicosHttp::novo(permitidos)?))
}

pub fn correio(config: &Config) -> Result<Arc<dyn Correio>, Box<dyn Error>> {
    let Some(c) = &config.correio else { return Ok(Arc::new(SemCorreio)) };
    let senha: Option<Segredo> = segredo(c.senha.as_ref(), c.senha_arquivo.as_deref())?;
    Ok(Arc::new(CorreioSmtp::novo(ConfigSmtp {
        servidor: c.servidor.clone(),
        porta: c.porta,
        usuario: c.usuario.clone(),
        senha,
        remetente: c.remetente.clone(),
        tls: match c.tls {
            Tls::Nenhum => TlsSmtp::Nenhum,
            Tls::Starttls => TlsSmtp::Starttls,
            Tls::Implicito => TlsSmtp::Implicito,
        },
        prazo: PRAZO_DO_CORREIO,
    })?))
}

/// Sem `[correio]`: as notificações esperam, e dizem por quê.
struct SemCorreio;

#[async_trait]
impl Correio for SemCorreio {
    async fn enviar(&self, _carta: Carta) -> Result<(), ErroCorreio> {
        Err(ErroCorreio::Indisponivel("o correio não está configurado; preencha [correio]".to_owned()))
    }
}

/// Para comandos de linha: confere plugins, mas não os executa.
pub struct SemRpa {
    pasta_cache: PathBuf,
}

impl SemRpa {
    pub fn novo(config: &Config) -> Self {
        Self { pasta_cache: pasta_cache(config) }
    }
}

#[async_trait]
impl Rpa for SemRpa {
    async fn executar(&self, _pedido: PedidoRpa, _observador: &dyn ObservadorRpa) -> DesfechoRpa {
        let erro = ErroRpa {
            classe: ClasseDeErro::Tecnico,
            codigo: "sem_rpa".to_owned(),
            mensagem: "este processo não executa plugins".to_owned(),
            acao_recomendada: None,
            detalhes: serde_json::Value::Null,
        };
        DesfechoRpa {
            resultado: Err(erro),
            plugin: None,
            evidencias: Vec::new(),
            desvios: Vec::new(),
            medidas: Medidas::default(),
        }
    }

    fn plugins(&self) -> Vec<PluginInstalado> {
        Vec::new()
    }

    async fn conferir(&self, wasm: Bytes) -> Result<PluginInstalado, String> {
        esteira_rpa::inspecionar(wasm.to_vec(), &self.pasta_cache).await.map_err(|erro| erro.to_string())?
    }

    async fn instalar(&self, _: Bytes) -> Result<(), String> {
        Err("este processo não executa plugins".to_owned())
    }

    fn instalado(&self, _: Resumo) -> bool {
        false
    }
}
