//! O cliente em JSON. A senha do portal só entra.

use esteira_armazem::cadastro::ClienteGuardado;
use esteira_base::ids::OperadoraId;
use esteira_base::{Instante, Segredo};
use esteira_dominio::NovoCliente;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extracao::SegredoRecebido;
use crate::resposta::ComRevisao;

/// O que se manda para criar ou alterar. Ao alterar, vale o cadastro inteiro: o que falta volta ao padrão, menos a senha do portal, que fica.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClienteEnviado {
    /// De uma operadora ativa.
    pub operadora_id: Uuid,
    #[schema(example = "Empresa Exemplo Ltda")]
    pub razao_social: String,
    /// Como o SAT chama o cliente.
    #[schema(example = "Empresa Exemplo")]
    pub nome_sat: String,
    /// Numérico ou alfanumérico, com ou sem máscara.
    #[schema(example = "12.ABC.345/01DE-35")]
    pub cnpj: String,
    #[serde(default)]
    pub filtro: String,
    #[serde(default)]
    #[schema(example = "Internet")]
    pub servico: String,
    #[serde(default)]
    #[schema(example = "Internet")]
    pub dados_sat: String,
    #[serde(default)]
    #[schema(example = "Matriz")]
    pub unidade: String,
    #[serde(default)]
    pub site_emissao: Option<String>,
    #[serde(default)]
    pub login_portal: Option<String>,
    /// O mesmo texto coberto que se leu também serve: fica o que está.
    #[serde(default)]
    pub cpf: Option<String>,
    #[serde(default = "ativo")]
    #[schema(default = true)]
    pub status_ativo: bool,
    /// Guardada cifrada; nunca devolvida.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, write_only)]
    pub senha_portal: Option<SegredoRecebido>,
}

fn ativo() -> bool {
    true
}

/// A senha do portal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SenhaDoPortal {
    #[schema(value_type = String, format = Password, write_only)]
    pub senha_portal: SegredoRecebido,
}

/// Um cliente.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Cliente {
    pub id: Uuid,
    /// Hash de cadastro: o vínculo com o SAT.
    #[schema(example = "535b1f2c56529890")]
    pub hash_unico: String,
    pub operadora_id: Uuid,
    pub razao_social: String,
    pub nome_sat: String,
    /// Sem máscara.
    #[schema(example = "12ABC34501DE35")]
    pub cnpj: String,
    pub filtro: String,
    pub servico: String,
    pub dados_sat: String,
    pub unidade: String,
    pub site_emissao: Option<String>,
    pub login_portal: Option<String>,
    /// Se há senha guardada; a senha não se devolve.
    pub tem_senha_portal: bool,
    /// Coberto: `***.982.247-**`.
    #[schema(example = "***.982.247-**")]
    pub cpf: Option<String>,
    pub status_ativo: bool,
    /// A mesma do `ETag`.
    #[schema(example = 1)]
    pub revisao: i64,
    #[schema(value_type = String, format = DateTime, example = "2026-11-03T12:00:00.000000Z")]
    pub data_criacao: Instante,
    #[schema(value_type = String, format = DateTime, example = "2026-11-03T12:00:00.000000Z")]
    pub data_atualizacao: Instante,
}

impl ClienteEnviado {
    /// O cadastro, a operadora e a senha, que seguem por caminhos próprios.
    pub(crate) fn separar(self) -> (OperadoraId, NovoCliente, Option<Segredo>) {
        let novo = NovoCliente {
            razao_social: self.razao_social,
            nome_sat: self.nome_sat,
            cnpj: self.cnpj,
            filtro: self.filtro,
            servico: self.servico,
            dados_sat: self.dados_sat,
            unidade: self.unidade,
            site_emissao: self.site_emissao,
            login_portal: self.login_portal,
            cpf: self.cpf,
            status_ativo: self.status_ativo,
        };
        (self.operadora_id.into(), novo, self.senha_portal.map(|senha| senha.0))
    }
}

impl From<ClienteGuardado> for Cliente {
    fn from(guardado: ClienteGuardado) -> Self {
        let cliente = guardado.cliente;
        Self {
            id: cliente.id.into(),
            hash_unico: cliente.hash_unico.to_string(),
            operadora_id: cliente.operadora_id.into(),
            razao_social: cliente.razao_social,
            nome_sat: cliente.nome_sat,
            cnpj: cliente.cnpj.sem_mascara().to_owned(),
            filtro: cliente.filtro,
            servico: cliente.servico,
            dados_sat: cliente.dados_sat,
            unidade: cliente.unidade,
            site_emissao: cliente.site_emissao,
            login_portal: cliente.login_portal,
            tem_senha_portal: cliente.tem_senha,
            cpf: cliente.cpf.map(|cpf| cpf.coberto()),
            status_ativo: cliente.status_ativo,
            revisao: guardado.revisao,
            data_criacao: guardado.data_criacao,
            data_atualizacao: guardado.data_atualizacao,
        }
    }
}

impl From<ClienteGuardado> for ComRevisao<Cliente> {
    fn from(guardado: ClienteGuardado) -> Self {
        Self { revisao: guardado.revisao, corpo: guardado.into() }
    }
}
