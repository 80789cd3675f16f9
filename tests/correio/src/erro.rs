//! Por que não há servidor de correio, e o que fazer.

/// O que impede de usar um servidor de correio de teste.
#[derive(Debug, thiserror::Error)]
pub enum ErroDoCorreio {
    /// Não está instalado.
    #[error(
        "não achei o `dovecot` no PATH nem em /usr/sbin. Instale-o (Debian e Ubuntu: `apt-get install dovecot-imapd`; Fedora: `dnf install dovecot`)"
    )]
    NaoInstalado,
    /// É preciso rodá-lo em nome de alguém com nome.
    #[error("não achei em /etc/passwd em nome de quem rodar o Dovecot; como root, é preciso o usuário `nobody`")]
    SemUsuario,
    /// O servidor não ficou pronto.
    #[error("o Dovecot não subiu; o registro dele diz:\n{0}")]
    NaoSubiu(String),
    /// O certificado não pôde ser feito.
    #[error("o certificado de teste: {0}")]
    Certificado(#[from] rcgen::Error),
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
    fn ao(self, o_que: &'static str) -> Result<T, ErroDoCorreio>;
}

impl<T> AoTentar<T> for std::io::Result<T> {
    fn ao(self, o_que: &'static str) -> Result<T, ErroDoCorreio> {
        self.map_err(|causa| ErroDoCorreio::Sistema { o_que, causa })
    }
}
