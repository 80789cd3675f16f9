//! O alvo do portal de mentira: reencontra o nó a cada uso.

use std::rc::Rc;

use super::borda::{Arquivo, Borda, Elemento, Seletor};
use super::estado::{Achado, Estado, Falivel};

/// O `alvo` do WIT.
#[derive(Clone)]
pub struct Alvo {
    borda: Borda,
    onde: Seletor,
    pai: Option<Rc<Alvo>>,
    indice: u32,
    prazo_ms: u64,
}

impl Alvo {
    pub(super) fn novo(borda: Borda, onde: Seletor) -> Self {
        Self { borda, onde, pai: None, indice: 0, prazo_ms: 0 }
    }

    pub fn dentro_de(&self, pai: &Alvo) -> Alvo {
        Alvo { pai: Some(Rc::new(pai.clone())), ..self.clone() }
    }

    pub fn n_esimo(&self, indice: u32) -> Alvo {
        Alvo { indice, ..self.clone() }
    }

    pub fn com_prazo(&self, prazo_ms: u64) -> Alvo {
        Alvo { prazo_ms, ..self.clone() }
    }

    fn todos(&self, estado: &Estado) -> Falivel<Vec<Achado>> {
        let Some(pai) = &self.pai else { return estado.achar(None, &self.onde) };
        match pai.um(estado)?.first() {
            Some(pai) => estado.achar(Some(pai), &self.onde),
            None => Ok(Vec::new()),
        }
    }

    fn um(&self, estado: &Estado) -> Falivel<Vec<Achado>> {
        Ok(self.todos(estado)?.into_iter().skip(self.indice as usize).take(1).collect())
    }

    fn achar(&self, condicao: &str) -> Falivel<Option<Elemento>> {
        let achado = self.borda.esperar_condicao(|estado| self.um(estado), &self.onde, condicao, self.prazo_ms)?;
        Ok(achado.map(|achado| self.borda.elemento(achado)))
    }

    fn com<T>(&self, condicao: &str, fazer: impl FnOnce(&Elemento) -> Falivel<T>) -> Falivel<T> {
        match self.achar(condicao)? {
            Some(elemento) => fazer(&elemento),
            None => Err(super::estado::erro("elemento_nao_encontrado", format!("nada casa com {}", self.onde))),
        }
    }

    pub fn clicar(&self) -> Falivel<()> {
        self.com("clicavel", Elemento::clicar)
    }

    pub fn preencher(&self, texto: &str) -> Falivel<()> {
        self.com("clicavel", |elemento| {
            elemento.limpar()?;
            elemento.digitar(texto)
        })
    }

    pub fn digitar(&self, texto: &str) -> Falivel<()> {
        self.com("clicavel", |elemento| elemento.digitar(texto))
    }

    pub fn teclar(&self, tecla: &str) -> Falivel<()> {
        self.com("clicavel", |elemento| elemento.teclar(tecla))
    }

    pub fn preencher_segredo(&self, nome: &str) -> Falivel<()> {
        self.com("clicavel", |elemento| elemento.digitar_segredo(nome))
    }

    pub fn texto(&self) -> Falivel<String> {
        self.com("visivel", Elemento::texto)
    }

    pub fn atributo(&self, nome: &str) -> Falivel<Option<String>> {
        self.com("presente", |elemento| elemento.atributo(nome))
    }

    pub fn quantos(&self) -> Falivel<u32> {
        let quantos = self.todos(&self.borda.0.borrow())?.len();
        Ok(u32::try_from(quantos).unwrap_or(u32::MAX))
    }

    pub fn visivel(&self) -> Falivel<bool> {
        Ok(self.um(&self.borda.0.borrow())?.iter().any(|achado| !achado.no.oculto))
    }

    pub fn selecionar_por_texto(&self, texto: &str) -> Falivel<()> {
        self.com("clicavel", |elemento| elemento.selecionar_por_texto(texto))
    }

    pub fn selecionar_por_valor(&self, valor: &str) -> Falivel<()> {
        self.com("clicavel", |elemento| elemento.selecionar_por_valor(valor))
    }

    pub fn opcoes(&self) -> Falivel<Vec<String>> {
        self.com("visivel", Elemento::opcoes)
    }

    pub fn enviar_arquivo(&self, qual: &Arquivo) -> Falivel<()> {
        self.com("presente", |elemento| elemento.enviar_arquivo(qual))
    }

    pub fn enviar_arquivos(&self, quais: &[&Arquivo]) -> Falivel<()> {
        self.com("presente", |elemento| elemento.enviar_arquivos(quais))
    }

    pub fn rolar_ate(&self) -> Falivel<()> {
        self.com("presente", Elemento::rolar_ate)
    }

    pub fn passar_mouse(&self) -> Falivel<()> {
        self.com("visivel", Elemento::passar_mouse)
    }

    pub fn esperar(&self, condicao: &str) -> Falivel<()> {
        self.achar(condicao).map(drop)
    }

    pub fn captura(&self) -> Falivel<Arquivo> {
        self.com("visivel", Elemento::captura)
    }
}
