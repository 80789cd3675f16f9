//! O que vai e vem em JSON na autenticação.

use esteira_aplicacao::autenticacao::{Entrada, Eu};
use esteira_dominio::Usuario;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extracao::SegredoRecebido;

/// E-mail e senha.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credencial {
    #[schema(example = "ana.souza@exemplo.com.br")]
    pub email: String,
    #[schema(value_type = String, format = Password, write_only, example = "uma frase comprida")]
    pub senha: SegredoRecebido,
}

/// O token que se ganhou ao entrar ou na última renovação.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Renovacao {
    #[schema(value_type = String, format = Password, write_only)]
    pub token_de_renovacao: SegredoRecebido,
}

/// Um par de tokens novo.
#[derive(Serialize, ToSchema)]
pub(crate) struct Tokens {
    /// Vai em `Authorization: Bearer …` em cada pedido.
    pub token_de_acesso: String,
    /// Serve uma vez, em `/api/autenticacao/renovar`.
    pub token_de_renovacao: String,
    /// Segundos até o token de acesso vencer.
    #[schema(example = 900)]
    pub expira_em: u64,
    pub usuario: QuemSou,
}

impl From<Entrada> for Tokens {
    fn from(entrada: Entrada) -> Self {
        Self {
            token_de_acesso: entrada.token_de_acesso.revelar().to_owned(),
            token_de_renovacao: entrada.token_de_renovacao.revelar().to_owned(),
            expira_em: entrada.expira_em,
            usuario: entrada.usuario.into(),
        }
    }
}

/// A pessoa que entrou.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuemSou {
    pub id: Uuid,
    #[schema(example = "Ana Souza")]
    pub nome_completo: String,
    #[schema(example = "ana.souza@exemplo.com.br")]
    pub email: String,
    /// `ADMINISTRADOR`, `APROVADOR` ou `OPERADOR`.
    #[schema(example = "APROVADOR")]
    pub perfil_usuario: &'static str,
}

impl From<Usuario> for QuemSou {
    fn from(usuario: Usuario) -> Self {
        Self {
            id: usuario.id.into(),
            nome_completo: usuario.nome_completo,
            email: usuario.email.to_string(),
            perfil_usuario: usuario.perfil_usuario.as_str(),
        }
    }
}

/// A pessoa que entrou e o que pode fazer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuemSouEPosso {
    #[serde(flatten)]
    pub usuario: QuemSou,
    /// Ações que o perfil permite.
    #[schema(example = json!(["APROVAR", "VER_TUDO"]))]
    pub pode: Vec<&'static str>,
}

impl From<Eu> for QuemSouEPosso {
    fn from(eu: Eu) -> Self {
        Self { usuario: eu.usuario.into(), pode: eu.pode.into_iter().map(|acao| acao.as_str()).collect() }
    }
}
