//! Um PostgreSQL de verdade, temporário, em 127.0.0.1 e num soquete, para os testes que precisam de um.
//!
//! ```no_run
//! let url = esteira_postgres_de_teste::PostgresDeTeste::compartilhado().novo_banco();
//! ```
//!
//! Criar um servidor custa segundos; criar um banco nele, milésimos. Por isso há dois modos:
//!
//! - [`PostgresDeTeste::compartilhado`]: um servidor para **todos os processos** de teste do usuário (no nextest cada teste é um processo).
//!   Mora numa pasta conhecida do diretório temporário, e quem o usa segura uma trava compartilhada sobre o arquivo `uso`. O primeiro o
//!   liga, sob a trava `tranca`; os outros o acham ligado. Um vigia o desliga e apaga a pasta quando ninguém segura `uso` há
//!   [`CARENCIA`]. Trava de arquivo é solta pelo sistema mesmo de quem morre com `kill -9`: não há contador que possa descasar.
//! - [`PostgresDeTeste::subir`]: um só para quem pede, que se pode reiniciar e manter com `fsync`. Acaba com o valor que o representa, ou
//!   com o processo: o vigia dele lê a entrada padrão, que se fecha de um jeito ou de outro.
//!
//! Na frente de qualquer dos dois se põe um PgBouncer em modo transação: [`AgrupadorDeTeste`].
//!
//! Com [`VARIAVEL`] (a URL de um servidor, com permissão de criar bancos) usa-se esse servidor, e os bancos criados ficam nele.
//! **Sem PostgreSQL o teste falha**, dizendo o que instalar; nunca é pulado.
//!
//! Não deve conhecer: o esquema da Esteira, nem nada do produto.

mod agrupador;
mod banco;
mod compartilhado;
mod erro;
mod instalacao;
mod servidor;

use std::sync::OnceLock;
use std::time::Duration;

pub use agrupador::AgrupadorDeTeste;
pub use erro::ErroDoPostgres;
use servidor::Servidor;

/// Variável de ambiente com a URL de um servidor a usar em vez de subir um.
pub const VARIAVEL: &str = "ESTEIRA_TESTE_POSTGRES";

/// Quanto tempo sem ninguém o servidor compartilhado fica no ar.
pub const CARENCIA: Duration = Duration::from_secs(30);

/// Como subir um servidor próprio.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpcoesDoPostgres {
    /// Espera o disco a cada commit, como em produção. Sem isto os testes andam muito mais depressa.
    pub fsync: bool,
}

/// Um servidor PostgreSQL para testes.
#[derive(Debug)]
pub struct PostgresDeTeste {
    /// Termina em `/`: falta o nome do banco.
    url: String,
    /// Só no servidor próprio.
    proprio: Option<Servidor>,
    /// Só no compartilhado: enquanto este arquivo está aberto, o servidor fica no ar.
    _uso: Option<std::fs::File>,
}

impl PostgresDeTeste {
    /// Sobe um servidor só para quem pede (ou usa o de [`VARIAVEL`]).
    ///
    /// # Errors
    /// Se o PostgreSQL não está instalado, ou não sobe.
    pub fn subir() -> Result<Self, ErroDoPostgres> {
        match de_fora() {
            Some(url) => Ok(Self { url, proprio: None, _uso: None }),
            None => Self::subir_com(OpcoesDoPostgres::default()),
        }
    }

    /// Como [`PostgresDeTeste::subir`], sempre um servidor novo, com opções.
    ///
    /// # Errors
    /// Se o PostgreSQL não está instalado, ou não sobe.
    pub fn subir_com(opcoes: OpcoesDoPostgres) -> Result<Self, ErroDoPostgres> {
        let servidor = Servidor::proprio(opcoes)?;
        Ok(Self { url: servidor.url(), proprio: Some(servidor), _uso: None })
    }

    /// O servidor de todos os processos de teste.
    ///
    /// # Panics
    /// Se o PostgreSQL não está instalado, ou não sobe: o teste falha com a explicação.
    pub fn compartilhado() -> &'static Self {
        static COMPARTILHADO: OnceLock<PostgresDeTeste> = OnceLock::new();
        COMPARTILHADO.get_or_init(|| {
            let aberto = match de_fora() {
                Some(url) => Ok(Self { url, proprio: None, _uso: None }),
                None => compartilhado::entrar().map(|(url, uso)| Self { url, proprio: None, _uso: Some(uso) }),
            };
            aberto.unwrap_or_else(|erro| panic!("{erro}"))
        })
    }

    /// A URL de um banco novo e vazio.
    ///
    /// # Panics
    /// Se o servidor recusa criá-lo: o teste falha com a causa.
    pub fn novo_banco(&self) -> String {
        banco::criar(&self.url).unwrap_or_else(|erro| panic!("{erro}"))
    }

    /// Desliga e torna a ligar, na mesma porta e com os mesmos dados. Conexões abertas caem.
    ///
    /// # Errors
    /// Num servidor que não é só de quem pede, ou se ele não volta.
    pub fn reiniciar(&mut self) -> Result<(), ErroDoPostgres> {
        self.proprio.as_mut().ok_or(ErroDoPostgres::NaoEProprio)?.reiniciar()
    }
}

/// O servidor de [`VARIAVEL`], se dado.
fn de_fora() -> Option<String> {
    let url = std::env::var(VARIAVEL).ok().filter(|url| !url.trim().is_empty())?;
    Some(banco::sem_banco(url.trim()))
}
