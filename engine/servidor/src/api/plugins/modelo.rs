//! Plugins publicados em JSON.

use esteira_armazem::plugins::{PluginPublicado, Vigente};
use esteira_base::Instante;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::guardado::instante;

/// Uma versão publicada; imutável.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Publicado {
    /// BLAKE3 do componente: a identidade da versão.
    pub resumo: String,
    #[schema(example = "oi")]
    pub nome: String,
    #[schema(example = "1.0.0")]
    pub versao: String,
    /// Em bytes.
    pub tamanho: i64,
    /// O que o plugin diz de si: operações, domínios, segredos, permissões e seletores.
    #[schema(value_type = Object)]
    pub manifesto: Value,
    /// De quem é a assinatura (ed25519, hexadecimal); nula se não se assinou.
    pub chave_publica: Option<String>,
    pub publicado_por: String,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
}

impl From<PluginPublicado> for Publicado {
    fn from(plugin: PluginPublicado) -> Self {
        Self {
            resumo: plugin.resumo,
            nome: plugin.nome,
            versao: plugin.versao,
            tamanho: plugin.tamanho,
            manifesto: serde_json::from_str(&plugin.manifesto).unwrap_or_default(),
            chave_publica: plugin.chave_publica,
            publicado_por: plugin.publicado_por,
            data_criacao: instante(plugin.data_criacao),
        }
    }
}

/// O que vale de um plugin.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Homologado {
    #[schema(example = "oi")]
    pub nome: String,
    /// A versão que vale.
    pub resumo: String,
    /// A de antes, a que se volta ao reverter.
    pub anterior: Option<String>,
    /// A que se experimenta.
    pub experimentada: Option<String>,
    /// Em quantas de cada cem instâncias se experimenta.
    pub percentual: i64,
    pub homologado_por: String,
    #[schema(value_type = String, format = DateTime)]
    pub data_atualizacao: Instante,
}

impl From<Vigente> for Homologado {
    fn from(vigente: Vigente) -> Self {
        Self {
            nome: vigente.nome,
            resumo: vigente.resumo,
            anterior: vigente.anterior,
            experimentada: vigente.experimentada,
            percentual: vigente.percentual,
            homologado_por: vigente.homologado_por,
            data_atualizacao: instante(vigente.data_atualizacao),
        }
    }
}

/// As versões publicadas e as que valem.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Estante {
    /// Por nome, das mais novas às mais velhas.
    pub publicados: Vec<Publicado>,
    pub homologados: Vec<Homologado>,
}
