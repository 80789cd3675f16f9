//! O que parou e espera um operador.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::instancias::{self, Escolha, FiltroDeIncidentes, IncidenteAberto};
use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::api::lista::limite;
use crate::api::problema::Problemas;
use crate::extracao::{Autenticado, Consulta};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filtro {
    /// Nome do fluxo.
    fluxo: Option<String>,
    /// Nome do passo parado.
    passo: Option<String>,
    /// Código da causa.
    codigo: Option<String>,
    /// Instâncias por página, de 1 a 200; sem ele, 50.
    limite: Option<u32>,
    /// O `proximo` da página anterior.
    depois_de: Option<Uuid>,
}

/// Os incidentes abertos, da instância mais velha à mais nova.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Incidentes {
    pub itens: Vec<Incidente>,
    /// Passe em `depois_de` para ver mais; nulo = acabou.
    pub proximo: Option<Uuid>,
    /// Quantos há de cada, do maior ao menor; só na primeira página.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grupos: Option<Vec<Grupo>>,
    /// Falso se há paradas demais para contar todas; só na primeira página.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contagem_completa: Option<bool>,
}

/// Um passo parado.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Incidente {
    pub instancia_id: Uuid,
    #[schema(example = "faturas")]
    pub fluxo: String,
    pub chave: String,
    /// Para repetir ou pular só este.
    pub visita: u32,
    #[schema(example = "baixar")]
    pub passo: String,
    #[schema(example = "credencial_invalida")]
    pub codigo: String,
    pub mensagem: String,
    /// `negocio` (repetir como está não adianta) ou `tecnico`.
    #[schema(value_type = String, example = "negocio")]
    pub classe: esteira_motor::maquina::ClasseDeErro,
    pub tentativas: u32,
    #[schema(value_type = String, format = DateTime)]
    pub desde: Instante,
    #[schema(example = "corrija a senha do portal no cadastro do cliente e repita")]
    pub acao_sugerida: String,
}

/// Quantos pararam no mesmo lugar pela mesma causa.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Grupo {
    pub fluxo: String,
    pub passo: String,
    pub codigo: String,
    pub quantos: u64,
}

impl From<IncidenteAberto> for Incidente {
    fn from(aberto: IncidenteAberto) -> Self {
        Self {
            instancia_id: aberto.instancia.0,
            fluxo: aberto.fluxo,
            chave: aberto.chave,
            visita: aberto.visita,
            passo: aberto.passo,
            codigo: aberto.erro.codigo,
            mensagem: aberto.erro.mensagem,
            classe: aberto.erro.classe,
            tentativas: aberto.tentativas,
            desde: aberto.desde,
            acao_sugerida: aberto.acao_sugerida,
        }
    }
}

impl From<instancias::Grupo> for Grupo {
    fn from(grupo: instancias::Grupo) -> Self {
        let instancias::Grupo { fluxo, passo, codigo, quantos } = grupo;
        Self { fluxo, passo, codigo, quantos }
    }
}

/// O que parou: por quê, desde quando, o que fazer, e quantos há de cada.
#[utoipa::path(
    get,
    path = "/api/instancias/incidentes",
    operation_id = "listar_incidentes",
    tag = "instancias",
    security(("token" = [])),
    params(Filtro),
    responses((status = 200, body = Incidentes), Problemas)
)]
pub(crate) async fn listar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Consulta(filtro): Consulta<Filtro>,
) -> Result<Json<Incidentes>, ErroApi> {
    let filtro = FiltroDeIncidentes {
        fluxo: filtro.fluxo,
        visitas: Escolha { visita: None, passo: filtro.passo, codigo_do_erro: filtro.codigo },
        depois_de: filtro.depois_de,
        limite: limite(filtro.limite)?,
    };
    let pagina = instancias::incidentes(&app, &quem, &filtro).await?;
    let contagem = match filtro.depois_de {
        None => Some(instancias::contar_incidentes(&app, &quem, &filtro).await?),
        Some(_) => None,
    };
    Ok(Json(Incidentes {
        itens: pagina.itens.into_iter().map(Into::into).collect(),
        proximo: pagina.proximo,
        contagem_completa: contagem.as_ref().map(|contagem| contagem.completa),
        grupos: contagem.map(|contagem| contagem.grupos.into_iter().map(Into::into).collect()),
    }))
}
