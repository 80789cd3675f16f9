//! Entrar por um provedor de identidade (OpenID Connect): código de autorização com PKCE.
//!
//! ```text
//! entrar ─> estado sorteado, guardado ─> a pessoa vai ao provedor ─> volta com código e estado
//! retorno ─> gasta o estado ─> troca o código pelo token de identidade ─> confere-o ─> a pessoa de e-mail conferido ─> os nossos tokens
//! ```
//!
//! - Só entra quem já é usuário ativo; o provedor não cria ninguém, e o e-mail tem de estar conferido por ele.
//! - O estado serve uma vez, e só no navegador em que se começou. O nonce, o verificador do PKCE e a marca do navegador derivam-se dele com a nossa chave: não se
//!   guardam.
//! - Só se aceitam assinaturas com chave pública, das que o provedor publica agora. O provedor descobre-se pelo emissor, e fala-se com ele por
//!   [`Servicos`](esteira_portas::servico::Servicos): sem redirecionamentos, e fora da rede interna, salvo licença.
//!
//! Recusas são iguais por fora; o motivo fica no registro.

mod comecar;
mod concluir;
mod derivado;
mod identidade;
mod provedor;

use std::time::Duration;

use esteira_base::Segredo;
use tokio::sync::Mutex;
use url::{Host, Url};

pub use comecar::{Comeco, comecar};
pub use concluir::{Retorno, concluir};

use crate::{Aplicacao, ErroAplicacao};
use provedor::Provedor;

/// Quanto a pessoa tem para entrar no provedor e voltar.
pub const VALIDADE_DO_ESTADO: Duration = Duration::from_secs(10 * 60);
/// Por quanto tempo se confia no que se descobriu do provedor.
const VALIDADE_DO_PROVEDOR: Duration = Duration::from_secs(60 * 60);
/// Chave desconhecida faz reler as do provedor, mas não a cada token que se invente.
const ENTRE_RELEITURAS: Duration = Duration::from_secs(60);
/// Quanto o relógio do provedor pode distar do nosso.
const FOLGA: Duration = Duration::from_secs(60);
/// Quanto se espera por cada resposta do provedor.
const PRAZO: Duration = Duration::from_secs(10);
/// Maior resposta do provedor, em bytes.
const MAXIMO_DA_RESPOSTA: usize = 256 * 1024;

/// Como se fala com o provedor.
#[derive(Debug, Clone)]
pub struct ConfiguracaoOidc {
    /// O endereço que ele diz ser o dele.
    pub emissor: String,
    /// Como nos conhece.
    pub cliente: String,
    /// Nenhum para cliente público: vale o PKCE.
    pub segredo: Option<Segredo>,
    /// Aonde a pessoa volta: `…/api/autenticacao/oidc/retorno`, ou a página que repassa a esse endereço o que receber.
    pub retorno: String,
}

/// O que na configuração não serve.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} não serve: use um endereço https inteiro, sem `?` nem `#` (http, só na própria máquina)")]
pub struct OidcInvalido(&'static str);

/// O provedor configurado, e o que se descobriu dele.
#[derive(Debug)]
pub struct Oidc {
    configuracao: ConfiguracaoOidc,
    conhecido: Mutex<Option<Provedor>>,
}

impl Oidc {
    /// Confere os endereços. Não fala com o provedor: ele pode subir depois de nós.
    pub fn novo(configuracao: ConfiguracaoOidc) -> Result<Self, OidcInvalido> {
        endereco(&configuracao.emissor).ok_or(OidcInvalido("`oidc.emissor`"))?;
        endereco(&configuracao.retorno).ok_or(OidcInvalido("`oidc.retorno`"))?;
        Ok(Self { configuracao, conhecido: Mutex::new(None) })
    }

    /// Se quem volta o faz por TLS: a marca no navegador se guarda só para ele.
    pub fn por_tls(&self) -> bool {
        self.configuracao.retorno.starts_with("https:")
    }
}

/// O que está configurado, ou a recusa de quem pede o que não há.
pub fn configurado(app: &Aplicacao) -> Result<&Oidc, ErroAplicacao> {
    let oidc = app.configuracao.oidc.as_deref();
    oidc.ok_or_else(|| ErroAplicacao::nao_encontrado("entrada por provedor", "oidc"))
}

/// Um endereço em que se confia para falar de identidade.
fn endereco(texto: &str) -> Option<Url> {
    let url = Url::parse(texto).ok()?;
    let daqui = match url.host()? {
        Host::Domain(nome) => nome == "localhost",
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    };
    let serve = url.scheme() == "https" || (url.scheme() == "http" && daqui);
    (serve && url.query().is_none() && url.fragment().is_none() && url.username().is_empty()).then_some(url)
}

/// A recusa única. O motivo só se registra.
fn recusada(motivo: &str) -> ErroAplicacao {
    tracing::info!(motivo, "entrada por OIDC recusada");
    ErroAplicacao::NaoAutenticado(
        "não foi possível entrar pelo provedor; comece de novo e, se persistir, fale com o administrador".to_owned(),
    )
}

fn indisponivel(causa: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ErroAplicacao {
    ErroAplicacao::Indisponivel(causa.into())
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn so_se_fala_de_identidade_por_tls() {
        for bom in ["https://login.exemplo.com.br/realms/empresa", "http://127.0.0.1:9000", "http://localhost/retorno"]
        {
            assert!(endereco(bom).is_some(), "{bom}");
        }
        for ruim in [
            "http://login.exemplo.com.br",
            "https://ana@exemplo.com.br",
            "https://exemplo.com.br?a=1",
            "x",
            "file:///etc",
        ] {
            assert!(endereco(ruim).is_none(), "{ruim}");
        }
    }
}
