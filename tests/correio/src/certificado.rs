//! Uma autoridade de teste e o certificado de 127.0.0.1 que ela assina.

use std::path::{Path, PathBuf};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use crate::ErroDoCorreio;
use crate::erro::AoTentar;

/// Os arquivos PEM.
#[derive(Debug)]
pub(crate) struct Certificado {
    pub autoridade: PathBuf,
    pub certificado: PathBuf,
    pub chave: PathBuf,
}

impl Certificado {
    pub fn em(pasta: &Path) -> Result<Self, ErroDoCorreio> {
        let mut autoridade = CertificateParams::new(Vec::<String>::new())?;
        autoridade.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let chave_da_autoridade = KeyPair::generate()?;
        let da_autoridade = autoridade.self_signed(&chave_da_autoridade)?;
        let emissora = Issuer::new(autoridade, chave_da_autoridade);
        let chave = KeyPair::generate()?;
        let nomes = ["127.0.0.1".to_owned(), "localhost".to_owned()];
        let certificado = CertificateParams::new(nomes)?.signed_by(&chave, &emissora)?;
        let gravar = |nome: &str, pem: String| {
            let caminho = pasta.join(nome);
            std::fs::write(&caminho, pem).ao("gravar o certificado de teste").map(|()| caminho)
        };
        Ok(Self {
            autoridade: gravar("autoridade.pem", da_autoridade.pem())?,
            certificado: gravar("certificado.pem", certificado.pem())?,
            chave: gravar("chave.pem", chave.serialize_pem())?,
        })
    }
}
