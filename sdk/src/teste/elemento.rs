//! O elemento do portal de mentira: envelhece quando a página muda.

use super::borda::{Arquivo, Borda, Seletor};
use super::estado::{Achado, Falivel, erro};

/// O `elemento` do WIT.
pub struct Elemento {
    pub(super) borda: Borda,
    pub(super) achado: Achado,
}

impl Elemento {
    fn vivo(&self) -> Falivel<()> {
        let estado = self.borda.0.borrow();
        let documento = estado.documento(self.achado.documento).filter(|d| d.geracao == self.achado.geracao);
        let vivo = documento.is_some_and(|documento| {
            let idade = estado.agora() - documento.desde;
            self.achado.no.some_ms.is_none_or(|fim| idade < fim)
        });
        if vivo {
            Ok(())
        } else {
            Err(erro("elemento_obsoleto", format!("{} não está mais na página", self.achado.onde)))
        }
    }

    fn interativo(&self) -> Falivel<()> {
        self.vivo()?;
        if self.achado.no.oculto || self.achado.no.desabilitado {
            return Err(erro("elemento_nao_interativo", format!("{} não aceita interação", self.achado.onde)));
        }
        Ok(())
    }

    fn valor(&self) -> String {
        let estado = self.borda.0.borrow();
        let escrito = estado.documento(self.achado.documento).and_then(|d| d.valores.get(&self.achado.chave).cloned());
        escrito.unwrap_or_else(|| self.achado.no.valor.clone())
    }

    fn por_valor(&self, valor: String) {
        let mut estado = self.borda.0.borrow_mut();
        estado.preenchidos.push((self.achado.onde.clone(), valor.clone()));
        if let Some(documento) = estado.documento_mut(self.achado.documento) {
            documento.valores.insert(self.achado.chave.clone(), valor);
        }
    }

    fn reagir(&self, reacao: Option<&super::Reacao>) -> Falivel<()> {
        match reacao {
            Some(reacao) => self.borda.0.borrow_mut().reagir(self.achado.documento, reacao),
            None => Ok(()),
        }
    }

    pub fn clicar(&self) -> Falivel<()> {
        self.borda.gravar(format!("clicar {}", self.achado.onde));
        self.interativo()?;
        self.reagir(self.achado.no.ao_clicar.as_ref())
    }

    pub fn limpar(&self) -> Falivel<()> {
        self.interativo()?;
        self.por_valor(String::new());
        Ok(())
    }

    pub fn digitar(&self, texto: &str) -> Falivel<()> {
        self.borda.gravar(format!("digitar {} = {texto}", self.achado.onde));
        self.interativo()?;
        self.por_valor(format!("{}{texto}", self.valor()));
        Ok(())
    }

    pub fn teclar(&self, tecla: &str) -> Falivel<()> {
        self.borda.gravar(format!("teclar {} = {tecla}", self.achado.onde));
        self.interativo()?;
        self.reagir(self.achado.no.ao_teclar.as_ref())
    }

    pub fn digitar_segredo(&self, nome: &str) -> Falivel<()> {
        self.borda.gravar(format!("digitar segredo {} = {nome}", self.achado.onde));
        self.borda.exigir_segredo(nome)?;
        self.interativo()?;
        self.por_valor(format!("<{nome}>"));
        if let Some(documento) = self.borda.0.borrow_mut().documento_mut(self.achado.documento) {
            documento.secretos.insert(self.achado.chave.clone());
        }
        Ok(())
    }

    pub fn texto(&self) -> Falivel<String> {
        self.vivo()?;
        Ok(if self.achado.no.oculto { String::new() } else { self.achado.no.texto.clone() })
    }

    pub fn atributo(&self, nome: &str) -> Falivel<Option<String>> {
        self.vivo()?;
        Ok(self.achado.no.atributos.get(nome).cloned())
    }

    pub fn propriedade(&self, nome: &str) -> Falivel<Option<String>> {
        self.vivo()?;
        if nome != "value" {
            return self.atributo(nome);
        }
        let secreto = |documento: &super::estado::Documento| documento.secretos.contains(&self.achado.chave);
        if self.borda.0.borrow().documento(self.achado.documento).is_some_and(secreto) {
            return Err(erro("segredo_negado", "o campo recebeu um segredo"));
        }
        Ok(Some(self.valor()))
    }

    pub fn etiqueta(&self) -> Falivel<String> {
        self.vivo()?;
        Ok(self.achado.no.etiqueta.clone())
    }

    pub fn visivel(&self) -> Falivel<bool> {
        self.vivo()?;
        Ok(!self.achado.no.oculto)
    }

    pub fn habilitado(&self) -> Falivel<bool> {
        self.vivo()?;
        Ok(!self.achado.no.desabilitado)
    }

    pub fn selecionado(&self) -> Falivel<bool> {
        self.vivo()?;
        Ok(self.achado.no.selecionado)
    }

    pub fn encontrar(&self, onde: &Seletor) -> Falivel<Elemento> {
        let primeiro = self.encontrar_todos(onde)?.into_iter().next();
        primeiro.ok_or_else(|| erro("elemento_nao_encontrado", format!("nada casa com {onde} dentro do elemento")))
    }

    pub fn encontrar_todos(&self, onde: &Seletor) -> Falivel<Vec<Elemento>> {
        self.vivo()?;
        let achados = self.borda.0.borrow().achar(Some(&self.achado), onde)?;
        Ok(achados.into_iter().map(|achado| self.borda.elemento(achado)).collect())
    }

    pub fn selecionar_por_texto(&self, texto: &str) -> Falivel<()> {
        self.borda.gravar(format!("selecionar {} = {texto}", self.achado.onde));
        self.interativo()?;
        if !self.achado.no.opcoes.iter().any(|opcao| opcao == texto) {
            return Err(erro("elemento_nao_encontrado", format!("{} não tem a opção \"{texto}\"", self.achado.onde)));
        }
        self.por_valor(texto.to_owned());
        Ok(())
    }

    /// Aqui o `value` de uma opção é o próprio texto.
    pub fn selecionar_por_valor(&self, valor: &str) -> Falivel<()> {
        self.selecionar_por_texto(valor)
    }

    pub fn opcoes(&self) -> Falivel<Vec<String>> {
        self.vivo()?;
        Ok(self.achado.no.opcoes.clone())
    }

    pub fn enviar_arquivo(&self, qual: &Arquivo) -> Falivel<()> {
        self.borda.gravar(format!("enviar arquivo {} = {}", self.achado.onde, qual.nome()));
        self.vivo()?;
        self.por_valor(qual.nome());
        Ok(())
    }

    pub fn enviar_arquivos(&self, quais: &[&Arquivo]) -> Falivel<()> {
        let nomes: Vec<String> = quais.iter().map(|qual| qual.nome()).collect();
        self.borda.gravar(format!("enviar arquivos {} = {}", self.achado.onde, nomes.join(", ")));
        self.vivo()?;
        self.por_valor(nomes.join(", "));
        Ok(())
    }

    pub fn rolar_ate(&self) -> Falivel<()> {
        self.vivo()
    }

    pub fn passar_mouse(&self) -> Falivel<()> {
        self.borda.gravar(format!("passar mouse {}", self.achado.onde));
        self.interativo()
    }

    pub fn captura(&self) -> Falivel<Arquivo> {
        self.vivo()?;
        self.borda.captura_tela()
    }
}
