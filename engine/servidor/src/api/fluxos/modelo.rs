//! O fluxo em JSON.

use esteira_armazem::motor::FluxoPublicado;
use esteira_base::Instante;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::guardado::instante;

/// Uma versão publicada; imutável.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Fluxo {
    pub id: Uuid,
    #[schema(example = "faturas")]
    pub nome: String,
    #[schema(example = 1)]
    pub versao: i64,
    /// BLAKE3 do conteúdo canônico.
    pub resumo: String,
    /// O YAML, como veio.
    pub texto: String,
    pub publicado_por: String,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
}

impl From<FluxoPublicado> for Fluxo {
    fn from(publicado: FluxoPublicado) -> Self {
        Self {
            id: publicado.id,
            nome: publicado.nome,
            versao: publicado.versao,
            resumo: publicado.resumo,
            texto: publicado.texto,
            publicado_por: publicado.publicado_por,
            data_criacao: instante(publicado.data_criacao),
        }
    }
}
