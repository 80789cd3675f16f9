//! A operadora em JSON.

use std::collections::BTreeMap;

use esteira_armazem::cadastro::OperadoraGuardada;
use esteira_base::{Instante, Resumo};
use esteira_dominio::{NovaOperadora, SeletorDoPortal};
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
    #[serde(default)]
    pub configuracao_rpa: ConfiguracaoDoRpa,
}

/// O que a operadora concede e muda no plugin dela, sem o recompilar.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfiguracaoDoRpa {
    /// Domínios que o plugin pode tocar, além do do portal: `host`, `host:porta` ou `*.exemplo.com.br`; e caixas de correio, `imaps://host`.
    #[serde(default)]
    #[schema(example = json!(["cdn.exemplo.com.br"]))]
    pub dominios: Vec<String>,
    /// No lugar dos seletores do plugin: as alternativas, em ordem de preferência, por nome. Os nomes são os de `esteira plugin inspecionar`.
    #[serde(default)]
    #[schema(example = json!({ "email": [{ "por": "css", "valor": "input[type=email]" }] }))]
    pub seletores: BTreeMap<String, Vec<Seletor>>,
    /// Fixa a versão do plugin, pelo resumo; nula, vale a homologada.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub versao_do_plugin: Option<Resumo>,
    /// Quantas execuções ao mesmo tempo o portal aguenta, entre todos os nós; nulo, 5. Vale para os processos que se criarem depois.
    #[serde(default)]
    #[schema(example = 2)]
    pub simultaneos: Option<u32>,
    /// O RPA externo da operadora também envia ao SAT, no lugar do nosso plugin. Só com `rpa_terceirizado`.
    #[serde(default)]
    pub sat_terceirizado: bool,
}

/// Um modo de achar um elemento do portal.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seletor {
    /// `xpath`, `css`, `id`, `nome`, `texto-link`, `texto-link-parcial`, `classe` ou `etiqueta`.
    #[schema(example = "css")]
    pub por: String,
    #[schema(example = "input[type=email]")]
    pub valor: String,
}

impl From<ConfiguracaoDoRpa> for esteira_dominio::ConfiguracaoDoRpa {
    fn from(enviada: ConfiguracaoDoRpa) -> Self {
        let seletor = |s: Seletor| SeletorDoPortal { por: s.por, valor: s.valor };
        let alternativas = |(nome, todas): (String, Vec<Seletor>)| (nome, todas.into_iter().map(seletor).collect());
        Self {
            dominios: enviada.dominios,
            seletores: enviada.seletores.into_iter().map(alternativas).collect(),
            versao_do_plugin: enviada.versao_do_plugin,
            simultaneos: enviada.simultaneos,
            sat_terceirizado: enviada.sat_terceirizado,
        }
    }
}

impl From<esteira_dominio::ConfiguracaoDoRpa> for ConfiguracaoDoRpa {
    fn from(guardada: esteira_dominio::ConfiguracaoDoRpa) -> Self {
        let seletor = |s: SeletorDoPortal| Seletor { por: s.por, valor: s.valor };
        let alternativas =
            |(nome, todas): (String, Vec<SeletorDoPortal>)| (nome, todas.into_iter().map(seletor).collect());
        Self {
            dominios: guardada.dominios,
            seletores: guardada.seletores.into_iter().map(alternativas).collect(),
            versao_do_plugin: guardada.versao_do_plugin,
            simultaneos: guardada.simultaneos,
            sat_terceirizado: guardada.sat_terceirizado,
        }
    }
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
            configuracao_rpa: enviada.configuracao_rpa.into(),
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
    pub configuracao_rpa: ConfiguracaoDoRpa,
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
            configuracao_rpa: operadora.configuracao_rpa.into(),
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
