//! O elemento do W3C: uma referência ao que foi achado, que envelhece se a página o troca.

use super::Por;
use crate::arquivos::Arquivo;
use crate::borda;
use crate::erro::Erro;

/// Para quem traz código Selenium. Plugin novo fica melhor com [`Alvo`](super::Alvo), que não envelhece.
pub struct Elemento(pub(super) borda::Elemento);

impl Elemento {
    /// Espera ficar clicável, rola até ele e clica.
    pub fn clicar(&self) -> Result<(), Erro> {
        Ok(self.0.clicar()?)
    }

    /// Esvazia o campo.
    pub fn limpar(&self) -> Result<(), Erro> {
        Ok(self.0.limpar()?)
    }

    /// Digita no fim do que já está lá.
    pub fn digitar(&self, texto: &str) -> Result<(), Erro> {
        Ok(self.0.digitar(texto)?)
    }

    /// Tecla do W3C por nome: `enter`, `tab`, `escape`, `seta-baixo`, …
    pub fn teclar(&self, tecla: &str) -> Result<(), Erro> {
        Ok(self.0.teclar(tecla)?)
    }

    /// O hospedeiro digita o segredo; o valor nunca entra na memória do plugin.
    pub fn digitar_segredo(&self, nome: &str) -> Result<(), Erro> {
        Ok(self.0.digitar_segredo(nome)?)
    }

    /// Texto visível.
    pub fn texto(&self) -> Result<String, Erro> {
        Ok(self.0.texto()?)
    }

    /// Atributo, como escrito no HTML.
    pub fn atributo(&self, nome: &str) -> Result<Option<String>, Erro> {
        Ok(self.0.atributo(nome)?)
    }

    /// Propriedade, como está agora (`value`, `checked`, …).
    pub fn propriedade(&self, nome: &str) -> Result<Option<String>, Erro> {
        Ok(self.0.propriedade(nome)?)
    }

    /// Nome da etiqueta, em minúsculas.
    pub fn etiqueta(&self) -> Result<String, Erro> {
        Ok(self.0.etiqueta()?)
    }

    /// Está à vista?
    pub fn visivel(&self) -> Result<bool, Erro> {
        Ok(self.0.visivel()?)
    }

    /// Aceita interação?
    pub fn habilitado(&self) -> Result<bool, Erro> {
        Ok(self.0.habilitado()?)
    }

    /// Está marcado (caixa, opção)?
    pub fn selecionado(&self) -> Result<bool, Erro> {
        Ok(self.0.selecionado()?)
    }

    /// O primeiro que casa dentro deste, sem esperar.
    pub fn encontrar(&self, onde: &Por) -> Result<Elemento, Erro> {
        Ok(Elemento(self.0.encontrar(&onde.seletor())?))
    }

    /// Todos os que casam dentro deste, sem esperar.
    pub fn encontrar_todos(&self, onde: &Por) -> Result<Vec<Elemento>, Erro> {
        Ok(self.0.encontrar_todos(&onde.seletor())?.into_iter().map(Elemento).collect())
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

    /// Põe o arquivo num `input type="file"`, mesmo transparente.
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

    /// Captura só deste elemento, em PNG.
    pub fn captura(&self) -> Result<Arquivo, Erro> {
        Ok(Arquivo(self.0.captura()?))
    }
}
