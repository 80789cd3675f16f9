//! O segredo em JSON: o valor só entra.

use esteira_armazem::cadastro::SegredoGuardado;
use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::guardado::instante;
use crate::extracao::SegredoRecebido;

/// O valor a guardar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ValorDoSegredo {
    #[schema(value_type = String, format = Password, write_only)]
    pub valor: SegredoRecebido,
}

/// O que se mostra de um segredo.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Segredo {
    #[schema(example = "token_do_crm")]
    pub nome: String,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
    /// Quando o valor mudou por último.
    #[schema(value_type = String, format = DateTime)]
    pub data_atualizacao: Instante,
}

impl From<SegredoGuardado> for Segredo {
    fn from(guardado: SegredoGuardado) -> Self {
        Self {
            nome: guardado.nome,
            data_criacao: instante(guardado.data_criacao),
            data_atualizacao: instante(guardado.data_atualizacao),
        }
    }
}
