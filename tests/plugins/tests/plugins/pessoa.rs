//! Quem responde às perguntas do plugin: o que o caso manda, na ordem, e depois ninguém.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use esteira_portas::rpa::{LinhaDeRegistro, ObservadorRpa, PerguntaRpa};

use crate::portal::Portal;

/// O que a pessoa faz de uma pergunta.
#[derive(Debug, Clone, Copy)]
pub enum Resposta {
    /// O código que o portal mandou por último.
    Codigo,
    /// Um código que não é esse.
    CodigoErrado,
    /// Isto.
    Texto(&'static str),
}

/// Observa a execução e responde por ela.
pub struct Pessoa<'p, P> {
    portal: &'p P,
    respostas: Mutex<VecDeque<Resposta>>,
}

impl<'p, P: Portal> Pessoa<'p, P> {
    pub fn nova(portal: &'p P, respostas: &[Resposta]) -> Self {
        Self { portal, respostas: Mutex::new(respostas.iter().copied().collect()) }
    }

    /// Quantas respostas ninguém pediu.
    pub fn faltaram(&self) -> usize {
        self.respostas.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

#[async_trait]
impl<P: Portal> ObservadorRpa for Pessoa<'_, P> {
    fn linha(&self, _: LinhaDeRegistro) {}

    fn progresso(&self, _: u8, _: &str) {}

    async fn perguntar(&self, _: PerguntaRpa) -> Option<String> {
        let resposta = self.respostas.lock().unwrap_or_else(PoisonError::into_inner).pop_front()?;
        match resposta {
            Resposta::Codigo => self.portal.codigo(),
            // Com um dígito a mais nunca é o certo.
            Resposta::CodigoErrado => self.portal.codigo().map(|codigo| format!("{codigo}0")),
            Resposta::Texto(texto) => Some(texto.to_owned()),
        }
    }
}
