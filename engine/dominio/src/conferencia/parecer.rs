//! O que se diz de um item: o resultado e o que se viu.

use super::Resultado;

pub(super) type Parecer = (Resultado, String);

pub(super) fn ok(mensagem: impl Into<String>) -> Parecer {
    (Resultado::Ok, mensagem.into())
}

pub(super) fn aviso(mensagem: impl Into<String>) -> Parecer {
    (Resultado::Aviso, mensagem.into())
}

pub(super) fn bloqueia(mensagem: impl Into<String>) -> Parecer {
    (Resultado::Bloqueia, mensagem.into())
}
