//! Erros de sintaxe do analisador, em português e com o que costuma resolver.

use serde_saphyr::granit_parser::{ErrorKind, ScanError};

use crate::definicao::coletor::Coletor;
use crate::definicao::diagnostico::situar;

pub(super) fn relatar(erro: &ScanError, coletor: &mut Coletor<'_>) {
    let texto = coletor.texto;
    let inicio = lugar(erro, texto);
    let fim = texto.get(inicio..).and_then(|resto| resto.chars().next()).map_or(inicio, |c| inicio + c.len_utf8());
    let mensagem = format!("o YAML não se entende: {}", motivo(erro.kind()));
    coletor.erro_com("sintaxe_yaml", inicio..fim, mensagem, conselho(erro.kind(), texto, inicio));
}

fn lugar(erro: &ScanError, texto: &str) -> usize {
    let marcado = erro
        .marker()
        .byte_offset()
        .unwrap_or_else(|| texto.char_indices().nth(erro.marker().index()).map_or(texto.len(), |(byte, _)| byte));
    // O analisador aponta o começo do texto que a tabulação interrompeu; quem conserta procura a tabulação.
    let tabulacao = e_tabulacao(erro.kind()).then(|| texto.get(marcado..)?.find('\t')).flatten();
    tabulacao.map_or(marcado, |i| marcado + i)
}

fn e_tabulacao(tipo: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(
        tipo,
        E::TabNotAllowed
            | E::TabInBlockIndentation
            | E::TabInIndentation
            | E::TabInPlainScalar
            | E::TabAtBlockScalarStart
    )
}

fn motivo(tipo: &ErrorKind) -> String {
    use ErrorKind as E;
    match tipo {
        tabulacao if e_tabulacao(tabulacao) => "há tabulação onde só cabem espaços".to_owned(),
        E::InvalidIndentation
        | E::InvalidFlowScalarIndent
        | E::InvalidQuotedScalarIndent
        | E::InvalidBlockScalarIndent => "o recuo não combina com o das linhas vizinhas".to_owned(),
        E::UnclosedQuotedScalar => "as aspas não fecham".to_owned(),
        E::UnclosedFlowCollection { open } => format!("o `{open}` não fecha"),
        E::MismatchedFlowCollectionEnd { open, close } => format!("o `{open}` foi fechado com `{close}`"),
        E::MisplacedFlowCollectionEnd => "fecha um `]` ou `}` que não foi aberto".to_owned(),
        E::UnexpectedEofFlowSequence | E::ExpectedFlowSequenceSeparator => "falta `,` ou `]` na lista".to_owned(),
        E::UnexpectedEofFlowMapping | E::UnexpectedEofImplicitFlowMapping | E::ExpectedFlowMappingSeparator => {
            "falta `,` ou `}` no mapa".to_owned()
        }
        E::MappingValueNotAllowed | E::InvalidColonPlacement => "há um `:` onde não cabe outro valor".to_owned(),
        E::ExpectedBlockMappingKey | E::SimpleKeyExpected | E::InvalidSimpleKey => "esperava `chave: valor`".to_owned(),
        E::ExpectedBlockSequenceEntry | E::BlockSequenceEntryNotAllowed | E::BlockEntryInFlowCollection => {
            "há um item de lista (`-`) fora do lugar".to_owned()
        }
        E::InvalidMappingValueWhitespace | E::FlowMappingValueAdjacentCollection => {
            "falta um espaço depois do `:`".to_owned()
        }
        E::UnknownAnchor => "a âncora citada com `*` não existe".to_owned(),
        E::MissingAnchorOrAliasName => "falta o nome depois de `*` ou `&`".to_owned(),
        E::UnknownQuotedScalarEscape | E::InvalidQuotedScalarHexEscape | E::InvalidUnicodeEscape => {
            "há um escape desconhecido depois de `\\`".to_owned()
        }
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            "há texto depois das aspas".to_owned()
        }
        E::UnexpectedCharacter { character } => format!("o caractere `{character}` não pode começar um valor"),
        E::RecursionLimitExceeded => "há mapas e listas demais uns dentro dos outros".to_owned(),
        E::UnexpectedEof => "o arquivo termina antes da hora".to_owned(),
        _ => "há um erro de escrita perto daqui".to_owned(),
    }
}

/// Os enganos que mais aparecem nesta linguagem, pela linha em que o erro caiu e pela de cima.
fn conselho(tipo: &ErrorKind, texto: &str, inicio: usize) -> Option<String> {
    let (numero, _, linha) = situar(texto, inicio);
    let antes_da_expressao = linha.split("${").next().unwrap_or_default();
    if linha.contains("${") && antes_da_expressao.contains(['{', '[']) {
        return Some("dentro de `{ }` ou `[ ]`, ponha aspas em volta de \"${ … }\"".to_owned());
    }
    if e_tabulacao(tipo) {
        return Some("troque a tabulação por espaços".to_owned());
    }
    let de_cima = numero.checked_sub(2).and_then(|i| texto.lines().nth(i)).unwrap_or_default();
    if let Some(sinal) = ficou_aberto(de_cima) {
        return Some(format!("confira a linha {}: o `{sinal}` dela não fecha", numero - 1));
    }
    match tipo {
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            Some("se o `:` faz parte do texto ou da expressão, ponha o valor entre aspas".to_owned())
        }
        ErrorKind::MissingAnchorOrAliasName | ErrorKind::UnknownAnchor => {
            Some("para o asterisco como texto, escreva \"*\"".to_owned())
        }
        ErrorKind::UnexpectedCharacter { .. } => Some("ponha o valor entre aspas".to_owned()),
        _ => None,
    }
}

/// O sinal que uma linha abre e não fecha, se há.
fn ficou_aberto(linha: &str) -> Option<char> {
    let conta = |sinal: char| linha.matches(sinal).count();
    if conta('"') % 2 == 1 {
        return Some('"');
    }
    [('[', ']'), ('{', '}')].into_iter().find(|(abre, fecha)| conta(*abre) > conta(*fecha)).map(|(abre, _)| abre)
}
