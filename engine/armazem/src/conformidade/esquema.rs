//! O esquema que as migrações deixam, para comparar os dois bancos.

use crate::Armazem;
use crate::parametros;

/// Tabela do próprio migrador.
const TABELA_DE_MIGRACOES: &str = "_sqlx_migrations";

/// `tabela.coluna tipo [nula]`, em ordem, com os nomes de tipo de cada banco traduzidos para os da Esteira.
///
/// # Panics
/// Se aparece um tipo que a Esteira não usa.
pub async fn colunas(armazem: &Armazem) -> Vec<String> {
    let mut con = armazem.transacao().await.unwrap();
    let sql = if con.postgres() {
        "SELECT table_name::TEXT, column_name::TEXT, data_type::TEXT, is_nullable = 'YES' FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name <> $1
           -- As partições têm as colunas da tabela de que são parte.
           AND table_name NOT IN (SELECT relname FROM pg_class WHERE relispartition)"
    } else {
        // Chave primária é sempre NOT NULL no PostgreSQL; no SQLite STRICT o aviso vem à parte.
        "SELECT t.name, c.name, c.type, c.\"notnull\" = 0 AND c.pk = 0
         FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name <> $1"
    };
    let lidas: Vec<(String, String, String, bool)> = con.linhas(sql, parametros![TABELA_DE_MIGRACOES]).await.unwrap();
    let mut colunas: Vec<_> = lidas
        .into_iter()
        .filter(|(tabela, ..)| !tabela.starts_with("sqlite_"))
        .map(|(tabela, coluna, tipo, nula)| {
            let tipo =
                traduzir(&tipo).unwrap_or_else(|| panic!("{tabela}.{coluna} tem um tipo que não usamos: {tipo}"));
            format!("{tabela}.{coluna} {tipo}{}", if nula { " nula" } else { "" })
        })
        .collect();
    colunas.sort();
    colunas
}

/// Quantas linhas há numa tabela, de todos os inquilinos: para provar o que cresce e o que não cresce.
///
/// # Panics
/// Se a tabela não existe.
pub async fn linhas(armazem: &Armazem, tabela: &str) -> i64 {
    let mut con = armazem.leitura().await.unwrap();
    let linha: Option<(i64,)> = con.linha(format!("SELECT COUNT(*) FROM {tabela}"), vec![]).await.unwrap();
    linha.map_or(0, |(linhas,)| linhas)
}

/// UUID e BYTEA são BLOB no SQLite; BOOLEAN e BIGINT, INTEGER.
fn traduzir(tipo: &str) -> Option<&'static str> {
    match tipo {
        "uuid" | "bytea" | "BLOB" => Some("bytes"),
        "bigint" | "boolean" | "INTEGER" => Some("inteiro"),
        "text" | "TEXT" => Some("texto"),
        _ => None,
    }
}
