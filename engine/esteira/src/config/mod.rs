//! A configuração: um arquivo TOML e o ambiente, com um valor padrão para tudo o que pode ter.

mod chaves;
mod ler;
mod partes;

use std::path::{Path, PathBuf};
use std::time::Duration;

use esteira_aplicacao::backup::{ConfiguracaoDoBackup, MANTER};
use esteira_base::Segredo;
use serde::Deserialize;

pub use chaves::{Chaves, sortear_em};
pub use ler::{ErroDeConfig, segredo};
pub use partes::{
    Administrador, Arquivos, Caixas, Correio, Cors, Diario, Limites, Metricas, Navegador, Oidc, Sat, Servicos, Tls,
    Trabalhadores,
};

/// Tudo o que se escolhe. Segredos vêm do ambiente ou de arquivos (`…_arquivo`), nunca precisam estar no TOML.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Endereço da API.
    pub escuta: String,
    /// Por onde as pessoas chegam aqui (`https://esteira.empresa.com.br`): vai nos links das mensagens.
    pub endereco_publico: Option<String>,
    /// Onde ficam o SQLite, os arquivos, as chaves e o cache, quando não se diz outro lugar.
    pub pasta: PathBuf,
    /// `sqlite:<caminho>` ou `postgres://…`; vazio = SQLite na pasta.
    pub banco: Option<String>,
    /// Se `banco` é de um PgBouncer em modo transação, o `postgres://…` sem ele: só para migrar, na partida.
    pub banco_direto: Option<String>,
    /// Conexões do PostgreSQL, ou leitores do SQLite.
    pub conexoes: u32,
    /// Nome da organização com que a instalação nasce.
    pub organizacao: String,
    /// Onde estão os plugins (`*.wasm`); vazio = `plugins` na pasta.
    pub plugins: Option<PathBuf>,
    /// Onde ficam as cópias do banco; vazio = `backup` na pasta. Noutro disco, se há um.
    pub pasta_de_backup: Option<PathBuf>,
    /// Cópias que nenhum agendamento larga.
    pub backups_ao_menos: u32,
    /// Chaves públicas (ed25519, hexadecimal) de quem pode publicar plugins; vazia, não se exige assinatura.
    pub chaves_de_plugin: Vec<String>,
    /// Proxies nossos na frente da API.
    pub proxies: usize,
    /// Maior fatura aceita, em MiB.
    pub fatura_maxima_mib: u64,
    /// Vida do token de acesso, em minutos.
    pub acesso_minutos: u64,
    /// Vida do token de renovação, em dias.
    pub renovacao_dias: u64,
    pub limites: Limites,
    pub cors: Cors,
    pub oidc: Option<Oidc>,
    pub diario: Diario,
    pub administrador: Administrador,
    pub arquivos: Arquivos,
    pub servicos: Servicos,
    pub metricas: Metricas,
    pub correio: Option<Correio>,
    pub sat: Option<Sat>,
    pub navegador: Navegador,
    pub caixas: Caixas,
    pub trabalhadores: Trabalhadores,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            escuta: "127.0.0.1:8080".to_owned(),
            endereco_publico: None,
            pasta: PathBuf::from("dados"),
            banco: None,
            banco_direto: None,
            conexoes: 16,
            organizacao: "Minha organização".to_owned(),
            plugins: None,
            pasta_de_backup: None,
            backups_ao_menos: MANTER,
            chaves_de_plugin: Vec::new(),
            proxies: 0,
            fatura_maxima_mib: 20,
            acesso_minutos: 15,
            renovacao_dias: 14,
            limites: Limites::default(),
            cors: Cors::default(),
            oidc: None,
            diario: Diario::default(),
            administrador: Administrador::default(),
            arquivos: Arquivos::default(),
            servicos: Servicos::default(),
            metricas: Metricas::default(),
            correio: None,
            sat: None,
            navegador: Navegador::default(),
            caixas: Caixas::default(),
            trabalhadores: Trabalhadores::default(),
        }
    }
}

impl Config {
    /// Lê o arquivo (se dado) e o ambiente por cima.
    pub fn ler(arquivo: Option<&Path>) -> Result<Self, ErroDeConfig> {
        ler::ler(arquivo)
    }

    pub fn url_do_banco(&self) -> String {
        self.banco.clone().unwrap_or_else(|| format!("sqlite:{}", self.pasta.join("esteira.db").display()))
    }

    pub fn pasta_de_plugins(&self) -> PathBuf {
        self.plugins.clone().unwrap_or_else(|| self.pasta.join("plugins"))
    }

    /// De onde e para onde se copia o banco.
    pub fn backup(&self) -> ConfiguracaoDoBackup {
        let url = self.banco_direto.clone().unwrap_or_else(|| self.url_do_banco());
        let pasta = self.pasta_de_backup.clone().unwrap_or_else(|| self.pasta.join("backup"));
        ConfiguracaoDoBackup { pasta, url: Segredo::novo(url), ao_menos: self.backups_ao_menos }
    }

    pub fn opcoes_do_servidor(&self) -> Result<esteira_servidor::OpcoesDoServidor, ErroDeConfig> {
        let token_das_metricas = segredo(self.metricas.token.as_ref(), self.metricas.token_arquivo.as_deref())?;
        Ok(esteira_servidor::OpcoesDoServidor {
            proxies: self.proxies,
            origens: esteira_servidor::Origens::ler(self.cors.origens.iter().map(String::as_str))?,
            limites: self.limites.de_pedidos(),
            token_das_metricas,
            ..Default::default()
        })
    }

    pub fn validade_do_acesso(&self) -> Duration {
        Duration::from_secs(self.acesso_minutos * 60)
    }

    pub fn validade_da_renovacao(&self) -> Duration {
        Duration::from_secs(self.renovacao_dias * 86_400)
    }
}
