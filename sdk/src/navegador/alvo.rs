//! O alvo: um seletor que se reencontra a cada uso. É o recomendado para plugin novo.

use std::time::Duration;

use super::{Condicao, milissegundos};
use crate::arquivos::Arquivo;
use crate::borda;
use crate::erro::Erro;

/// Cada uso espera o elemento estar pronto e refaz a busca se ele envelhecer, até o prazo (30 s se não se diz outro).
pub struct Alvo(pub(super) borda::Alvo);

impl Alvo {
    /// O mesmo seletor, procurado dentro de outro alvo.
    pub fn dentro_de(&self, pai: &Alvo) -> Alvo {
        Alvo(self.0.dentro_de(&pai.0))
    }

    /// O n-ésimo (a partir de 0) dos que casam.
    pub fn n_esimo(&self, indice: u32) -> Alvo {
        Alvo(self.0.n_esimo(indice))
    }

    /// O mesmo alvo com outro prazo por uso.
    pub fn com_prazo(&self, prazo: Duration) -> Alvo {
        Alvo(self.0.com_prazo(milissegundos(prazo)))
    }

    /// Clica.
    pub fn clicar(&self) -> Result<(), Erro> {
        Ok(self.0.clicar()?)
    }

    /// Limpa e digita.
    pub fn preencher(&self, texto: &str) -> Result<(), Erro> {
        Ok(self.0.preencher(texto)?)
    }

    /// Digita no fim do que já está lá.
    pub fn digitar(&self, texto: &str) -> Result<(), Erro> {
        Ok(self.0.digitar(texto)?)
    }

    /// Tecla do W3C por nome: `enter`, `tab`, …
    pub fn teclar(&self, tecla: &str) -> Result<(), Erro> {
        Ok(self.0.teclar(tecla)?)
    }

    /// Limpa, e o hospedeiro digita o segredo.
    pub fn preencher_segredo(&self, nome: &str) -> Result<(), Erro> {
        Ok(self.0.preencher_segredo(nome)?)
    }

    /// Texto visível.
    pub fn texto(&self) -> Result<String, Erro> {
        Ok(self.0.texto()?)
    }

    /// Atributo, como escrito no HTML.
    pub fn atributo(&self, nome: &str) -> Result<Option<String>, Erro> {
        Ok(self.0.atributo(nome)?)
    }

    /// Quantos casam agora, sem esperar.
    pub fn quantos(&self) -> Result<u32, Erro> {
        Ok(self.0.quantos()?)
    }

    /// Está à vista agora?
    pub fn visivel(&self) -> Result<bool, Erro> {
        Ok(self.0.visivel()?)
    }

    /// Escolhe a opção de um `select` com este texto, igual.
    pub fn selecionar_por_texto(&self, texto: &str) -> Result<(), Erro> {
        Ok(self.0.selecionar_por_texto(texto)?)
    }

    /// Escolhe a opção de um `select` com este `value`.
    pub fn selecionar_por_valor(&self, valor: &str) -> Result<(), Erro> {
        Ok(self.0.selecionar_por_valor(valor)?)
    }

    /// Textos das opções de um `select`, na ordem da página.
    pub fn opcoes(&self) -> Result<Vec<String>, Erro> {
        Ok(self.0.opcoes()?)
    }

    /// Põe o arquivo num `input type="file"`.
    pub fn enviar_arquivo(&self, arquivo: &Arquivo) -> Result<(), Erro> {
        Ok(self.0.enviar_arquivo(&arquivo.0)?)
    }

    /// Põe vários arquivos num `input type="file" multiple`.
    pub fn enviar_arquivos(&self, arquivos: &[&Arquivo]) -> Result<(), Erro> {
        Ok(self.0.enviar_arquivos(&arquivos.iter().map(|arquivo| &arquivo.0).collect::<Vec<_>>())?)
    }

    /// Rola a página até ele ficar à vista.
    pub fn rolar_ate(&self) -> Result<(), Erro> {
        Ok(self.0.rolar_ate()?)
    }

    /// Põe o ponteiro em cima, para o menu que só assim se abre.
    pub fn passar_mouse(&self) -> Result<(), Erro> {
        Ok(self.0.passar_mouse()?)
    }

    /// Espera a condição.
    pub fn esperar(&self, condicao: &Condicao) -> Result<(), Erro> {
        Ok(self.0.esperar(&condicao.to_string())?)
    }

    /// Captura só deste elemento, em PNG.
    pub fn captura(&self) -> Result<Arquivo, Erro> {
        Ok(Arquivo(self.0.captura()?))
    }
}
