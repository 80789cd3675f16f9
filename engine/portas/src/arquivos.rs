//! Guardar e ler arquivos endereçados pelo conteúdo.

use std::path::Path;

use async_trait::async_trait;
use esteira_base::{Resumo, ids::InquilinoId};
use tokio_util::bytes::Bytes;

/// Armazém de arquivos: pasta local ou S3/MinIO. Imutável: a mesma chave tem sempre os mesmos bytes, e guardar duas vezes é guardar uma.
#[async_trait]
pub trait Arquivos: Send + Sync {
    /// Ao retornar, o conteúdo está durável. A chave é a de [`chave_de`].
    async fn guardar(&self, inquilino: InquilinoId, conteudo: Bytes) -> Result<Guardado, ErroArquivos>;

    async fn ler(&self, chave: &str) -> Result<Bytes, ErroArquivos>;

    /// Como [`Arquivos::guardar`], de um arquivo desta máquina, que pode ser maior que a memória. Quem não sabe fazê-lo aos pedaços o lê inteiro.
    async fn guardar_de(&self, inquilino: InquilinoId, origem: &Path) -> Result<Guardado, ErroArquivos> {
        let conteudo = tokio::fs::read(origem).await.map_err(ErroArquivos::desta_maquina)?;
        self.guardar(inquilino, conteudo.into()).await
    }

    /// Como [`Arquivos::ler`], para um arquivo desta máquina, que se cria ou se refaz. Só ao retornar se sabe que o conteúdo é o guardado.
    async fn ler_para(&self, chave: &str, destino: &Path) -> Result<(), ErroArquivos> {
        let conteudo = self.ler(chave).await?;
        tokio::fs::write(destino, conteudo).await.map_err(ErroArquivos::desta_maquina)
    }
}

/// A chave de um conteúdo: `{inquilino}/{2 primeiros dígitos do resumo}/{resumo}`.
pub fn chave_de(inquilino: InquilinoId, resumo: Resumo) -> String {
    let resumo = resumo.to_string();
    format!("{inquilino}/{}/{resumo}", &resumo[..2])
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guardado {
    pub chave: String,
    pub resumo: Resumo,
    /// Em bytes.
    pub tamanho: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum ErroArquivos {
    #[error("arquivo não encontrado: {0}")]
    NaoEncontrado(String),
    #[error("o armazém de arquivos não respondeu; a operação pode ser repetida")]
    Indisponivel(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("o conteúdo guardado em {0} não confere com o seu resumo")]
    Corrompido(String),
}

impl ErroArquivos {
    /// Um erro do disco desta máquina, de onde se lê ou onde se escreve: repetir pode adiantar.
    pub fn desta_maquina(causa: std::io::Error) -> Self {
        Self::Indisponivel(Box::new(causa))
    }
}
