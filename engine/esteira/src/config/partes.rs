//! As seções da configuração.

use std::fmt;
use std::path::PathBuf;

use esteira_base::{Duracao, Segredo};
use esteira_servidor::LimitesDePedidos;
use serde::{Deserialize, Deserializer};

/// Um segredo na configuração: não se imprime.
#[derive(Clone)]
pub struct SegredoDeConfig(pub Segredo);

impl fmt::Debug for SegredoDeConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<'de> Deserialize<'de> for SegredoDeConfig {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(|texto| Self(Segredo::novo(texto)))
    }
}

/// `[diario]`: os logs do processo.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Diario {
    /// Filtro do `tracing`: `info`, `esteira_rpa=debug,info`, …
    pub filtro: String,
    /// Uma linha JSON por registro.
    pub json: bool,
}

impl Default for Diario {
    fn default() -> Self {
        Self { filtro: "info".to_owned(), json: false }
    }
}

/// `[administrador]`: o primeiro usuário, criado se ainda não há nenhum.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Administrador {
    pub email: Option<String>,
    pub senha: Option<SegredoDeConfig>,
    pub senha_arquivo: Option<PathBuf>,
}

/// `[limites]`: pedidos por minuto, em cada nó; zero = sem limite.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limites {
    /// De cada pessoa ou token de integração.
    pub por_credencial: u32,
    /// De cada endereço, tenha quem tiver atrás dele.
    pub por_endereco: u32,
    /// Entradas e renovações de cada endereço.
    pub entradas: u32,
    /// Batidas de cada endereço nos webhooks.
    pub webhooks: u32,
}

impl Default for Limites {
    fn default() -> Self {
        let LimitesDePedidos { por_credencial, por_endereco, entradas, webhooks } = LimitesDePedidos::default();
        Self { por_credencial, por_endereco, entradas, webhooks }
    }
}

impl Limites {
    pub fn de_pedidos(&self) -> LimitesDePedidos {
        let Self { por_credencial, por_endereco, entradas, webhooks } = *self;
        LimitesDePedidos { por_credencial, por_endereco, entradas, webhooks }
    }
}

/// `[cors]`: de que outras origens um navegador pode chamar a API.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cors {
    /// Exatas: `https://painel.exemplo.com.br`. No ambiente, separadas por vírgula.
    #[serde(deserialize_with = "lista")]
    pub origens: Vec<String>,
}

/// `[oidc]`: entrar por um provedor de identidade, além da senha.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    pub emissor: String,
    pub cliente: String,
    /// Sem segredo, cliente público.
    pub segredo: Option<SegredoDeConfig>,
    pub segredo_arquivo: Option<PathBuf>,
    /// Aonde a pessoa volta, como registrado no provedor.
    pub retorno: String,
}

/// `[metricas]`: sem token, só quem opera o motor lê `/metricas`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metricas {
    /// O que o coletor manda em `Authorization: Bearer …`.
    pub token: Option<SegredoDeConfig>,
    pub token_arquivo: Option<PathBuf>,
}

/// `[servicos]`: o que os passos `http` podem chamar além da internet.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Servicos {
    /// Nomes e números da rede interna: `crm.interno`, `10.0.0.7`. No ambiente, separados por vírgula.
    #[serde(deserialize_with = "lista")]
    pub permitidos: Vec<String>,
}

/// Uma lista, ou um texto com vírgulas (o ambiente não tem listas).
fn lista<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Escrita {
        Lista(Vec<String>),
        Texto(String),
    }
    Ok(match Escrita::deserialize(d)? {
        Escrita::Lista(itens) => itens,
        Escrita::Texto(texto) => {
            texto.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
        }
    })
}

/// `[arquivos]`: sem `endereco`, uma pasta; com ele, S3 ou MinIO.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Arquivos {
    /// Vazia = `arquivos` na pasta.
    pub pasta: Option<PathBuf>,
    pub endereco: Option<String>,
    pub balde: Option<String>,
    pub regiao: Option<String>,
    pub chave_de_acesso: Option<String>,
    pub segredo: Option<SegredoDeConfig>,
    pub segredo_arquivo: Option<PathBuf>,
}

/// `[correio]`: SMTP.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correio {
    pub servidor: String,
    #[serde(default = "porta_smtp")]
    pub porta: u16,
    pub remetente: String,
    /// `nenhum`, `starttls` (padrão) ou `implicito`.
    #[serde(default)]
    pub tls: Tls,
    pub usuario: Option<String>,
    pub senha: Option<SegredoDeConfig>,
    pub senha_arquivo: Option<PathBuf>,
}

fn porta_smtp() -> u16 {
    587
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    Nenhum,
    #[default]
    Starttls,
    Implicito,
}

/// `[sat]`: onde e como entrar no SAT.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sat {
    pub url: String,
    pub usuario: String,
    pub senha: Option<SegredoDeConfig>,
    pub senha_arquivo: Option<PathBuf>,
}

/// `[caixas]`: as caixas de correio que os plugins leem.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Caixas {
    /// Certificados de autoridade (PEM) em que se confia além das do sistema.
    pub autoridades: Vec<PathBuf>,
}

/// Navegadores aquecidos, se a configuração não diz outro: um basta para que a primeira fatura não espere um abrir.
const NAVEGADORES_AQUECIDOS: usize = 1;

/// `[navegador]`: sem `url`, o chromedriver desta máquina.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Navegador {
    /// WebDriver remoto: `http://grade:4444`.
    pub url: Option<String>,
    pub chromedriver: PathBuf,
    pub chromium: PathBuf,
    /// Navegadores ao mesmo tempo neste nó.
    pub maximo: usize,
    /// Deles, quantos esperam já abertos por uma execução; zero não aquece nenhum.
    pub aquecidos: usize,
}

impl Default for Navegador {
    fn default() -> Self {
        Self {
            url: None,
            chromedriver: PathBuf::from("/usr/bin/chromedriver"),
            chromium: PathBuf::from("/usr/bin/chromium"),
            maximo: 4,
            aquecidos: NAVEGADORES_AQUECIDOS,
        }
    }
}

/// `[trabalhadores]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Trabalhadores {
    /// Nome do nó em logs; vazio = nome da máquina.
    pub nome: Option<String>,
    pub simultaneos: u32,
    pub validade_da_concessao: Duracao,
    pub leitura_periodica: Duracao,
    pub prazo_para_parar: Duracao,
}

impl Default for Trabalhadores {
    fn default() -> Self {
        let padrao = esteira_trabalhadores::OpcoesDosTrabalhadores::default();
        Self {
            nome: None,
            simultaneos: padrao.simultaneos,
            validade_da_concessao: padrao.validade_da_concessao.into(),
            leitura_periodica: padrao.leitura_periodica.into(),
            prazo_para_parar: padrao.prazo_para_parar.into(),
        }
    }
}
