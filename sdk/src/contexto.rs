//! O que uma execução recebe: navegador, arquivos, correio, cofre, registro, prazo e relógio.

use crate::ambiente::{Cofre, Execucao, Registro, Relogio};
use crate::arquivos::{Arquivo, Arquivos};
use crate::borda::Borda;
use crate::correio::Correio;
use crate::erro::Erro;
use crate::navegador::Navegador;

/// Tudo o que o plugin pode tocar. Em teste, vem de `teste::Portal::contexto`.
#[derive(Clone)]
pub struct Contexto {
    borda: Borda,
}

impl Contexto {
    pub(crate) fn novo(borda: Borda) -> Self {
        Self { borda }
    }

    /// A sessão de navegador da execução, criada no primeiro uso.
    pub fn navegador(&self) -> Navegador {
        Navegador::novo(self.borda.clone())
    }

    /// Os arquivos que vieram, foram baixados ou produzidos.
    pub fn arquivos(&self) -> Arquivos {
        Arquivos::novo(self.borda.clone())
    }

    /// O mesmo que [`Arquivos::juntar_pdfs`].
    pub fn juntar_pdfs(&self, partes: &[&Arquivo], nome: &str) -> Result<Arquivo, Erro> {
        self.arquivos().juntar_pdfs(partes, nome)
    }

    /// As caixas de correio.
    pub fn correio(&self) -> Correio {
        Correio::novo(self.borda.clone())
    }

    /// Os segredos, só por nome.
    pub fn cofre(&self) -> Cofre {
        Cofre::novo(self.borda.clone())
    }

    /// O que a execução conta a quem olha.
    pub fn registro(&self) -> Registro {
        Registro::novo(self.borda.clone())
    }

    /// Prazo, cancelamento e progresso.
    pub fn execucao(&self) -> Execucao {
        Execucao::novo(self.borda.clone())
    }

    /// A hora do hospedeiro.
    pub fn relogio(&self) -> Relogio {
        Relogio::novo(self.borda.clone())
    }
}
