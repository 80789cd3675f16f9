//! A descrição do portal: páginas, nós e reações.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::borda::Seletor;
use crate::navegador::Por;

/// O que acontece quando se clica ou tecla num nó.
#[derive(Debug, Clone)]
pub enum Reacao {
    /// O documento atual (página ou quadro) vira outra página.
    Ir(String),
    /// A página inteira vira outra; os quadros somem, e quem está num deles só sai com `quadro_raiz`.
    IrRaiz(String),
    /// Abre outra janela com a página.
    NovaJanela(String),
    /// Abre um alerta com o texto.
    Alerta(String),
    /// O navegador baixa um arquivo.
    Baixar(String, Vec<u8>),
    /// O comando falha com este código.
    Falhar(String),
}

/// Um elemento da página.
#[derive(Debug, Clone, Default)]
pub struct No {
    pub(super) texto: String,
    pub(super) etiqueta: String,
    pub(super) valor: String,
    pub(super) atributos: BTreeMap<String, String>,
    pub(super) opcoes: Vec<String>,
    pub(super) tabela: Vec<Vec<String>>,
    pub(super) filhos: Vec<(Seletor, Rc<No>)>,
    pub(super) aparece_ms: u64,
    pub(super) some_ms: Option<u64>,
    pub(super) oculto: bool,
    pub(super) desabilitado: bool,
    pub(super) selecionado: bool,
    pub(super) quadro: Option<String>,
    pub(super) ao_clicar: Option<Reacao>,
    pub(super) ao_teclar: Option<Reacao>,
}

impl No {
    /// Um nó visível e sem texto: campo, botão.
    pub fn novo() -> Self {
        Self { etiqueta: "div".to_owned(), ..Self::default() }
    }

    /// Um nó com texto.
    pub fn texto(texto: &str) -> Self {
        Self { texto: texto.to_owned(), ..Self::novo() }
    }

    /// Um `select` com estas opções.
    pub fn selecao(opcoes: &[&str]) -> Self {
        let opcoes = opcoes.iter().map(|o| (*o).to_owned()).collect();
        Self { opcoes, etiqueta: "select".to_owned(), ..Self::default() }
    }

    /// Uma tabela, para `ler_tabela`.
    pub fn tabela(linhas: &[&[&str]]) -> Self {
        let tabela = linhas.iter().map(|linha| linha.iter().map(|c| (*c).to_owned()).collect()).collect();
        Self { tabela, etiqueta: "table".to_owned(), ..Self::default() }
    }

    /// Um `iframe` com a página de nome dado.
    pub fn quadro(pagina: &str) -> Self {
        Self { quadro: Some(pagina.to_owned()), etiqueta: "iframe".to_owned(), ..Self::default() }
    }

    /// Valor já preenchido.
    pub fn valor(mut self, valor: &str) -> Self {
        self.valor = valor.to_owned();
        self
    }

    /// Um atributo.
    pub fn atributo(mut self, nome: &str, valor: &str) -> Self {
        self.atributos.insert(nome.to_owned(), valor.to_owned());
        self
    }

    /// Nome da etiqueta.
    pub fn etiqueta(mut self, nome: &str) -> Self {
        self.etiqueta = nome.to_owned();
        self
    }

    /// Um nó dentro deste.
    pub fn filho(mut self, onde: Por, no: No) -> Self {
        self.filhos.push((onde.seletor(), Rc::new(no)));
        self
    }

    /// Só existe depois de tantos milissegundos na página.
    pub fn em_ms(mut self, ms: u64) -> Self {
        self.aparece_ms = ms;
        self
    }

    /// Deixa de existir depois de tantos milissegundos na página.
    pub fn ate_ms(mut self, ms: u64) -> Self {
        self.some_ms = Some(ms);
        self
    }

    /// Existe, mas não está à vista.
    pub fn oculto(mut self) -> Self {
        self.oculto = true;
        self
    }

    /// À vista, mas não aceita interação.
    pub fn desabilitado(mut self) -> Self {
        self.desabilitado = true;
        self
    }

    /// Marcado.
    pub fn selecionado(mut self) -> Self {
        self.selecionado = true;
        self
    }

    /// Clicar leva o documento atual a esta página.
    pub fn vai(self, pagina: &str) -> Self {
        self.ao_clicar(Reacao::Ir(pagina.to_owned()))
    }

    /// O que acontece ao clicar.
    pub fn ao_clicar(mut self, reacao: Reacao) -> Self {
        self.ao_clicar = Some(reacao);
        self
    }

    /// O que acontece ao teclar (ENTER e outras).
    pub fn ao_teclar(mut self, reacao: Reacao) -> Self {
        self.ao_teclar = Some(reacao);
        self
    }
}

/// Uma página do portal.
#[derive(Debug, Clone)]
pub struct Pagina {
    pub(super) nome: String,
    pub(super) trecho_url: Option<String>,
    pub(super) titulo: String,
    pub(super) fonte: String,
    pub(super) nos: Vec<(Seletor, Rc<No>)>,
}

impl Pagina {
    /// Página vazia. O nome serve às reações.
    pub fn nova(nome: &str) -> Self {
        let nome = nome.to_owned();
        Self { titulo: nome.clone(), nome, trecho_url: None, fonte: String::new(), nos: Vec::new() }
    }

    /// `abrir` uma URL que contém este trecho leva a esta página (vale a primeira declarada que casa). Chegando aqui por reação, a URL
    /// passa a ser esta; se começa por `/`, na mesma origem.
    pub fn em(mut self, trecho: &str) -> Self {
        self.trecho_url = Some(trecho.to_owned());
        self
    }

    /// Título da página.
    pub fn titulo(mut self, titulo: &str) -> Self {
        self.titulo = titulo.to_owned();
        self
    }

    /// HTML devolvido por `codigo_fonte`.
    pub fn fonte(mut self, html: &str) -> Self {
        self.fonte = html.to_owned();
        self
    }

    /// Um nó, achado por este seletor. Repetir o seletor faz vários casarem, na ordem.
    pub fn com(mut self, onde: Por, no: No) -> Self {
        self.nos.push((onde.seletor(), Rc::new(no)));
        self
    }
}
