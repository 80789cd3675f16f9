//! Durações como as pessoas escrevem em YAML: `500ms`, `30s`, `10m`, `2h`, `2d`, `1d12h`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Uma duração não negativa. Em texto, números inteiros com unidade, da maior para a menor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Duracao(pub Duration);

/// Maior duração aceita em texto: dez anos. Além disso é quase certo um engano de unidade.
pub const MAXIMA: Duration = Duration::from_secs(10 * 365 * 86_400);

/// Da maior para a menor; `ms` vem antes de `m` na leitura porque começa igual.
const UNIDADES: [(&str, u64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("duração inválida: \"{0}\"; escreva números com unidade, como 30s, 10m, 2h, 2d ou 1d12h")]
pub struct DuracaoInvalida(pub String);

impl From<Duration> for Duracao {
    fn from(duracao: Duration) -> Self {
        Self(duracao)
    }
}

impl FromStr for Duracao {
    type Err = DuracaoInvalida;

    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        let invalida = || DuracaoInvalida(texto.to_owned());
        let mut resto = texto.trim();
        let mut total_ms: u64 = 0;
        let mut unidade_anterior = u64::MAX;
        if resto.is_empty() {
            return Err(invalida());
        }
        while !resto.is_empty() {
            let fim_numero = resto.find(|c: char| !c.is_ascii_digit()).ok_or_else(invalida)?;
            let numero: u64 = resto[..fim_numero].parse().map_err(|_| invalida())?;
            resto = &resto[fim_numero..];
            let fim_unidade = resto.find(|c: char| c.is_ascii_digit()).unwrap_or(resto.len());
            let (_, ms) = UNIDADES.iter().find(|(nome, _)| *nome == &resto[..fim_unidade]).ok_or_else(invalida)?;
            resto = &resto[fim_unidade..];
            if *ms >= unidade_anterior {
                return Err(invalida());
            }
            unidade_anterior = *ms;
            total_ms =
                numero.checked_mul(*ms).and_then(|parcela| total_ms.checked_add(parcela)).ok_or_else(invalida)?;
        }
        let duracao = Duration::from_millis(total_ms);
        if duracao > MAXIMA { Err(invalida()) } else { Ok(Self(duracao)) }
    }
}

impl fmt::Display for Duracao {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut ms = u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX);
        if ms == 0 {
            return f.write_str("0s");
        }
        for (nome, tamanho) in UNIDADES {
            if ms >= tamanho {
                write!(f, "{}{nome}", ms / tamanho)?;
                ms %= tamanho;
            }
        }
        Ok(())
    }
}

impl Serialize for Duracao {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Duracao {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod testes {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texto_vai_e_volta(ms in 0u64..MAXIMA.as_millis() as u64) {
            let duracao = Duracao(Duration::from_millis(ms));
            prop_assert_eq!(duracao.to_string().parse::<Duracao>().unwrap(), duracao);
        }

        #[test]
        fn texto_qualquer_nunca_derruba(texto in "\\PC{0,20}") {
            let _ = texto.parse::<Duracao>();
        }
    }

    #[test]
    fn aceita_composta_e_recusa_sem_unidade_fora_de_ordem_ou_absurda() {
        assert_eq!("1d12h".parse::<Duracao>().unwrap().0, Duration::from_secs(36 * 3600));
        for ruim in ["", "30", "h", "2h1d", "1m1m", "-3s", "9999999d", "2 h", "1,5h"] {
            assert!(ruim.parse::<Duracao>().is_err(), "{ruim}");
        }
    }
}
