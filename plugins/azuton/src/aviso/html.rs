//! O HTML do e-mail como uma lista de trechos de texto, cada um sabendo em que negrito e em que link está. Puro.

use std::convert::Infallible;

use esteira_sdk::apoio::texto::sem_espacos_a_mais;
use html5gum::{DefaultEmitter, HtmlString, StartTag, Token, Tokenizer};

/// Um nó de texto.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trecho {
    pub texto: String,
    /// O negrito (`<b>` ou `<strong>`) em que está, contados na ordem.
    pub negrito: Option<usize>,
    link: Option<usize>,
}

/// O documento inteiro.
#[derive(Debug, Default)]
pub struct Trechos {
    pub todos: Vec<Trecho>,
    enderecos: Vec<String>,
}

pub fn ler(html: &str) -> Trechos {
    let mut emissor = DefaultEmitter::default();
    // O que está em `<style>` e `<script>` não é marcação.
    emissor.naively_switch_states(true);
    let mut leitura = Leitura::default();
    for item in Tokenizer::new_with_emitter(html, emissor) {
        let item: Result<Token, Infallible> = item;
        let Ok(item) = item;
        leitura.juntar(item);
    }
    leitura.trechos
}

#[derive(Default)]
struct Leitura {
    trechos: Trechos,
    negritos: usize,
    /// Os negritos abertos; o de dentro é o último.
    abertos: Vec<usize>,
    link: Option<usize>,
    /// Dentro de `<style>`, `<script>` ou `<title>`, que não se veem.
    oculto: bool,
}

impl Leitura {
    fn juntar(&mut self, item: Token) {
        match item {
            Token::StartTag(etiqueta) => self.abrir(&etiqueta),
            Token::EndTag(etiqueta) => match &*etiqueta.name.0 {
                b"b" | b"strong" => drop(self.abertos.pop()),
                b"a" => self.link = None,
                b"style" | b"script" | b"title" => self.oculto = false,
                _ => {}
            },
            Token::String(texto) if !self.oculto => self.trechos.todos.push(Trecho {
                texto: em_texto(&texto),
                negrito: self.abertos.last().copied(),
                link: self.link,
            }),
            _ => {}
        }
    }

    fn abrir(&mut self, etiqueta: &StartTag<()>) {
        match &*etiqueta.name.0 {
            b"b" | b"strong" => {
                self.abertos.push(self.negritos);
                self.negritos += 1;
            }
            b"a" => {
                let href = etiqueta.attributes.get(&b"href"[..]);
                self.link = href.map(|href| {
                    self.trechos.enderecos.push(em_texto(href).trim().to_owned());
                    self.trechos.enderecos.len() - 1
                });
            }
            b"style" | b"script" | b"title" => self.oculto = true,
            _ => {}
        }
    }
}

impl Trechos {
    /// O texto de um negrito, que pode ter etiquetas dentro.
    pub fn negrito(&self, qual: usize) -> String {
        self.unir(|trecho| trecho.negrito == Some(qual))
    }

    /// O endereço do primeiro link cujo texto contém este.
    pub fn link(&self, texto: &str) -> Option<&str> {
        let achado = (0..self.enderecos.len()).find(|n| self.unir(|trecho| trecho.link == Some(*n)).contains(texto));
        achado.map(|n| self.enderecos[n].as_str())
    }

    fn unir(&self, serve: impl Fn(&Trecho) -> bool) -> String {
        let partes: Vec<&str> = self.todos.iter().filter(|trecho| serve(trecho)).map(|t| t.texto.as_str()).collect();
        sem_espacos_a_mais(&partes.concat())
    }
}

fn em_texto(html: &HtmlString) -> String {
    String::from_utf8_lossy(html).into_owned()
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn entidades_etiquetas_tortas_e_o_que_nao_se_ve() {
        let lido =
            ler("<style>b{x:'<b>Fatura:</b>'}</style><P>Ol&aacute;,&nbsp;<B>Jo&atilde;o <i>&amp;</i> Cia</B></p>\
            <!-- <b>não</b> --><a href='http://x/?a=1&amp;b=2'><span>BAIXAR</span> BOLETO</a></b></a><b>solto");
        assert_eq!(lido.todos[0].texto, "Olá,\u{a0}");
        assert_eq!(lido.negrito(0), "João & Cia");
        assert_eq!(lido.link("BAIXAR BOLETO"), Some("http://x/?a=1&b=2"));
        assert_eq!(lido.link("BAIXAR FATURA"), None);
        assert_eq!(lido.negrito(1), "solto");
    }
}
