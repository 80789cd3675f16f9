//! O portal: monta-se antes, entrega o contexto ao plugin e depois conta o que viu.

use std::cell::RefCell;
use std::rc::Rc;

use super::borda::Borda;
use super::carta::Carta;
use super::estado::{Estado, Resposta};
use super::pagina::Pagina;
use crate::contexto::Contexto;
use crate::navegador::Por;

/// Um arquivo entregue com `guardar`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guardado {
    /// `fatura`, …
    pub rotulo: String,
    /// Nome do arquivo.
    pub nome: String,
    /// Bytes.
    pub conteudo: Vec<u8>,
}

/// O portal de mentira. Veja o [módulo](super).
#[derive(Clone)]
pub struct Portal(Rc<RefCell<Estado>>);

impl Portal {
    /// Sem páginas, com o segredo `senha_portal`.
    pub fn novo() -> Self {
        Self(Rc::new(RefCell::new(Estado::novo()))).segredo(crate::fatura::SENHA_PORTAL)
    }

    /// Acrescenta uma página.
    pub fn pagina(self, pagina: Pagina) -> Self {
        self.0.borrow_mut().paginas.push(Rc::new(pagina));
        self
    }

    /// Acrescenta um segredo que o plugin pode mandar digitar.
    pub fn segredo(self, nome: &str) -> Self {
        self.0.borrow_mut().segredos.push(nome.to_owned());
        self
    }

    /// Um arquivo que vem com o pedido.
    pub fn arquivo(self, parametro: &str, nome: &str, conteudo: &[u8]) -> Self {
        self.0.borrow_mut().entradas.insert(parametro.to_owned(), (nome.to_owned(), conteudo.to_vec()));
        self
    }

    /// `baixar_url` de um endereço com este trecho devolve estes bytes.
    pub fn responde(self, trecho_url: &str, conteudo: &[u8]) -> Self {
        self.0.borrow_mut().respostas.push((trecho_url.to_owned(), Resposta::Bytes(conteudo.to_vec())));
        self
    }

    /// `baixar_url` de um endereço com este trecho falha com este código (`http_401`, …).
    pub fn falha(self, trecho_url: &str, codigo: &str) -> Self {
        self.0.borrow_mut().respostas.push((trecho_url.to_owned(), Resposta::Erro(codigo.to_owned())));
        self
    }

    /// `executar_script` de um corpo com este trecho devolve este JSON.
    pub fn script(self, trecho: &str, resposta: &serde_json::Value) -> Self {
        self.0.borrow_mut().scripts.push((trecho.to_owned(), resposta.to_string()));
        self
    }

    /// Uma mensagem na caixa de correio, depois das que já lá estão.
    pub fn carta(self, mut carta: Carta) -> Self {
        {
            let mut estado = self.0.borrow_mut();
            carta.numero = estado.cartas.len();
            estado.cartas.push(carta);
        }
        self
    }

    /// Entrar na caixa de correio falha com este código (`credencial_invalida`, …).
    pub fn caixa_falha(self, codigo: &str) -> Self {
        self.0.borrow_mut().falha_da_caixa = Some(codigo.to_owned());
        self
    }

    /// Os assuntos das mensagens que estão nesta pasta.
    pub fn cartas_em(&self, pasta: &str) -> Vec<String> {
        let estado = self.0.borrow();
        estado.cartas.iter().filter(|carta| carta.pasta == pasta).map(|carta| carta.titulo().to_owned()).collect()
    }

    /// O que uma pessoa responde à próxima pergunta do plugin; esgotadas as respostas, ninguém responde.
    pub fn alguem_responde(self, resposta: &str) -> Self {
        self.0.borrow_mut().respostas_de_gente.push_back(resposta.to_owned());
        self
    }

    /// O que o plugin recebe.
    pub fn contexto(&self) -> Contexto {
        Contexto::novo(Borda(self.0.clone()))
    }

    /// Os comandos dados, na ordem, como `clicar xpath=//a`. Segredos aparecem pelo nome.
    pub fn comandos(&self) -> Vec<String> {
        self.0.borrow().comandos.clone()
    }

    /// Quantos comandos começam por este texto.
    pub fn contar(&self, comeco: &str) -> usize {
        self.0.borrow().comandos.iter().filter(|comando| comando.starts_with(comeco)).count()
    }

    /// O último valor que o campo recebeu (digitado, escolhido ou enviado), em qualquer página.
    pub fn preenchido(&self, onde: &Por) -> Option<String> {
        let seletor = onde.seletor();
        let estado = self.0.borrow();
        estado.preenchidos.iter().rev().find(|(campo, _)| *campo == seletor).map(|(_, valor)| valor.clone())
    }

    /// Os arquivos entregues.
    pub fn guardados(&self) -> Vec<Guardado> {
        self.0.borrow().guardados.clone()
    }

    /// As linhas de registro, como `aviso: texto`, e as etapas, como `etapa: nome`.
    pub fn registro(&self) -> Vec<String> {
        self.0.borrow().registro.clone()
    }

    /// Quanto tempo virtual passou.
    pub fn passaram_ms(&self) -> u64 {
        self.0.borrow().passaram_ms()
    }
}

impl Default for Portal {
    fn default() -> Self {
        Self::novo()
    }
}
