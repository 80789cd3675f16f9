//! Copiar o banco para a pasta, sem aplicação de pé: quem atualiza a versão copia antes que as migrações dela corram.

use std::path::PathBuf;

use esteira_armazem::copia::{self, Tipo};
use esteira_base::Instante;
use uuid::Uuid;

use super::pasta::{PARCIAL, listar, preparar, publicar, reservar, resumir, rodar};
use super::{ConfiguracaoDoBackup, Manifesto};
use crate::ErroAplicacao;

/// A cópia da hora dada, feita agora se ainda não o está; ficam só as `manter` mais novas. Devolve quantas se largaram.
pub async fn copiar(
    config: &ConfiguracaoDoBackup,
    hora: Instante,
    agora: Instante,
    manter: u32,
) -> Result<(Manifesto, usize), ErroAplicacao> {
    let nome = nome(config, hora);
    let copia = match listar(&config.pasta)?.into_iter().find(|manifesto| manifesto.nome == nome) {
        Some(feita) => feita,
        None => nova(config, nome, agora).await?,
    };
    let pasta = config.pasta.clone();
    let largadas =
        tokio::task::spawn_blocking(move || rodar(&pasta, manter)).await.map_err(ErroAplicacao::interno)??;
    Ok((copia, largadas))
}

async fn nova(config: &ConfiguracaoDoBackup, nome: String, agora: Instante) -> Result<Manifesto, ErroAplicacao> {
    preparar(&config.pasta)?;
    // Um nome por vez: o nó que congelou e acordou não mexe na cópia de outro.
    let parcial = Parcial(config.pasta.join(format!("{nome}.{}{PARCIAL}", Uuid::now_v7().simple())));
    reservar(&parcial.0)?;
    copia::copiar(&config.url, &parcial.0).await?;
    let (pasta, banco) = (config.pasta.clone(), Tipo::de(&config.url).nome().to_owned());
    let conta = move || -> Result<Manifesto, ErroAplicacao> {
        let (tamanho, resumo) = resumir(&parcial.0)?;
        let versao = env!("CARGO_PKG_VERSION").to_owned();
        let manifesto = Manifesto { nome, feito_em: agora, banco, versao, tamanho, resumo };
        publicar(&pasta, &parcial.0, &manifesto)?;
        Ok(manifesto)
    };
    tokio::task::spawn_blocking(conta).await.map_err(ErroAplicacao::interno)?
}

/// `esteira-20261122T040000Z.sqlite`: em ordem de nome é em ordem de hora.
fn nome(config: &ConfiguracaoDoBackup, hora: Instante) -> String {
    format!("esteira-{}.{}", hora.data_hora().format("%Y%m%dT%H%M%SZ"), Tipo::de(&config.url).extensao())
}

/// A cópia por acabar; largada no meio, some.
struct Parcial(PathBuf);

impl Parcial {
    fn apagar(&self) {
        // Depois de publicada já não está aqui; e a que fica por não se conseguir apagar não é cópia de nada.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Drop for Parcial {
    fn drop(&mut self) {
        self.apagar();
    }
}
