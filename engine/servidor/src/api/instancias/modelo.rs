//! A instância em JSON.

use esteira_aplicacao::instancias::{self, Detalhe, Narrador};
use esteira_armazem::motor;
use esteira_base::Instante;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::guardado::{instante, json};

/// Uma instância.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Instancia {
    pub id: Uuid,
    pub fluxo_id: Uuid,
    #[schema(example = "faturas")]
    pub fluxo_nome: String,
    /// Só uma viva por chave.
    #[schema(example = "535b1f2c56529890/2026-10")]
    pub chave: String,
    /// `EM_ANDAMENTO`, `PRECISA_DE_ATENCAO`, `DESFAZENDO`, `CONCLUIDA`, `FALHOU` ou `CANCELADA`.
    #[schema(example = "EM_ANDAMENTO")]
    pub situacao: String,
    pub estado_de_negocio: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
    #[schema(value_type = String, format = DateTime)]
    pub data_atualizacao: Instante,
}

impl From<motor::Instancia> for Instancia {
    fn from(instancia: motor::Instancia) -> Self {
        Self {
            id: instancia.id,
            fluxo_id: instancia.fluxo_id,
            fluxo_nome: instancia.fluxo_nome,
            chave: instancia.chave,
            situacao: instancia.situacao,
            estado_de_negocio: instancia.estado_de_negocio,
            data_criacao: instante(instancia.data_criacao),
            data_atualizacao: instante(instancia.data_atualizacao),
        }
    }
}

/// Uma instância com o estado e a história.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InstanciaComHistorico {
    #[serde(flatten)]
    pub instancia: Instancia,
    /// O retrato: visitas abertas, saídas, variáveis. Nulo se o que está guardado não se lê; o incidente diz por quê.
    #[schema(value_type = Option<Object>)]
    pub estado: Value,
    pub eventos: Vec<Evento>,
    /// A instância que pediu esta.
    pub mae: Option<Uuid>,
    /// As que esta pediu; uma que acaba de ser pedida pode ainda não ter nascido.
    pub filhas: Vec<Filha>,
}

/// Uma instância filha.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Filha {
    pub id: Uuid,
    #[schema(example = "envio")]
    pub fluxo: String,
}

impl From<instancias::Filha> for Filha {
    fn from(filha: instancias::Filha) -> Self {
        Self { id: filha.id.0, fluxo: filha.fluxo }
    }
}

impl From<Detalhe> for InstanciaComHistorico {
    fn from(detalhe: Detalhe) -> Self {
        let mut narrador = Narrador::default();
        Self {
            estado: json(&detalhe.instancia.estado),
            instancia: detalhe.instancia.into(),
            eventos: detalhe.eventos.into_iter().map(|evento| Evento::contado(evento, &mut narrador)).collect(),
            mae: detalhe.mae.map(|mae| mae.0),
            filhas: detalhe.filhas.into_iter().map(Into::into).collect(),
        }
    }
}

/// Um fato da história.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Evento {
    /// A partir de 1.
    pub sequencia: i64,
    #[schema(example = "passo_iniciado")]
    pub tipo: String,
    /// Contado em português.
    #[schema(example = "entrou em baixar")]
    pub texto: String,
    #[schema(value_type = Object)]
    pub dados: Value,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
}

impl Evento {
    fn contado(evento: motor::EventoGuardado, narrador: &mut Narrador) -> Self {
        Self {
            texto: narrador.contar(&evento).texto,
            sequencia: evento.sequencia,
            tipo: evento.tipo,
            dados: json(&evento.dados),
            data_criacao: instante(evento.data_criacao),
        }
    }
}
