//! A partida: da configuração à aplicação montada.

mod conectores;
pub mod diario;
mod trava;

pub use conectores::{pasta_cache, rpa_de_comando};

use std::error::Error;
use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::sync::Arc;

use esteira_aplicacao::autenticacao::Reconhecidos;
use esteira_aplicacao::autenticacao::oidc::{ConfiguracaoOidc, Oidc};
use esteira_aplicacao::cofre::Cofre;
use esteira_aplicacao::consolidador::Consolidador;
use esteira_aplicacao::faturas::{FLUXO, ProjetorDeFaturas};
use esteira_aplicacao::plugins::ChavesConfiaveis;
use esteira_aplicacao::trabalhos::{FLUXO_DE_PERGUNTA, RitmoDoRpaExterno};
use esteira_aplicacao::{Aplicacao, ConfiguracaoDaAplicacao, ConfiguracaoDoSat, Quem, fluxos, usuarios};
use esteira_armazem::{Armazem, OpcoesDoArmazem};
use esteira_base::ids::InquilinoId;
use esteira_base::{Relogio, RelogioDoSistema};
use esteira_conectores::{Mensageiros, RpaExternoHttp};
use esteira_portas::rpa::Rpa;
use esteira_rpa::{Autoridades, ConfigRpa, HospedeiroRpa};
use esteira_trabalhadores::{OpcoesDosTrabalhadores, Trabalhadores};
use tokio::task::JoinHandle;

use crate::config::{Chaves, Config, ErroDeConfig, segredo};
use trava::Trava;

type Falha = Box<dyn Error>;

/// O fluxo das faturas que vem com o produto: uma instalação nova nasce com ele publicado.
/// Os fluxos com que uma instalação nasce: nome, arquivo e texto.
const FLUXOS: [(&str, &str, &str); 2] = [
    (FLUXO, "workflows/faturas.yaml", include_str!("../../../../workflows/faturas.yaml")),
    (FLUXO_DE_PERGUNTA, "workflows/pergunta.yaml", include_str!("../../../../workflows/pergunta.yaml")),
];

/// Id da chave mestra vigente.
const CHAVE_MESTRA: u32 = 1;

/// A aplicação de pé.
pub struct Montada {
    pub app: Aplicacao,
    pub inquilino: InquilinoId,
    hospedeiro: Option<Arc<HospedeiroRpa>>,
    laco: JoinHandle<()>,
    /// No SQLite, só um processo trabalha por vez.
    _trava: Option<Trava>,
}

/// Abre o banco, criando a pasta se preciso.
pub async fn abrir_armazem(config: &Config) -> Result<Armazem, Falha> {
    // Só do dono: aqui moram o banco, as faturas e as chaves.
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&config.pasta)
        .map_err(|erro| format!("não consegui criar a pasta {}: {erro}", config.pasta.display()))?;
    let direta = config.banco_direto.clone();
    Ok(Armazem::abrir(&OpcoesDoArmazem { url: config.url_do_banco(), conexoes: config.conexoes, direta }).await?)
}

impl Montada {
    /// Tudo de pé, com navegador e plugins. No SQLite, recusa-se se outro processo já trabalha no mesmo arquivo.
    pub async fn nova(config: &Config) -> Result<Self, Falha> {
        let armazem = abrir_armazem(config).await?;
        let trava = armazem.arquivo().map(|arquivo| Trava::pegar(&arquivo)).transpose()?;
        let relogio: Arc<dyn Relogio> = Arc::new(RelogioDoSistema);
        let hospedeiro = Arc::new(hospedeiro(conectores::rpa(config), config, relogio.clone()).await?);
        let rpa: Arc<dyn Rpa> = hospedeiro.clone();
        let mut montada = Self::montar(config, armazem, relogio, rpa).await?;
        montada.hospedeiro = Some(hospedeiro);
        montada._trava = trava;
        Ok(montada)
    }

    /// Só o banco e os casos de uso, para comandos de linha: sem navegador, sem plugins, sem trava.
    pub async fn so_banco(config: &Config) -> Result<Self, Falha> {
        let armazem = abrir_armazem(config).await?;
        Self::montar(config, armazem, Arc::new(RelogioDoSistema), Arc::new(conectores::SemRpa::novo(config))).await
    }

