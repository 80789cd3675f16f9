//! A ligação com S3 ou compatível (MinIO).

use std::time::Duration;

use esteira_base::Segredo;
use object_store::aws::{AmazonS3, AmazonS3Builder, Checksum, S3ConditionalPut};
use object_store::{ClientOptions, Result, RetryConfig};

/// Quanto se insiste antes de dizer que o armazém não respondeu; quem chama repete depois, com a sua própria espera.
const PRAZO_TENTATIVAS: Duration = Duration::from_secs(30);
const MAXIMO_TENTATIVAS: usize = 3;
const PRAZO_CONEXAO: Duration = Duration::from_secs(5);
const PRAZO_PEDIDO: Duration = Duration::from_secs(60);

/// Onde e com que chave guardar.
#[derive(Debug, Clone)]
pub struct ConfigS3 {
    /// Endereço do servidor, como `https://minio.exemplo.com.br:9000`; o balde vai no caminho.
    pub endereco: String,
    pub balde: String,
    /// MinIO aceita qualquer uma; `us-east-1` é a costumeira.
    pub regiao: String,
    pub chave_de_acesso: String,
    pub segredo: Segredo,
}

impl ConfigS3 {
    pub(super) fn abrir(self) -> Result<AmazonS3> {
        let em_claro = self.endereco.starts_with("http://");
        let opcoes = ClientOptions::new()
            .with_allow_http(em_claro)
            .with_connect_timeout(PRAZO_CONEXAO)
            .with_timeout(PRAZO_PEDIDO);
        AmazonS3Builder::new()
            .with_client_options(opcoes)
            .with_retry(RetryConfig {
                max_retries: MAXIMO_TENTATIVAS,
                retry_timeout: PRAZO_TENTATIVAS,
                ..Default::default()
            })
            .with_endpoint(self.endereco)
            .with_virtual_hosted_style_request(false)
            .with_bucket_name(self.balde)
            .with_region(self.regiao)
            .with_access_key_id(self.chave_de_acesso)
            .with_secret_access_key(self.segredo.revelar())
            // "Criar se não existe" é o `If-None-Match: *`; e o servidor confere o que recebeu.
            .with_conditional_put(S3ConditionalPut::ETagMatch)
            .with_checksum_algorithm(Checksum::SHA256)
            .build()
    }
}
