//! Como se escreve um nome na linguagem.

/// Maior nome de passo, decisão, variável ou fluxo, em bytes.
pub(super) const NOME_MAXIMO: usize = 60;

/// Palavras que o CEL reserva: um passo com este nome não poderia ser citado em `passos.nome`.
const RESERVADAS: [&str; 21] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];

/// `baixar`, `aguardar_upload`, `passo2`: serve de identificador em expressões.
pub(super) fn e_identificador(nome: &str) -> bool {
    let mut letras = nome.chars();
    letras.next().is_some_and(|c| c.is_ascii_lowercase())
        && letras.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && nome.len() <= NOME_MAXIMO
        && !RESERVADAS.contains(&nome)
}

/// Como identificador, e com hífens: nomes de fluxo, operação e plugin, que não aparecem em expressões.
pub(super) fn e_nome_com_hifen(nome: &str) -> bool {
    e_identificador(&nome.replace('-', "_")) && !nome.ends_with('-')
}

/// `AGUARDANDO_APROVACAO`: estados, papéis e canais.
pub(super) fn e_maiusculo(nome: &str) -> bool {
    nome == nome.to_ascii_uppercase() && e_identificador(&nome.to_ascii_lowercase())
}
