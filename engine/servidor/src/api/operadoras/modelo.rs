//! A operadora em JSON.

use esteira_armazem::cadastro::OperadoraGuardada;
use esteira_base::Instante;
use esteira_dominio::NovaOperadora;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::resposta::ComRevisao;

/// O que se manda para criar ou alterar. Ao alterar, vale o cadastro inteiro: o que falta volta ao padrão.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OperadoraEnviada {
    /// Único, até 100 caracteres. Mudá-lo refaz o hash de cadastro dos clientes.
    #[schema(example = "VIVO")]
    pub nome: String,
    /// Único, até 20 caracteres; guarda-se em maiúsculas.
    #[schema(example = "VIVO")]
    pub codigo: String,
    /// Ligado, a fatura vem por RPA; desligado, por upload manual.
    #[serde(default)]
    pub possui_rpa: bool,
    /// O RPA é um serviço externo, em `url_endpoint_rpa`.
    #[serde(default)]
    pub rpa_terceirizado: bool,
    #[serde(default)]
    pub url_endpoint_rpa: Option<String>,
    #[serde(default = "ativa")]
    #[schema(default = true)]
    pub status_ativo: bool,
    #[serde(default)]
    #[schema(example = "https://portal.exemplo.com.br")]
    pub url_portal: Option<String>,
    #[serde(default)]
    pub instrucoes_acesso: Option<String>,
}

fn ativa() -> bool {
    true
}

impl From<OperadoraEnviada> for NovaOperadora {
    fn from(enviada: OperadoraEnviada) -> Self {
        Self {
            nome: enviada.nome,
            codigo: enviada.codigo,
            possui_rpa: enviada.possui_rpa,
            rpa_terceirizado: enviada.rpa_terceirizado,
            url_endpoint_rpa: enviada.url_endpoint_rpa,
            status_ativo: enviada.status_ativo,
            url_portal: enviada.url_portal,
            instrucoes_acesso: enviada.instrucoes_acesso,
        }
    }
}

/// Uma operadora.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Operadora {
    pub id: Uuid,
    #[schema(example = "VIVO")]
    pub nome: String,
    #[schema(example = "VIVO")]
    pub codigo: String,
    pub possui_rpa: bool,
    pub rpa_terceirizado: bool,
    pub url_endpoint_rpa: Option<String>,
    pub status_ativo: bool,
    pub url_portal: Option<String>,
    pub instrucoes_acesso: Option<String>,
    /// A mesma do `ETag`.
    #[schema(example = 1)]
    pub revisao: i64,
    #[schema(value_type = String, format = DateTime, example = "2026-11-03T12:00:00.000000Z")]
    pub data_criacao: Instante,
    #[schema(value_type = String, format = DateTime, example = "2026-11-03T12:00:00.000000Z")]
    pub data_atualizacao: Instante,
}

impl From<OperadoraGuardada> for Operadora {
    fn from(guardada: OperadoraGuardada) -> Self {
        let operadora = guardada.operadora;
        Self {
            id: operadora.id.into(),
            nome: operadora.nome,
            codigo: operadora.codigo,
            possui_rpa: operadora.possui_rpa,
            rpa_terceirizado: operadora.rpa_terceirizado,
            url_endpoint_rpa: operadora.url_endpoint_rpa,
            status_ativo: operadora.status_ativo,
            url_portal: operadora.url_portal,
            instrucoes_acesso: operadora.instrucoes_acesso,
            revisao: guardada.revisao,
            data_criacao: guardada.data_criacao,
            data_atualizacao: guardada.data_atualizacao,
        }
    }
}

impl From<OperadoraGuardada> for ComRevisao<Operadora> {
    fn from(guardada: OperadoraGuardada) -> Self {
        Self { revisao: guardada.revisao, corpo: guardada.into() }
    }
}
