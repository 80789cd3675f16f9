//! Uma folha A4 em que se escreve e se desenham retângulos. Medidas em pontos, origem embaixo à esquerda.

use pdf_extract::content::{Content, Operation};
use pdf_extract::{Document, Object, Stream, StringFormat, dictionary};

const LARGURA: i64 = 595;
const ALTURA: i64 = 842;

#[derive(Clone, Copy)]
pub(super) enum Fonte {
    Normal,
    Negrito,
}

impl Fonte {
    fn recurso(self) -> &'static str {
        match self {
            Self::Normal => "F1",
            Self::Negrito => "F2",
        }
    }
}

pub(super) struct Folha(Vec<Operation>);

impl Folha {
    pub(super) fn nova() -> Self {
        Self(Vec::new())
    }

    pub(super) fn texto(&mut self, x: f32, y: f32, fonte: Fonte, tamanho: f32, texto: &str) {
        self.escrever(0.0, x, y, fonte, tamanho, texto);
    }

    /// Branco, para fundo escuro.
    pub(super) fn texto_claro(&mut self, x: f32, y: f32, fonte: Fonte, tamanho: f32, texto: &str) {
        self.escrever(1.0, x, y, fonte, tamanho, texto);
    }

    /// `cinza` vai de 0 (preto) a 1 (branco).
    pub(super) fn retangulo(&mut self, x: f32, y: f32, largura: f32, altura: f32, cinza: f32) {
        self.operar("g", vec![cinza.into()]);
        self.operar("re", vec![x.into(), y.into(), largura.into(), altura.into()]);
        self.operar("f", vec![]);
    }

    fn escrever(&mut self, cinza: f32, x: f32, y: f32, fonte: Fonte, tamanho: f32, texto: &str) {
        self.operar("g", vec![cinza.into()]);
        self.operar("BT", vec![]);
        self.operar("Tf", vec![fonte.recurso().into(), tamanho.into()]);
        self.operar("Td", vec![x.into(), y.into()]);
        self.operar("Tj", vec![Object::String(winansi(texto), StringFormat::Literal)]);
        self.operar("ET", vec![]);
    }

    fn operar(&mut self, operador: &str, operandos: Vec<Object>) {
        self.0.push(Operation::new(operador, operandos));
    }

    /// Fecha a folha num documento de uma página. Sem data de criação: os bytes dependem só do conteúdo.
    pub(super) fn pdf(self, titulo: &str) -> Vec<u8> {
        let mut documento = Document::with_version("1.5");
        let mut fonte = |base: &str| {
            documento.add_object(dictionary! {
                "Type" => "Font",
                "Subtype" => "Type1",
                "BaseFont" => base,
                "Encoding" => "WinAnsiEncoding",
            })
        };
        let (normal, negrito) = (fonte("Helvetica"), fonte("Helvetica-Bold"));
        let conteudo = Content { operations: self.0 }.encode().expect("escrever em memória não falha");
        let conteudo = documento.add_object(Stream::new(dictionary! {}, conteudo));
        let paginas = documento.new_object_id();
        let pagina = documento.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => paginas,
            "MediaBox" => vec![0.into(), 0.into(), LARGURA.into(), ALTURA.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => normal, "F2" => negrito } },
            "Contents" => conteudo,
        });
        let arvore = dictionary! { "Type" => "Pages", "Kids" => vec![pagina.into()], "Count" => 1 };
        documento.set_object(paginas, arvore);
        let catalogo = documento.add_object(dictionary! { "Type" => "Catalog", "Pages" => paginas });
        let titulo = Object::String(winansi(titulo), StringFormat::Literal);
        let informacoes = documento.add_object(dictionary! { "Title" => titulo });
        documento.trailer.set("Root", catalogo);
        documento.trailer.set("Info", informacoes);
        let mut bytes = Vec::new();
        documento.save_to(&mut bytes).expect("escrever em memória não falha");
        bytes
    }
}

/// Latin-1 coincide com WinAnsi de U+00A0 em diante; do bloco 0x80–0x9F só se usa o que as faturas usam.
fn winansi(texto: &str) -> Vec<u8> {
    texto
        .chars()
        .map(|letra| match letra {
            '€' => 0x80,
            '–' => 0x96,
            '—' => 0x97,
            ' '..='~' | '\u{A0}'..='\u{FF}' => u32::from(letra) as u8,
            _ => b'?',
        })
        .collect()
}
