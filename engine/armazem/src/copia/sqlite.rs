//! A cópia do SQLite.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use esteira_base::Segredo;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use super::ErroDeCopia;

/// O que o SQLite deixa ao lado do arquivo: com o de outro banco, o refeito se estragaria.
const AO_LADO: [&str; 3] = ["", "-wal", "-shm"];

pub(super) async fn copiar(url: &Segredo, destino: &Path) -> Result<(), ErroDeCopia> {
    let destino = destino.to_str().ok_or_else(|| ErroDeCopia::Ocupado("o caminho da cópia não é texto".to_owned()))?;
    let mut con = opcoes(url)?.read_only(true).connect().await?;
    sqlx::query("VACUUM INTO $1").bind(destino).execute(&mut con).await?;
    con.close().await?;
    Ok(())
}

pub(super) async fn refazer(url: &Segredo, copia: &Path) -> Result<(), ErroDeCopia> {
    let opcoes = opcoes(url)?;
    let destino = opcoes.get_filename().to_path_buf();
    for sufixo in AO_LADO {
        let caminho = com_sufixo(&destino, sufixo);
        if caminho.exists() {
            let mensagem = format!(
                "{} já existe; pare o servidor, guarde o banco de agora noutro lugar e repita",
                caminho.display()
            );
            return Err(ErroDeCopia::Ocupado(mensagem));
        }
    }
    conferir(copia).await?;
    let parcial = com_sufixo(&destino, ".parcial");
    fs::copy(copia, &parcial)?;
    fs::File::open(&parcial)?.sync_all()?;
    Ok(fs::rename(&parcial, &destino)?)
}

/// Se o arquivo é um banco inteiro.
async fn conferir(copia: &Path) -> Result<(), ErroDeCopia> {
    let mut con = SqliteConnectOptions::new().filename(copia).read_only(true).immutable(true).connect().await?;
    let problema: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut con).await?;
    con.close().await?;
    if problema == "ok" { Ok(()) } else { Err(ErroDeCopia::Estragada(problema)) }
}

fn opcoes(url: &Segredo) -> Result<SqliteConnectOptions, ErroDeCopia> {
    SqliteConnectOptions::from_str(url.revelar()).map_err(|_| ErroDeCopia::Endereco)
}

fn com_sufixo(caminho: &Path, sufixo: &str) -> PathBuf {
    let mut texto = caminho.as_os_str().to_owned();
    texto.push(sufixo);
    texto.into()
}
