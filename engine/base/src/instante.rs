//! Um ponto no tempo, em UTC, com precisão de microssegundo: a que os dois bancos guardam sem perda.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Microssegundos desde 1970-01-01T00:00:00Z. Em JSON, RFC 3339 (`2026-11-22T04:00:00.000000Z`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instante(i64);

impl Instante {
    pub const fn de_micros(micros: i64) -> Self {
        Self(micros)
    }

    pub const fn micros(self) -> i64 {
        self.0
    }

    /// O instante `duracao` depois deste; satura no fim dos tempos representáveis.
    pub fn mais(self, duracao: Duration) -> Self {
        let micros = i64::try_from(duracao.as_micros()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(micros))
    }

    pub fn menos(self, duracao: Duration) -> Self {
        let micros = i64::try_from(duracao.as_micros()).unwrap_or(i64::MAX);
        Self(self.0.saturating_sub(micros))
    }

    /// Quanto falta deste até `outro`; zero se já passou.
    pub fn ate(self, outro: Instante) -> Duration {
        Duration::from_micros(u64::try_from(outro.0.saturating_sub(self.0)).unwrap_or(0))
    }

    pub fn data_hora(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(if self.0 < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        })
    }
}

impl From<DateTime<Utc>> for Instante {
    fn from(data: DateTime<Utc>) -> Self {
        Self(data.timestamp_micros())
    }
}

impl fmt::Display for Instante {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.data_hora().to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl std::str::FromStr for Instante {
    type Err = chrono::ParseError;
    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        DateTime::parse_from_rfc3339(texto).map(|data| data.with_timezone(&Utc).into())
    }
}

impl Serialize for Instante {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instante {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let texto = String::deserialize(d)?;
        texto.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn json_vai_e_volta_sem_perder_microssegundos() {
        let instante = Instante::de_micros(1_763_784_000_123_456);
        let texto = serde_json::to_string(&instante).unwrap();
        assert_eq!(texto, "\"2025-11-22T04:00:00.123456Z\"");
        assert_eq!(serde_json::from_str::<Instante>(&texto).unwrap(), instante);
    }

    #[test]
    fn somar_no_limite_satura_em_vez_de_dar_a_volta() {
        let fim = Instante::de_micros(i64::MAX);
        assert_eq!(fim.mais(Duration::from_secs(1)), fim);
        assert_eq!(fim.ate(Instante::de_micros(0)), Duration::ZERO);
    }
}
