//! Por que um pedido ao servidor de correio não deu certo, e o que isso quer dizer para o plugin. Puro.

use imap_proto::ResponseCode;

use crate::erro::Falha;

/// O que pode sair de um pedido.
#[derive(Debug)]
pub(super) enum Recusa {
    /// A conexão não serve mais: caiu, calou-se ou disse o que não se entende.
    Perdida(String),
    /// O servidor entendeu e disse que não.
    Nao { texto: String, criar_antes: bool },
    /// Passou de um teto nosso. A conexão também não serve mais: há resposta por ler.
    Limite(Falha),
    /// Já é uma falha com nome, e a conexão segue boa.
    Outra(Falha),
}

impl Recusa {
    pub fn perdida(motivo: impl Into<String>) -> Self {
        Self::Perdida(motivo.into())
    }

    pub fn limite(o_que: &str, teto: impl std::fmt::Display) -> Self {
        Self::Limite(Falha::limite(o_que, teto))
    }

    pub fn nao(codigo: Option<&ResponseCode<'_>>, texto: Option<&str>) -> Self {
        let criar_antes = matches!(codigo, Some(ResponseCode::TryCreate));
        Self::Nao { texto: texto.unwrap_or("sem explicação").to_owned(), criar_antes }
    }

    pub fn perdeu_a_conexao(&self) -> bool {
        matches!(self, Self::Perdida(_) | Self::Limite(_))
    }

    /// O "não" à senha é da credencial, a menos que o servidor diga que o problema é dele (RFC 5530).
    pub fn ao_entrar(self) -> Falha {
        match self {
            Self::Nao { texto, .. } if !fora_do_ar(&texto) => Falha::nova(
                "credencial_invalida",
                format!("o servidor de correio recusou o usuário ou a senha: {texto}"),
            ),
            outra => outra.em_falha(),
        }
    }

    /// O "não" a abrir uma pasta é dela, com a mesma ressalva.
    pub fn na_pasta(self, pasta: &str) -> Falha {
        match self {
            Self::Nao { texto, .. } if !fora_do_ar(&texto) => {
                Falha::nova("pasta_nao_encontrada", format!("a caixa de correio não abre a pasta \"{pasta}\": {texto}"))
            }
            outra => outra.em_falha(),
        }
    }

    pub fn em_falha(self) -> Falha {
        match self {
            Self::Perdida(motivo) => indisponivel(motivo),
            Self::Nao { texto, .. } if fora_do_ar(&texto) => indisponivel(texto),
            Self::Nao { texto, .. } => {
                Falha::nova("correio_recusou", format!("o servidor de correio recusou o pedido: {texto}"))
            }
            Self::Limite(falha) | Self::Outra(falha) => falha,
        }
    }
}

impl From<Falha> for Recusa {
    fn from(falha: Falha) -> Self {
        Self::Outra(falha)
    }
}

fn indisponivel(motivo: impl std::fmt::Display) -> Falha {
    Falha::nova("correio_indisponivel", format!("o servidor de correio não atende: {motivo}"))
}

/// Os códigos com que o servidor diz que a culpa não é de quem pede; o parser os deixa no começo do texto.
fn fora_do_ar(texto: &str) -> bool {
    ["[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]"].iter().any(|codigo| texto.contains(codigo))
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn o_nao_a_senha_e_da_credencial_a_menos_que_o_servidor_diga_que_e_dele() {
        let codigo = |texto| Recusa::nao(None, Some(texto)).ao_entrar().codigo;
        assert_eq!(codigo("[AUTHENTICATIONFAILED] Authentication failed."), "credencial_invalida");
        assert_eq!(codigo("[UNAVAILABLE] Internal error"), "correio_indisponivel");
        assert_eq!(Recusa::perdida("caiu").ao_entrar().codigo, "correio_indisponivel");
    }
}
