//! As janelas do portal de mentira.

use std::rc::Rc;

use super::estado::{Estado, Falivel, erro};
use super::pagina::Pagina;

/// Uma janela ou aba.
pub(super) struct Janela {
    pub id: String,
    pub url: String,
    /// Da página ao quadro em que se está.
    pub caminho: Vec<usize>,
    /// A página mudou com o navegador dentro de um quadro.
    pub quadro_sumiu: bool,
    pub historico: Vec<(Rc<Pagina>, String)>,
    pub posicao: usize,
}

impl Estado {
    pub(super) fn abrir_janela(&mut self, pagina: Rc<Pagina>) -> String {
        let id = format!("janela-{}", self.janelas.len() + 1);
        let documento = self.criar_documento(pagina.clone());
        let url = pagina.trecho_url.clone().unwrap_or_else(|| "about:blank".to_owned());
        self.janelas.push(Janela {
            id: id.clone(),
            url: url.clone(),
            caminho: vec![documento],
            quadro_sumiu: false,
            historico: vec![(pagina, url)],
            posicao: 0,
        });
        id
    }

    pub(super) fn janela(&self) -> Falivel<&Janela> {
        self.janelas.get(self.atual).ok_or_else(|| erro("janela_nao_encontrada", "a janela atual foi fechada"))
    }

    pub(super) fn janelas(&self) -> Vec<String> {
        self.janelas.iter().filter(|janela| !janela.id.is_empty()).map(|janela| janela.id.clone()).collect()
    }

    pub(super) fn id_da_janela(&self) -> Falivel<String> {
        Ok(self.janela()?.id.clone())
    }

    pub(super) fn nova_janela(&mut self) -> String {
        self.abrir_janela(Rc::new(Pagina::nova("em branco")))
    }

    pub(super) fn trocar_janela(&mut self, id: &str) -> Falivel<()> {
        let posicao = self.janelas.iter().position(|janela| !id.is_empty() && janela.id == id);
        self.atual = posicao.ok_or_else(|| erro("janela_nao_encontrada", format!("não há janela {id}")))?;
        Ok(())
    }

    pub(super) fn fechar_janela(&mut self) -> Falivel<()> {
        self.janela()?;
        // Fica o lugar, para os ids não se repetirem; sem id, ela não existe mais.
        self.janelas[self.atual].id.clear();
        self.atual = usize::MAX;
        Ok(())
    }
}
