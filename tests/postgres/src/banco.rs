//! Criar bancos num servidor.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

use crate::ErroDoPostgres;

/// Cria um banco com nome próprio e devolve a URL dele. `servidor` termina em `/`, com os parâmetros depois de `?`, se há.
pub(crate) fn criar(servidor: &str) -> Result<String, ErroDoPostgres> {
    let nome = format!("teste_{}", Uuid::new_v4().simple());
    let sql = format!("CREATE DATABASE {nome}");
    let manutencao = com_banco(servidor, "postgres");
    // Numa thread com executor próprio: serve a quem chama de dentro de outro executor, e a quem não tem nenhum.
    let criado = std::thread::spawn(move || {
        let executor = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| e.to_string())?;
        executor.block_on(async {
            let mut conexao = PgConnection::connect(&manutencao).await.map_err(|e| e.to_string())?;
            sqlx::query(AssertSqlSafe(sql)).execute(&mut conexao).await.map_err(|e| e.to_string())?;
            conexao.close().await.map_err(|e| e.to_string())
        })
    });
    let criado = criado.join().unwrap_or_else(|_| Err("a thread que o criava estourou".to_owned()));
    criado.map_err(ErroDoPostgres::Banco)?;
    Ok(com_banco(servidor, &nome))
}

/// A URL com o banco trocado por nenhum: `postgres://u@h:5432/`.
pub(crate) fn sem_banco(url: &str) -> String {
    com_banco(url, "")
}

fn com_banco(url: &str, banco: &str) -> String {
    let (caminho, consulta) = url.split_once('?').map_or((url, None), |(caminho, consulta)| (caminho, Some(consulta)));
    let inicio = caminho.find("://").map_or(0, |posicao| posicao + 3);
    let servidor = caminho[inicio..].find('/').map_or(caminho, |posicao| &caminho[..inicio + posicao]);
    let consulta = consulta.map(|consulta| format!("?{consulta}")).unwrap_or_default();
    format!("{servidor}/{banco}{consulta}")
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn troca_so_o_banco_e_guarda_os_parametros() {
        assert_eq!(
            com_banco("postgres://u:s@h:5432/velho?sslmode=disable", "novo"),
            "postgres://u:s@h:5432/novo?sslmode=disable"
        );
        assert_eq!(com_banco("postgres://u@h:5432", "novo"), "postgres://u@h:5432/novo");
        assert_eq!(sem_banco("postgres://u@h/x"), "postgres://u@h/");
    }
}
