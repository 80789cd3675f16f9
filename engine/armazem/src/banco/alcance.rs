//! O que uma transação alcança: as linhas de um inquilino, ou as de todos.
//!
//! Toda consulta já filtra pelo inquilino. No PostgreSQL há uma segunda cerca, para a que se esqueça: as tabelas só mostram, e só aceitam, as
//! linhas que o ajuste `esteira.inquilino` da transação alcança (migração 0016); sem ele, nenhuma. O SQLite não tem o que o faça.

use esteira_base::ids::InquilinoId;

/// De quem são as linhas que se veem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alcance {
    /// Só as deste.
    De(InquilinoId),
    /// As de qualquer um: para o que serve à instalação inteira (fila, temporizadores, caixa de saída, métricas, partida) e para o lote do
    /// consolidador, em que cada linha traz o seu dono.
    Todos,
}

impl Alcance {
    /// O nome do ajuste. Vale até o fim da transação: com um agrupador, a conexão é de outro logo depois.
    pub(super) const AJUSTE: &str = "esteira.inquilino";

    /// O valor do ajuste. Só tem letras, números, `-` e `*`: pode ir por extenso num comando.
    pub(super) fn valor(self) -> String {
        match self {
            Self::De(inquilino) => inquilino.0.to_string(),
            Self::Todos => "*".to_owned(),
        }
    }
}