    /// O banco, os casos de uso e o navegador, para um comando de linha que usa plugins: sem trabalhadores, nem trava.
    pub async fn com_navegador(config: &Config) -> Result<Self, Falha> {
        let armazem = abrir_armazem(config).await?;
        let relogio: Arc<dyn Relogio> = Arc::new(RelogioDoSistema);
        let hospedeiro = Arc::new(hospedeiro(conectores::rpa_de_comando(config), config, relogio.clone()).await?);
        let mut montada = Self::montar(config, armazem, relogio, hospedeiro.clone()).await?;
        montada.hospedeiro = Some(hospedeiro);
        Ok(montada)
    }

    /// Tudo de pé menos navegador e plugins: um servidor cujos fluxos não os usam.
    pub async fn sem_navegador(config: &Config) -> Result<Self, Falha> {
        let armazem = abrir_armazem(config).await?;
        let trava = armazem.arquivo().map(|arquivo| Trava::pegar(&arquivo)).transpose()?;
        let rpa = Arc::new(conectores::SemRpa::novo(config));
        let montada = Self::montar(config, armazem, Arc::new(RelogioDoSistema), rpa).await?;
        Ok(Self { _trava: trava, ..montada })
    }

    async fn montar(
        config: &Config,
        armazem: Armazem,
        relogio: Arc<dyn Relogio>,
        rpa: Arc<dyn Rpa>,
    ) -> Result<Self, Falha> {
        armazem.migrar().await?;
        if armazem.passa_por_cima_da_cerca().await? {
            tracing::warn!(
                "o usuário do PostgreSQL passa por cima da cerca entre inquilinos; ligue com um sem SUPERUSER nem BYPASSRLS, dono do banco"
            );
        }
        let inquilino = armazem.inquilino_inicial(&config.organizacao, relogio.agora()).await?;
        let chaves = Chaves::da_pasta(&config.pasta)?;
        let arquivos = conectores::arquivos(config)?;
        let projetor = Arc::new(ProjetorDeFaturas);
        let (consolidador, laco) = Consolidador::iniciar(armazem.clone(), relogio.clone(), projetor, arquivos.clone());
        let servicos = conectores::servicos(config)?;
        let app = Aplicacao {
            armazem,
            relogio,
            arquivos,
            rpa,
            correio: conectores::correio(config)?,
            mensageiro: Arc::new(Mensageiros::novos(servicos.clone())),
            servicos: servicos.clone(),
            rpa_externo: Arc::new(RpaExternoHttp::novo(servicos)),
            leitor_de_pdf: conectores::pdf()?,
            cofre: Cofre::nova(chaves.mestra, CHAVE_MESTRA)?,
            consolidador,
            reconhecidos: Reconhecidos::default(),
            configuracao: Arc::new(ConfiguracaoDaAplicacao {
                chave_jwt: chaves.tokens,
                validade_do_acesso: config.validade_do_acesso(),
                validade_da_renovacao: config.validade_da_renovacao(),
                sat: sat(config)?,
                tamanho_maximo_da_fatura: config.fatura_maxima_mib * 1024 * 1024,
                rpa_externo: RitmoDoRpaExterno::default(),
                endereco_publico: endereco_publico(config)?,
                oidc: oidc(config)?,
                chaves_de_plugin: ChavesConfiaveis::ler(&config.chaves_de_plugin)?,
                backup: Some(config.backup()),
            }),
        };
        Ok(Self { app, inquilino, hospedeiro: None, laco, _trava: None })
    }

    /// O que uma instalação nova precisa para servir: os fluxos da casa e o primeiro administrador.
    pub async fn semear(&self, config: &Config) -> Result<(), Falha> {
        let quem = Quem::sistema(self.inquilino);
        for (fluxo, arquivo, texto) in FLUXOS {
            let publicado = self.app.armazem.ler(self.inquilino).await?.fluxo_vigente(fluxo).await?;
            if publicado.is_none() {
                fluxos::publicar(&self.app, &quem, arquivo, texto).await?;
            }
        }
        if usuarios::ha_usuarios(&self.app, self.inquilino).await? {
            return Ok(());
        }
        let senha = segredo(config.administrador.senha.as_ref(), config.administrador.senha_arquivo.as_deref())?;
        match (&config.administrador.email, senha) {
            (Some(email), Some(senha)) => {
                usuarios::criar_primeiro_administrador(&self.app, self.inquilino, email, senha).await?;
                tracing::info!(email, "primeiro administrador criado");
            }
            _ => tracing::warn!(
                "ainda não há usuários: rode `esteira usuario criar --perfil ADMINISTRADOR --email … --nome …`, ou informe \
                 ESTEIRA_ADMINISTRADOR__EMAIL e ESTEIRA_ADMINISTRADOR__SENHA"
            ),
        }
        Ok(())
    }

