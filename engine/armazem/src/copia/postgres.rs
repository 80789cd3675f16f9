//! A cópia do PostgreSQL, pelas ferramentas dele.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::str::FromStr;

use esteira_base::Segredo;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection};
use tokio::process::Command;
use url::Url;

use super::ErroDeCopia;

const COPIAR: &str = "pg_dump";
const REFAZER: &str = "pg_restore";
/// Quanto do que a ferramenta disse se repete, em caracteres.
const MAIOR_MENSAGEM: usize = 500;
/// Parâmetros do endereço que as ferramentas leem do ambiente.
const DO_ENDERECO: [(&str, &str); 4] =
    [("host", "PGHOST"), ("sslmode", "PGSSLMODE"), ("sslrootcert", "PGSSLROOTCERT"), ("port", "PGPORT")];

pub(super) async fn copiar(url: &Segredo, destino: &Path) -> Result<(), ErroDeCopia> {
    let argumentos: [&OsStr; 6] = [
        "--format=custom".as_ref(),
        "--no-owner".as_ref(),
        "--no-privileges".as_ref(),
        // As linhas de todas as organizações, e não nenhuma.
        "--enable-row-security".as_ref(),
        "--file".as_ref(),
        destino.as_os_str(),
    ];
    rodar(COPIAR, url, &argumentos).await
}

pub(super) async fn refazer(url: &Segredo, copia: &Path) -> Result<(), ErroDeCopia> {
    let opcoes = PgConnectOptions::from_str(url.revelar()).map_err(|_| ErroDeCopia::Endereco)?;
    let mut con = opcoes.connect().await?;
    let sql = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public'";
    let tabelas: i64 = sqlx::query_scalar(sql).fetch_one(&mut con).await?;
    con.close().await?;
    if tabelas > 0 {
        let mensagem =
            format!("o banco já tem {tabelas} tabelas; crie um banco vazio, aponte para ele a configuração e repita");
        return Err(ErroDeCopia::Ocupado(mensagem));
    }
    let banco = ambiente(url)?.into_iter().find(|(nome, _)| *nome == "PGDATABASE").map(|(_, banco)| banco);
    let banco = banco.ok_or(ErroDeCopia::Endereco)?;
    let argumentos: [&OsStr; 7] = [
        "--no-owner".as_ref(),
        "--no-privileges".as_ref(),
        "--single-transaction".as_ref(),
        "--exit-on-error".as_ref(),
        "--dbname".as_ref(),
        banco.as_ref(),
        copia.as_os_str(),
    ];
    rodar(REFAZER, url, &argumentos).await
}

async fn rodar(ferramenta: &'static str, url: &Segredo, argumentos: &[&OsStr]) -> Result<(), ErroDeCopia> {
    let saida = Command::new(ferramenta)
        .args(argumentos)
        .envs(ambiente(url)?)
        // Quem larga a cópia no meio não deixa a ferramenta a trabalhar.
        .kill_on_drop(true)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .await
        .map_err(|erro| match erro.kind() {
            io::ErrorKind::NotFound => ErroDeCopia::SemFerramenta(ferramenta),
            _ => ErroDeCopia::Disco(erro),
        })?;
    if saida.status.success() {
        return Ok(());
    }
    let mensagem = String::from_utf8_lossy(&saida.stderr).trim().chars().take(MAIOR_MENSAGEM).collect();
    Err(ErroDeCopia::Ferramenta { ferramenta, mensagem })
}

/// Onde e como ligar, como as ferramentas o leem. A senha não vai na linha de comando, que todos na máquina veem.
fn ambiente(url: &Segredo) -> Result<Vec<(&'static str, String)>, ErroDeCopia> {
    let lido = Url::parse(url.revelar()).map_err(|_| ErroDeCopia::Endereco)?;
    let aberto = |texto: &str| percent_encoding::percent_decode_str(texto).decode_utf8_lossy().into_owned();
    // O ajuste que as cercas entre organizações leem; onde não há cercas, não faz nada.
    let mut ambiente = vec![("PGOPTIONS", "-c esteira.inquilino=*".to_owned())];
    ambiente.extend(lido.host_str().filter(|host| !host.is_empty()).map(|host| ("PGHOST", aberto(host))));
    ambiente.extend(lido.port().map(|porta| ("PGPORT", porta.to_string())));
    ambiente.extend(Some(lido.username()).filter(|nome| !nome.is_empty()).map(|nome| ("PGUSER", aberto(nome))));
    ambiente.extend(lido.password().map(|senha| ("PGPASSWORD", aberto(senha))));
    let banco = lido.path().trim_start_matches('/');
    ambiente.extend(Some(banco).filter(|banco| !banco.is_empty()).map(|banco| ("PGDATABASE", aberto(banco))));
    for (nome, valor) in lido.query_pairs() {
        let variavel = DO_ENDERECO.iter().find(|(parametro, _)| *parametro == nome).map(|(_, variavel)| *variavel);
        ambiente.extend(variavel.map(|variavel| (variavel, valor.clone().into_owned())));
    }
    Ok(ambiente)
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn a_senha_vai_pelo_ambiente_e_o_que_veio_codificado_se_abre() {
        let url = Segredo::novo("postgres://ana:s%40nha@banco:5433/esteira?sslmode=require&outro=1");
        let lido = ambiente(&url).unwrap();
        let valor = |nome: &str| lido.iter().find(|(outro, _)| *outro == nome).map(|(_, valor)| valor.as_str());
        assert_eq!((valor("PGHOST"), valor("PGPORT"), valor("PGUSER")), (Some("banco"), Some("5433"), Some("ana")));
        assert_eq!((valor("PGPASSWORD"), valor("PGDATABASE")), (Some("s@nha"), Some("esteira")));
        assert_eq!(valor("PGSSLMODE"), Some("require"));
    }
}
