//! Arquivos endereçados pelo conteúdo, numa pasta ou em S3/MinIO.
//!
//! A chave diz o que o conteúdo tem de ser: gravar é "criar se não existe", o que já existe está gravado, e toda leitura confere o BLAKE3. Assim nenhum dos
//! dois armazéns precisa de trava nem de versão.

mod aos_pedacos;
mod chave;
mod s3;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use esteira_base::{Resumo, ids::InquilinoId};
use esteira_portas::arquivos::{Arquivos, ErroArquivos, Guardado};
use object_store::local::LocalFileSystem;
use object_store::{Error as ErroObjeto, ObjectStore, ObjectStoreExt, PutMode, PutPayload};
use tokio_util::bytes::Bytes;

use chave::Chave;
pub use s3::ConfigS3;

#[derive(Debug, thiserror::Error)]
pub enum ErroConfigArquivos {
    #[error("não foi possível preparar a pasta de arquivos {pasta}")]
    Pasta {
        pasta: PathBuf,
        #[source]
        causa: std::io::Error,
    },
    #[error("configuração do armazém de arquivos inválida; confira o endereço, o balde, a chave e o segredo")]
    Armazem(#[source] ErroObjeto),
}

/// O armazém de arquivos; barato de clonar.
#[derive(Debug, Clone)]
pub struct Objetos {
    objetos: Arc<dyn ObjectStore>,
    /// Só no armazém em pasta.
    raiz: Option<Arc<Path>>,
}

impl Objetos {
    /// Numa pasta, criada se preciso e só legível pelo dono. Cada gravação só retorna com o arquivo e as pastas no disco.
    pub fn em_pasta(pasta: &Path) -> Result<Self, ErroConfigArquivos> {
        let erro = |causa| ErroConfigArquivos::Pasta { pasta: pasta.to_owned(), causa };
        criar_pasta(pasta).map_err(erro)?;
        let raiz = pasta.canonicalize().map_err(erro)?;
        let objetos = LocalFileSystem::new_with_prefix(&raiz).map_err(ErroConfigArquivos::Armazem)?.with_fsync(true);
        Ok(Self { objetos: Arc::new(objetos), raiz: Some(raiz.into()) })
    }

    /// Em S3 ou compatível.
    pub fn em_s3(config: ConfigS3) -> Result<Self, ErroConfigArquivos> {
        let objetos = config.abrir().map_err(ErroConfigArquivos::Armazem)?;
        Ok(Self { objetos: Arc::new(objetos), raiz: None })
    }

    async fn gravar(&self, chave: &Chave, conteudo: Bytes, modo: PutMode) -> Result<(), ErroObjeto> {
        self.objetos.put_opts(&chave.caminho(), PutPayload::from(conteudo), modo.into()).await.map(drop)
    }

    async fn buscar(&self, chave: &Chave) -> Result<Bytes, ErroArquivos> {
        let ao_ler = |erro| match erro {
            ErroObjeto::NotFound { .. } => ErroArquivos::NaoEncontrado(chave.to_string()),
            outro => indisponivel(outro),
        };
        let conteudo = self.objetos.get(&chave.caminho()).await.map_err(ao_ler)?.bytes().await.map_err(ao_ler)?;
        if Resumo::de(&conteudo) == chave.resumo() {
            Ok(conteudo)
        } else {
            Err(ErroArquivos::Corrompido(chave.to_string()))
        }
    }

    /// Leva ao disco as pastas do caminho. O `object_store` só leva as que ele mesmo criou; outra gravação ao mesmo tempo pode ter criado o arquivo, ou uma
    /// pasta acima dele, e ainda não ter chegado lá.
    async fn confirmar_pastas(&self, chave: &Chave) -> Result<(), ErroArquivos> {
        let Some(raiz) = self.raiz.clone() else { return Ok(()) };
        let pasta = raiz.join(chave.pasta());
        tokio::task::spawn_blocking(move || {
            let caminho = pasta.ancestors().take_while(|acima| acima.starts_with(&raiz));
            caminho.map(File::open).try_for_each(|aberta| aberta?.sync_all())
        })
        .await
        .map_err(indisponivel)?
        .map_err(indisponivel)
    }
}

#[async_trait]
impl Arquivos for Objetos {
    async fn guardar(&self, inquilino: InquilinoId, conteudo: Bytes) -> Result<Guardado, ErroArquivos> {
        let resumo = Resumo::de(&conteudo);
        let chave = Chave::nova(inquilino, resumo);
        let tamanho = conteudo.len() as u64;
        match self.gravar(&chave, conteudo.clone(), PutMode::Create).await {
            Err(ErroObjeto::AlreadyExists { .. }) => match self.buscar(&chave).await {
                Err(ErroArquivos::Corrompido(chave_ruim)) => {
                    tracing::warn!(chave = chave_ruim, "conteúdo guardado estava corrompido; regravado com o certo");
                    self.gravar(&chave, conteudo, PutMode::Overwrite).await.map_err(indisponivel)?;
                }
                outro => drop(outro?),
            },
            outro => outro.map_err(indisponivel)?,
        }
        self.confirmar_pastas(&chave).await?;
        Ok(Guardado { chave: chave.to_string(), resumo, tamanho })
    }

    async fn ler(&self, chave: &str) -> Result<Bytes, ErroArquivos> {
        // Uma chave de outra forma não pode ter sido guardada aqui; recusá-la também impede sair da pasta.
        let chave: Chave = chave.parse().map_err(|_| ErroArquivos::NaoEncontrado(chave.to_owned()))?;
        self.buscar(&chave).await
    }

    async fn guardar_de(&self, inquilino: InquilinoId, origem: &Path) -> Result<Guardado, ErroArquivos> {
        self.guardar_aos_pedacos(inquilino, origem).await
    }

    async fn ler_para(&self, chave: &str, destino: &Path) -> Result<(), ErroArquivos> {
        let chave: Chave = chave.parse().map_err(|_| ErroArquivos::NaoEncontrado(chave.to_owned()))?;
        self.ler_aos_pedacos(&chave, destino).await
    }
}

fn indisponivel(causa: impl std::error::Error + Send + Sync + 'static) -> ErroArquivos {
    ErroArquivos::Indisponivel(Box::new(causa))
}

fn criar_pasta(pasta: &Path) -> std::io::Result<()> {
    let mut construtor = std::fs::DirBuilder::new();
    construtor.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut construtor, 0o700);
    construtor.create(pasta)?;
    // A entrada da própria raiz também precisa estar no disco.
    let raiz = pasta.canonicalize()?;
    raiz.parent().map_or(Ok(()), |acima| File::open(acima)?.sync_all())
}
