//! O lado WebDriver: uma sessão por execução, aberta no primeiro uso e sempre descartada.
//!
//! Toda espera mora aqui. Cada comando do plugin vira o mínimo de pedidos: localizar, conferir se está pronto e ler cabem num script só.
//!
//! Não deve conhecer: WASM, WIT, nem o que o portal é.

mod agir;
mod aquecidas;
mod baixar_url;
pub mod capacidades;
mod captura;
mod condutor;
mod corrida;
mod descarte;
mod download;
mod espera;
mod evidencia;
pub mod fabrica;
mod guardados;
mod janelas;
mod ler;
mod localizar;
pub mod onde;
mod pagina;
mod pedido;
mod porteiro;
mod processos;
mod script;
mod segredo;
mod sessao;
mod teclas;
mod traduzir;
mod vigia;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use esteira_base::Segredo;
use fabrica::Fabrica;
use sessao::Sessao;

pub use download::Baixado;
pub use espera::Espera;
pub use evidencia::{Momento, Retrato};
pub use onde::{MODOS, Onde, Passo};

use crate::dominios::Dominios;
use crate::erro::Falha;
use crate::seletores::Desvios;

/// O navegador de uma execução e as regras que valem nela.
pub struct Navegador {
    /// Nenhuma fora de uma execução (ao descrever o plugin): lá não há navegador.
    fabrica: Option<Arc<Fabrica>>,
    sessao: Option<Sessao>,
    dominios: Arc<Dominios>,
    segredos: Arc<BTreeMap<String, Segredo>>,
    permissoes: Vec<String>,
    /// Elementos que receberam um segredo: não se lê o valor deles.
    com_segredo: BTreeSet<String>,
    /// Downloads já entregues ao plugin.
    entregues: BTreeSet<std::ffi::OsString>,
    abrir_ms: u64,
    pub desvios: Desvios,
}

impl Navegador {
    pub fn novo(
        fabrica: Option<Arc<Fabrica>>,
        dominios: Dominios,
        segredos: Arc<BTreeMap<String, Segredo>>,
        permissoes: Vec<String>,
    ) -> Self {
        Self {
            fabrica,
            sessao: None,
            dominios: Arc::new(dominios),
            segredos,
            permissoes,
            com_segredo: BTreeSet::new(),
            entregues: BTreeSet::new(),
            abrir_ms: 0,
            desvios: Desvios::default(),
        }
    }

    /// Se o manifesto pediu a permissão.
    fn exigir_permissao(&self, qual: &str) -> Result<(), Falha> {
        if self.permissoes.iter().any(|permissao| permissao == qual) {
            return Ok(());
        }
        Err(Falha::nova("permissao_negada", format!("o manifesto do plugin não pede a permissão \"{qual}\"")))
    }

    /// Pedidos WebDriver feitos até aqui.
    pub fn pedidos(&self) -> u32 {
        self.sessao.as_ref().map_or(0, Sessao::pedidos)
    }

    /// Quanto levou abrir o navegador, em milissegundos; zero se não abriu.
    pub fn abrir_ms(&self) -> u64 {
        self.abrir_ms
    }

    /// A sessão, aberta agora se é o primeiro uso.
    async fn sessao(&mut self) -> Result<&mut Sessao, Falha> {
        if self.sessao.is_none() {
            let fabrica = self.fabrica.clone().ok_or_else(|| Falha::nova("sem_navegador", "aqui não há navegador"))?;
            let inicio = std::time::Instant::now();
            self.sessao = Some(fabrica.abrir(self.dominios.clone()).await?);
            self.abrir_ms = u64::try_from(inicio.elapsed().as_millis()).unwrap_or(u64::MAX);
        }
        self.sessao.as_mut().ok_or_else(|| Falha::nova("sem_navegador", "aqui não há navegador"))
    }
}
