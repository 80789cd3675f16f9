//! Arquivos maiores que a memória: entram e saem por um arquivo desta máquina, aos pedaços.
//!
//! O envio em partes do `object_store` não sabe "criar se não existe", e não precisa: quem chega depois grava os mesmos bytes. Nem a pasta nem o S3 mostram
//! o arquivo antes da última parte.

use std::path::Path;

use esteira_base::{Resumidor, ids::InquilinoId};
use esteira_portas::arquivos::{Arquivos, ErroArquivos, Guardado};
use futures::StreamExt;
use object_store::{Error as ErroObjeto, ObjectStoreExt, WriteMultipart};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{Chave, Objetos, indisponivel};

/// Quanto se lê do disco por vez.
const PEDACO: usize = 256 * 1024;
/// Até aqui vai de uma vez: é menos que uma parte.
const CABE_INTEIRO: u64 = 4 * 1024 * 1024;
/// Quantas partes vão ao mesmo tempo: com as de 5 MiB do `object_store`, é o que se tem na memória.
const PARTES_NO_AR: usize = 2;

impl Objetos {
    pub(super) async fn guardar_aos_pedacos(
        &self,
        inquilino: InquilinoId,
        origem: &Path,
    ) -> Result<Guardado, ErroArquivos> {
        let tamanho = tokio::fs::metadata(origem).await.map_err(ErroArquivos::desta_maquina)?.len();
        if tamanho <= CABE_INTEIRO {
            let conteudo = tokio::fs::read(origem).await.map_err(ErroArquivos::desta_maquina)?;
            return self.guardar(inquilino, conteudo.into()).await;
        }
        let (mut resumidor, mut tamanho) = (Resumidor::default(), 0);
        let mut arquivo = File::open(origem).await.map_err(ErroArquivos::desta_maquina)?;
        while let Some(pedaco) = proximo(&mut arquivo).await? {
            resumidor.mais(&pedaco);
            tamanho += pedaco.len() as u64;
        }
        let resumo = resumidor.fim();
        let chave = Chave::nova(inquilino, resumo);
        if !self.guardado_inteiro(&chave).await? {
            self.enviar(&chave, origem).await?;
        }
        self.confirmar_pastas(&chave).await?;
        Ok(Guardado { chave: chave.to_string(), resumo, tamanho })
    }

    pub(super) async fn ler_aos_pedacos(&self, chave: &Chave, destino: &Path) -> Result<(), ErroArquivos> {
        let mut arquivo = File::create(destino).await.map_err(ErroArquivos::desta_maquina)?;
        self.receber(chave, Some(&mut arquivo)).await?;
        arquivo.flush().await.map_err(ErroArquivos::desta_maquina)
    }

    /// Se já está lá, e são os bytes que a chave diz.
    async fn guardado_inteiro(&self, chave: &Chave) -> Result<bool, ErroArquivos> {
        match self.receber(chave, None).await {
            Ok(()) => Ok(true),
            Err(ErroArquivos::NaoEncontrado(_) | ErroArquivos::Corrompido(_)) => Ok(false),
            Err(erro) => Err(erro),
        }
    }

    /// Lê tudo, conferindo o resumo; escreve, se há onde.
    async fn receber(&self, chave: &Chave, mut destino: Option<&mut File>) -> Result<(), ErroArquivos> {
        let ao_ler = |erro| match erro {
            ErroObjeto::NotFound { .. } => ErroArquivos::NaoEncontrado(chave.to_string()),
            outro => indisponivel(outro),
        };
        let mut pedacos = self.objetos.get(&chave.caminho()).await.map_err(ao_ler)?.into_stream();
        let mut resumidor = Resumidor::default();
        while let Some(pedaco) = pedacos.next().await {
            let pedaco = pedaco.map_err(ao_ler)?;
            resumidor.mais(&pedaco);
            if let Some(arquivo) = destino.as_deref_mut() {
                arquivo.write_all(&pedaco).await.map_err(ErroArquivos::desta_maquina)?;
            }
        }
        if resumidor.fim() == chave.resumo() { Ok(()) } else { Err(ErroArquivos::Corrompido(chave.to_string())) }
    }

    async fn enviar(&self, chave: &Chave, origem: &Path) -> Result<(), ErroArquivos> {
        let partes = self.objetos.put_multipart(&chave.caminho()).await.map_err(indisponivel)?;
        let mut envio = WriteMultipart::new(partes);
        if let Err(erro) = por_no_ar(&mut envio, origem).await {
            // O que ficou pela metade não se vê; se nem isto se consegue desfazer, o erro que importa é o primeiro.
            let _ = envio.abort().await;
            return Err(erro);
        }
        envio.finish().await.map(drop).map_err(indisponivel)
    }
}

async fn por_no_ar(envio: &mut WriteMultipart, origem: &Path) -> Result<(), ErroArquivos> {
    let mut arquivo = File::open(origem).await.map_err(ErroArquivos::desta_maquina)?;
    while let Some(pedaco) = proximo(&mut arquivo).await? {
        envio.wait_for_capacity(PARTES_NO_AR).await.map_err(indisponivel)?;
        envio.put(pedaco.into());
    }
    Ok(())
}

/// O pedaço seguinte do arquivo; nenhum, se acabou.
async fn proximo(arquivo: &mut File) -> Result<Option<Vec<u8>>, ErroArquivos> {
    let mut pedaco = Vec::with_capacity(PEDACO);
    let lidos = arquivo.take(PEDACO as u64).read_to_end(&mut pedaco).await.map_err(ErroArquivos::desta_maquina)?;
    Ok((lidos > 0).then_some(pedaco))
}
