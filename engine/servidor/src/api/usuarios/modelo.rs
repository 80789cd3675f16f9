//! O usuário em JSON. A senha só entra.

use esteira_armazem::cadastro::UsuarioGuardado;
use esteira_base::Instante;
use esteira_dominio::Perfil;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extracao::SegredoRecebido;

/// O que se manda para criar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UsuarioNovo {
    #[schema(example = "Ana Souza")]
    pub nome_completo: String,
    /// Único.
    #[schema(example = "ana.souza@exemplo.com.br")]
    pub email: String,
    #[serde(default)]
    #[schema(example = "+55 (11) 4000-0000")]
    pub telefone: Option<String>,
    /// `ADMINISTRADOR`, `APROVADOR` ou `OPERADOR`.
    #[schema(value_type = String, example = "APROVADOR")]
    pub perfil_usuario: Perfil,
    #[serde(default = "ativo")]
    #[schema(default = true)]
    pub status_ativo: bool,
    /// De 10 a 128 caracteres.
    #[schema(value_type = String, format = Password, write_only, example = "uma frase comprida")]
    pub senha: SegredoRecebido,
}

fn ativo() -> bool {
    true
}

/// O que se manda para alterar; o que falta fica como está.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UsuarioAlterado {
    #[serde(default)]
    pub nome_completo: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    /// Texto vazio apaga.
    #[serde(default)]
    pub telefone: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "OPERADOR")]
    pub perfil_usuario: Option<Perfil>,
    /// `false` derruba as sessões do usuário.
    #[serde(default)]
    pub status_ativo: Option<bool>,
    /// Trocá-la derruba as sessões do usuário.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, write_only)]
    pub senha: Option<SegredoRecebido>,
}

/// Um usuário.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Usuario {
    pub id: Uuid,
    #[schema(example = "Ana Souza")]
    pub nome_completo: String,
    #[schema(example = "ana.souza@exemplo.com.br")]
    pub email: String,
    pub telefone: Option<String>,
    #[schema(example = "APROVADOR")]
    pub perfil_usuario: &'static str,
    pub status_ativo: bool,
    #[schema(value_type = String, format = DateTime, example = "2026-11-03T12:00:00.000000Z")]
    pub data_criacao: Instante,
    #[schema(value_type = String, format = DateTime, example = "2026-11-03T12:00:00.000000Z")]
    pub data_atualizacao: Instante,
}

impl From<UsuarioGuardado> for Usuario {
    fn from(guardado: UsuarioGuardado) -> Self {
        let usuario = guardado.usuario;
        Self {
            id: usuario.id.into(),
            nome_completo: usuario.nome_completo,
            email: usuario.email.to_string(),
            telefone: usuario.telefone,
            perfil_usuario: usuario.perfil_usuario.as_str(),
            status_ativo: usuario.status_ativo,
            data_criacao: guardado.data_criacao,
            data_atualizacao: guardado.data_atualizacao,
        }
    }
}
