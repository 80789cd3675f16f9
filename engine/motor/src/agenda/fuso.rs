//! O fuso em que o cron se lê.

use std::fmt;
use std::str::FromStr;

use chrono::DateTime;
use chrono_tz::{TZ_VARIANTS, Tz};
use esteira_base::Instante;

/// Um fuso da base IANA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fuso(pub(super) Tz);

/// Um nome que não é de fuso nenhum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("fuso desconhecido: \"{0}\"; use um nome da base IANA, como America/Sao_Paulo, America/Manaus ou UTC")]
pub struct FusoDesconhecido(pub String);

impl Fuso {
    /// O instante, como se diz neste lugar.
    pub fn no_lugar(self, instante: Instante) -> DateTime<Tz> {
        instante.data_hora().with_timezone(&self.0)
    }
}

impl Default for Fuso {
    /// O de Brasília.
    fn default() -> Self {
        Self(Tz::America__Sao_Paulo)
    }
}

impl FromStr for Fuso {
    type Err = FusoDesconhecido;

    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        let nome = texto.trim();
        let achado = TZ_VARIANTS.iter().find(|fuso| fuso.name().eq_ignore_ascii_case(nome));
        achado.map(|fuso| Self(*fuso)).ok_or_else(|| FusoDesconhecido(nome.to_owned()))
    }
}

impl fmt::Display for Fuso {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}
