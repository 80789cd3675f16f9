//! As teclas do W3C por nome. Puro. <https://www.w3.org/TR/webdriver2/#keyboard-actions>

use crate::erro::Falha;

const TECLAS: [(&str, char); 24] = [
    ("apagar", '\u{E003}'),
    ("tab", '\u{E004}'),
    ("enter", '\u{E007}'),
    ("shift", '\u{E008}'),
    ("control", '\u{E009}'),
    ("alt", '\u{E00A}'),
    ("escape", '\u{E00C}'),
    ("espaco", '\u{E00D}'),
    ("pagina-acima", '\u{E00E}'),
    ("pagina-abaixo", '\u{E00F}'),
    ("fim", '\u{E010}'),
    ("inicio", '\u{E011}'),
    ("seta-esquerda", '\u{E012}'),
    ("seta-cima", '\u{E013}'),
    ("seta-direita", '\u{E014}'),
    ("seta-baixo", '\u{E015}'),
    ("inserir", '\u{E016}'),
    ("excluir", '\u{E017}'),
    ("f1", '\u{E031}'),
    ("f2", '\u{E032}'),
    ("f3", '\u{E033}'),
    ("f4", '\u{E034}'),
    ("f5", '\u{E035}'),
    ("f12", '\u{E03C}'),
];

/// O caractere de uma tecla, ou `argumento_invalido` com a lista das que há.
pub fn caractere(nome: &str) -> Result<char, Falha> {
    TECLAS.iter().find(|(n, _)| *n == nome).map(|(_, c)| *c).ok_or_else(|| {
        let ha = TECLAS.map(|(n, _)| n).join(", ");
        Falha::nova("argumento_invalido", format!("tecla desconhecida: \"{nome}\"; há {ha}"))
    })
}
