//! Interruptores de falha: o que dá errado, para quem e quantas vezes.
//!
//! A chave é um login, um cliente, um destinatário, ou `*` para todos. Não sabe o que cada falha faz: cada portal tem a
//! sua enumeração e a consulta na hora de agir.

use std::sync::Mutex;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::tranca::trancar;

/// A chave que vale para todos.
pub const TODOS: &str = "*";

/// As falhas que um portal sabe simular.
pub trait Falha: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Todas, para a página de controle e para as mensagens de erro.
    const CATALOGO: &'static [Interruptor];
}

/// Como a página de controle mostra uma falha.
#[derive(Debug, Clone, Copy)]
pub struct Interruptor {
    pub nome: &'static str,
    pub descricao: &'static str,
    pub pede_ms: bool,
}

impl Interruptor {
    pub(crate) const fn simples(nome: &'static str, descricao: &'static str) -> Self {
        Self { nome, descricao, pede_ms: false }
    }

    pub(crate) const fn com_ms(nome: &'static str, descricao: &'static str) -> Self {
        Self { nome, descricao, pede_ms: true }
    }
}

/// Quantas vezes uma falha acontece antes de se desarmar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vezes {
    Sempre,
    Ate(u32),
}

impl From<u32> for Vezes {
    fn from(vezes: u32) -> Self {
        Self::Ate(vezes)
    }
}

impl From<Option<u32>> for Vezes {
    fn from(vezes: Option<u32>) -> Self {
        vezes.map_or(Self::Sempre, Self::Ate)
    }
}

/// Uma falha armada, como entra e sai em JSON: `{"chave":"*","falha":"linhas_lentas","ms":5000,"vezes":1}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Armada<F> {
    #[serde(default = "todos")]
    pub(crate) chave: String,
    #[serde(flatten)]
    pub(crate) falha: F,
    /// Quantas ainda faltam; ausente = sempre.
    #[serde(default)]
    pub(crate) vezes: Option<u32>,
}

fn todos() -> String {
    TODOS.to_owned()
}

/// As falhas armadas de um portal, na ordem em que foram armadas.
pub(crate) struct QuadroDeFalhas<F>(Mutex<Vec<Armada<F>>>);

impl<F: Falha> QuadroDeFalhas<F> {
    pub(crate) fn vazio() -> Self {
        Self(Mutex::default())
    }

    pub(crate) fn armar(&self, chave: &str, falha: F, vezes: Vezes) {
        let vezes = match vezes {
            Vezes::Sempre => None,
            Vezes::Ate(0) => return,
            Vezes::Ate(vezes) => Some(vezes),
        };
        trancar(&self.0).push(Armada { chave: chave.to_owned(), falha, vezes });
    }

    pub(crate) fn desarmar_todas(&self) {
        trancar(&self.0).clear();
    }

    pub(crate) fn armadas(&self) -> Vec<Armada<F>> {
        trancar(&self.0).clone()
    }

    /// Gasta uma vez da primeira falha armada para `*` ou para uma das `chaves` que `qual` reconheça.
    pub(crate) fn tomar<T>(&self, chaves: &[&str], qual: impl Fn(&F) -> Option<T>) -> Option<T> {
        let atinge = |chave: &str| {
            let chave = chave.to_lowercase();
            chave == TODOS || chaves.iter().any(|outra| outra.to_lowercase() == chave)
        };
        let mut armadas = trancar(&self.0);
        let (indice, valor) = armadas
            .iter()
            .enumerate()
            .filter(|(_, armada)| atinge(&armada.chave))
            .find_map(|(indice, armada)| Some((indice, qual(&armada.falha)?)))?;
        match &mut armadas[indice].vezes {
            None => {}
            Some(1) => {
                armadas.remove(indice);
            }
            Some(restam) => *restam -= 1,
        }
        Some(valor)
    }
}

/// Reconhece uma variante: com campos devolve o valor dado, sem campos devolve `()`. Serve de `qual` em `tomar`.
macro_rules! reconhece {
    ($variante:path) => {
        |falha| matches!(falha, $variante).then_some(())
    };
    ($variante:path, ms) => {
        |falha| match falha {
            $variante { ms } => Some(std::time::Duration::from_millis(*ms)),
            _ => None,
        }
    };
}
pub(crate) use reconhece;

#[cfg(test)]
mod testes {
    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "falha", rename_all = "snake_case")]
    enum Exemplo {
        Cai,
        Demora { ms: u64 },
    }

    impl Falha for Exemplo {
        const CATALOGO: &'static [Interruptor] = &[];
    }

    #[test]
    fn falha_contada_se_desarma_e_so_atinge_a_sua_chave() {
        let quadro = QuadroDeFalhas::vazio();
        quadro.armar("Ana", Exemplo::Cai, Vezes::Ate(2));
        assert_eq!(quadro.tomar(&["beto"], reconhece!(Exemplo::Cai)), None);
        assert_eq!(quadro.tomar(&["beto", "ana"], reconhece!(Exemplo::Cai)), Some(()));
        assert_eq!(quadro.tomar(&["ana"], reconhece!(Exemplo::Demora, ms)), None);
        assert_eq!(quadro.tomar(&["ANA"], reconhece!(Exemplo::Cai)), Some(()));
        assert!(quadro.armadas().is_empty());
    }

    #[test]
    fn sempre_para_todos_nao_se_gasta() {
        let quadro = QuadroDeFalhas::vazio();
        quadro.armar(TODOS, Exemplo::Demora { ms: 7 }, Vezes::Sempre);
        for _ in 0..3 {
            let ms = quadro.tomar(&[], reconhece!(Exemplo::Demora, ms));
            assert_eq!(ms, Some(std::time::Duration::from_millis(7)));
        }
    }

    #[test]
    fn json_sem_chave_nem_vezes_vale_para_todos_e_sempre() {
        let armada: Armada<Exemplo> = serde_json::from_str(r#"{"falha":"demora","ms":5}"#).unwrap();
        assert_eq!(armada, Armada { chave: "*".into(), falha: Exemplo::Demora { ms: 5 }, vezes: None });
    }
}
