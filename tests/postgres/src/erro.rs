//! Por que não há PostgreSQL, e o que fazer.

use std::path::PathBuf;

/// O que impede de usar um PostgreSQL de teste.
#[derive(Debug, thiserror::Error)]
pub enum ErroDoPostgres {
    /// Não está instalado.
    #[error(
        "não achei o PostgreSQL (`initdb` e `postgres`) no PATH nem em /usr/lib/postgresql/*/bin. Instale-o (Debian e Ubuntu: \
         `apt-get install postgresql`; Fedora: `dnf install postgresql-server`; macOS: `brew install postgresql`), ou dê em {} a URL \
         de um servidor em que se possa criar bancos",
        crate::VARIAVEL
    )]
    NaoInstalado,
    /// O PgBouncer não está instalado.
    #[error(
        "não achei o `pgbouncer` no PATH. Instale-o (Debian e Ubuntu: `apt-get install pgbouncer`; macOS: `brew install pgbouncer`)"
    )]
    SemAgrupador,
    /// O PgBouncer de teste só sabe ligar sem senha nem parâmetros.
    #[error(
        "a URL do banco tem senha ou parâmetros, e o PgBouncer de teste não os sabe passar adiante; teste com um PostgreSQL local"
    )]
    EnderecoDificil,
    /// Como root é preciso rodá-lo em nome de outro usuário.
    #[error("o PostgreSQL se recusa a rodar como root, e não achei em nome de quem rodá-lo: crie o usuário `postgres`")]
    SemUsuario,
    /// O `initdb` falhou.
    #[error("o `initdb` falhou:\n{0}")]
    Initdb(String),
    /// O servidor não ficou pronto.
    #[error("o PostgreSQL não subiu; o registro dele diz:\n{0}")]
    NaoSubiu(String),
    /// A pasta comum é de outra pessoa.
    #[error("{} é de outro usuário; apague-a ou mude TMPDIR", .0.display())]
    PastaDeOutro(PathBuf),
    /// `reiniciar` num servidor que outros usam.
    #[error("só se reinicia um servidor próprio, de `subir()`: este serve a outros testes")]
    NaoEProprio,
    /// O servidor recusou criar um banco.
    #[error("não consegui criar um banco de teste: {0}")]
    Banco(String),
    /// Arquivo, pasta ou processo.
    #[error("{o_que}: {causa}")]
    Sistema {
        /// O que se tentava.
        o_que: &'static str,
        /// Por que não deu.
        causa: std::io::Error,
    },
}

/// Diz o que se tentava quando o sistema recusou.
pub(crate) trait AoTentar<T> {
    fn ao(self, o_que: &'static str) -> Result<T, ErroDoPostgres>;
}

impl<T> AoTentar<T> for std::io::Result<T> {
    fn ao(self, o_que: &'static str) -> Result<T, ErroDoPostgres> {
        self.map_err(|causa| ErroDoPostgres::Sistema { o_que, causa })
    }
}
