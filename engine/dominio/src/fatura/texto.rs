//! Texto tirado de um PDF: dobrado, em palavras, em algarismos.

/// Minúsculas e sem os acentos do português; o resto fica.
pub fn dobrar(texto: &str) -> String {
    texto.chars().flat_map(char::to_lowercase).map(sem_acento).collect()
}

fn sem_acento(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'ê' | 'è' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ô' | 'õ' | 'ò' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        outro => outro,
    }
}

/// As palavras do trecho, sem a pontuação que as cerca.
pub(crate) fn palavras(trecho: &str) -> impl Iterator<Item = &str> {
    trecho
        .split(|c: char| c.is_whitespace() || matches!(c, ':' | ';' | '|' | '(' | ')'))
        .map(|palavra| palavra.trim_matches(['.', ',']))
        .filter(|palavra| !palavra.is_empty())
}

/// Se o texto traz estas palavras, inteiras e seguidas; os dois já dobrados.
pub(crate) fn tem_as_palavras(texto: &str, procuradas: &str) -> bool {
    let procuradas = procuradas.trim();
    !procuradas.is_empty()
        && texto.match_indices(procuradas).any(|(inicio, achadas)| {
            let antes = texto[..inicio].chars().next_back();
            let depois = texto[inicio + achadas.len()..].chars().next();
            !antes.is_some_and(char::is_alphanumeric) && !depois.is_some_and(char::is_alphanumeric)
        })
}

/// Só os algarismos.
pub(crate) fn so_algarismos(texto: &str) -> String {
    texto.chars().filter(char::is_ascii_digit).collect()
}
