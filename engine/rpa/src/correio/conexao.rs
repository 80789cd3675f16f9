//! Chegar ao servidor: TCP e, por cima, TLS com as autoridades do sistema e as que a instalação acrescenta.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::conta::Endereco;
use super::dialogo::Fluxo;
use super::recusa::Recusa;
use crate::erro::Falha;

/// Em quem se confia para dizer que um servidor de correio é quem diz ser.
pub struct Autoridades(Arc<ClientConfig>);

/// Por que um arquivo de autoridades não serve.
#[derive(Debug, thiserror::Error)]
pub enum ErroAutoridades {
    #[error("{arquivo}: {causa}")]
    Arquivo { arquivo: String, causa: rustls::pki_types::pem::Error },
    #[error("{0}: o certificado não serve de autoridade ({1})")]
    Certificado(String, rustls::Error),
    #[error("{0}: não há certificado algum; é preciso um PEM com BEGIN CERTIFICATE")]
    Vazio(String),
    #[error("o TLS do correio não pôde ser montado: {0}")]
    Tls(#[from] rustls::Error),
}

impl Autoridades {
    /// As do sistema.
    pub fn do_sistema() -> Result<Self, ErroAutoridades> {
        Self::com_mais(std::iter::empty::<&Path>())
    }

    /// As do sistema e as destes arquivos PEM: as da própria empresa, em geral.
    pub fn com_mais(arquivos: impl IntoIterator<Item = impl AsRef<Path>>) -> Result<Self, ErroAutoridades> {
        let mut raizes = RootCertStore::empty();
        // Certificado velho que o sistema guarda e não se deixa ler não impede os outros.
        raizes.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        for arquivo in arquivos {
            juntar(&mut raizes, arquivo.as_ref())?;
        }
        let provedor = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provedor)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(raizes)
            .with_no_client_auth();
        Ok(Self(Arc::new(config)))
    }
}

fn juntar(raizes: &mut RootCertStore, arquivo: &Path) -> Result<(), ErroAutoridades> {
    let nome = arquivo.display().to_string();
    let ao_ler = |causa| ErroAutoridades::Arquivo { arquivo: nome.clone(), causa };
    let mut algum = false;
    for certificado in CertificateDer::pem_file_iter(arquivo).map_err(ao_ler)? {
        let certificado = certificado.map_err(ao_ler)?;
        raizes.add(certificado).map_err(|erro| ErroAutoridades::Certificado(nome.clone(), erro))?;
        algum = true;
    }
    if algum { Ok(()) } else { Err(ErroAutoridades::Vazio(nome)) }
}

pub(super) async fn conectar(endereco: &Endereco, autoridades: &Autoridades) -> Result<Box<dyn Fluxo>, Recusa> {
    let tcp = TcpStream::connect((endereco.servidor.as_str(), endereco.porta))
        .await
        .map_err(|erro| Recusa::perdida(format!("{endereco} ({erro})")))?;
    if !endereco.tls {
        return Ok(Box::new(tcp));
    }
    let nome = ServerName::try_from(endereco.servidor.clone())
        .map_err(|_| Falha::nova("argumento_invalido", format!("\"{}\" não é nome de servidor", endereco.servidor)))?;
    match TlsConnector::from(autoridades.0.clone()).connect(nome, tcp).await {
        Ok(cifrado) => Ok(Box::new(cifrado)),
        Err(erro) => Err(sem_tls(endereco, &erro)),
    }
}

fn sem_tls(endereco: &Endereco, erro: &std::io::Error) -> Recusa {
    let causa = erro.get_ref().and_then(|causa| causa.downcast_ref::<rustls::Error>());
    match causa {
        Some(rustls::Error::InvalidCertificate(motivo)) => Recusa::Outra(Falha::nova(
            "certificado_invalido",
            format!(
                "o certificado de {endereco} não é de confiança ({motivo:?}); confira o servidor no cadastro ou a autoridade na configuração"
            ),
        )),
        _ => Recusa::perdida(format!("{endereco} não aceita TLS nesta porta ({erro})")),
    }
}
