//! Diagnóstico → desenho com o trecho apontado, para o terminal.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, Severity, SourceCode};

use super::diagnostico::{Diagnostico, Gravidade};

/// Largura do desenho, em colunas: fixa, para sair igual em toda parte.
const LARGURA: usize = 110;

impl Diagnostico {
    /// Desenha o problema sobre o texto em que foi achado, com o trecho, a seta e a sugestão.
    pub fn mostrar(&self, texto: &str, cor: bool) -> String {
        let tema = if cor { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let desenhista =
            GraphicalReportHandler::new_themed(tema).with_width(LARGURA).with_links(false).with_context_lines(1);
        let fonte = NamedSource::new(&self.arquivo, texto.to_owned());
        let mut saida = String::new();
        match desenhista.render_report(&mut saida, &Relato { diagnostico: self, fonte }) {
            Ok(()) => saida,
            // O desenho só falha se o texto não é o do diagnóstico; a linha única ainda diz tudo.
            Err(fmt::Error) => format!("{self}\n"),
        }
    }
}

#[derive(Debug)]
struct Relato<'d> {
    diagnostico: &'d Diagnostico,
    fonte: NamedSource<String>,
}

impl fmt::Display for Relato<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostico.mensagem)
    }
}

impl std::error::Error for Relato<'_> {}

impl miette::Diagnostic for Relato<'_> {
    fn code(&self) -> Option<Box<dyn fmt::Display + '_>> {
        Some(Box::new(format!("{}[{}]", self.diagnostico.gravidade, self.diagnostico.codigo)))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.diagnostico.gravidade {
            Gravidade::Erro => Severity::Error,
            Gravidade::Aviso => Severity::Warning,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.fonte)
    }

    /// A sugestão vai no rótulo, não na ajuda: a biblioteca escreve "help" em inglês.
    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let intervalo = self.diagnostico.intervalo;
        let rotulo = self.diagnostico.sugestao.clone().or_else(|| Some("aqui".to_owned()));
        Some(Box::new(std::iter::once(LabeledSpan::new(rotulo, intervalo.inicio, intervalo.fim - intervalo.inicio))))
    }
}