    /// Começa os trabalhadores deste nó.
    pub async fn trabalhadores(&self, config: &Config) -> Result<Trabalhadores, Falha> {
        let t = &config.trabalhadores;
        let opcoes = OpcoesDosTrabalhadores {
            nome: t.nome.clone().unwrap_or_else(nome_da_maquina),
            unico: self.app.armazem.arquivo().is_some(),
            simultaneos: t.simultaneos,
            validade_da_concessao: t.validade_da_concessao.0,
            leitura_periodica: t.leitura_periodica.0,
            prazo_para_parar: t.prazo_para_parar.0,
        };
        Ok(Trabalhadores::iniciar(self.app.clone(), opcoes).await?)
    }

    /// Desmonta na ordem: navegadores, consolidador, banco.
    pub async fn encerrar(self) {
        let Self { app, hospedeiro, laco, .. } = self;
        if let Some(hospedeiro) = hospedeiro {
            hospedeiro.encerrar().await;
        }
        let armazem = app.armazem.clone();
        // Sem mais quem peça, o consolidador grava o que tem e para.
        drop(app);
        if tokio::time::timeout(std::time::Duration::from_secs(10), laco).await.is_err() {
            tracing::warn!("o consolidador não parou a tempo");
        }
        armazem.fechar().await;
    }
}

/// O hospedeiro de plugins, com os da pasta.
pub async fn hospedeiro(rpa: ConfigRpa, config: &Config, relogio: Arc<dyn Relogio>) -> Result<HospedeiroRpa, Falha> {
    let hospedeiro = HospedeiroRpa::novo(rpa, relogio, conectores::pdf()?).await?;
    for recusado in hospedeiro.recusados() {
        tracing::warn!(plugin = ?recusado, "plugin recusado");
    }
    Ok(hospedeiro.com_autoridades(Autoridades::com_mais(&config.caixas.autoridades)?))
}

fn sat(config: &Config) -> Result<Option<ConfiguracaoDoSat>, ErroDeConfig> {
    let Some(sat) = &config.sat else { return Ok(None) };
    let senha = segredo(sat.senha.as_ref(), sat.senha_arquivo.as_deref())?.ok_or(ErroDeConfig::Falta("sat.senha"))?;
    Ok(Some(ConfiguracaoDoSat { url: sat.url.clone(), usuario: sat.usuario.clone(), senha }))
}

fn endereco_publico(config: &Config) -> Result<Option<String>, ErroDeConfig> {
    let Some(dado) = &config.endereco_publico else { return Ok(None) };
    let serve =
        |url: &url::Url| matches!(url.scheme(), "http" | "https") && url.host().is_some() && url.query().is_none();
    match url::Url::parse(dado) {
        Ok(url) if serve(&url) => Ok(Some(dado.clone())),
        _ => Err(ErroDeConfig::EnderecoPublico(dado.clone())),
    }
}

fn oidc(config: &Config) -> Result<Option<Arc<Oidc>>, Falha> {
    let Some(oidc) = &config.oidc else { return Ok(None) };
    Ok(Some(Arc::new(Oidc::novo(ConfiguracaoOidc {
        emissor: oidc.emissor.clone(),
        cliente: oidc.cliente.clone(),
        segredo: segredo(oidc.segredo.as_ref(), oidc.segredo_arquivo.as_deref())?,
        retorno: oidc.retorno.clone(),
    })?)))
}

fn nome_da_maquina() -> String {
    fs::read_to_string("/etc/hostname").map_or_else(|_| "no".to_owned(), |nome| nome.trim().to_owned())
}
