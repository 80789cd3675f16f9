//! Dar uma ordem a muitas instâncias.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::instancias::{self, Escolha, Ordem, Resultado};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::listar::SITUACOES;
use super::ordem::{Migracao, Motivo, Pulo, Recomeco, Repeticao};
use crate::api::erro::ErroApi;
use crate::api::lista::um_de;
use crate::api::problema::{Problema, Problemas};
use crate::extracao::{Autenticado, Corpo, ler_json};

/// O que fazer, e com quais.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrdemEmLote {
    pub acao: AcaoEmLote,
    pub filtro: FiltroEmLote,
    /// O corpo que a mesma ação teria numa instância só: `motivo`, `saida`, `passo`, `plano`…
    #[serde(default)]
    #[schema(value_type = Object, example = json!({ "motivo": "o portal está fora do ar" }))]
    pub parametros: Option<Value>,
    /// Só dizer quais seriam, e o que impediria cada uma.
    #[serde(default)]
    pub simular: bool,
}

/// As ações.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AcaoEmLote {
    Repetir,
    Pular,
    Recomecar,
    Pausar,
    Retomar,
    Migrar,
    Cancelar,
}

/// Quais instâncias vivas. Tudo o que se diz tem de valer; é preciso dizer alguma coisa.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FiltroEmLote {
    /// Só estas; até 500.
    pub ids: Vec<Uuid>,
    #[schema(example = "faturas")]
    pub fluxo: Option<String>,
    #[schema(example = "PRECISA_DE_ATENCAO")]
    pub situacao: Option<String>,
    /// Só as que têm este passo aberto; ao repetir ou pular, é só nele que se age.
    pub passo: Option<String>,
    /// Só as paradas com este erro; ao repetir ou pular, é só nelas que se age.
    pub codigo_do_erro: Option<String>,
    /// O `proximo` do pedido anterior.
    pub depois_de: Option<Uuid>,
}

/// O que houve, ou haveria.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResultadoEmLote {
    pub simulado: bool,
    pub itens: Vec<ItemEmLote>,
    /// Se não é nulo, há mais: repita o pedido com ele em `filtro.depois_de`. Um pedido toca até 500.
    pub proximo: Option<Uuid>,
}

/// O que houve com uma.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemEmLote {
    pub id: Uuid,
    pub ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problema: Option<Problema>,
}

/// Dá a mesma ordem a muitas instâncias, com um resultado para cada: uma recusada não impede as outras.
#[utoipa::path(
    post,
    path = "/api/instancias/em-lote",
    operation_id = "operar_em_lote",
    tag = "instancias",
    security(("token" = [])),
    request_body = OrdemEmLote,
    responses((status = 200, body = ResultadoEmLote), Problemas)
)]
pub(crate) async fn em_lote(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    Corpo(pedido): Corpo<OrdemEmLote>,
) -> Result<Json<ResultadoEmLote>, ErroApi> {
    let FiltroEmLote { ids, fluxo, situacao, passo, codigo_do_erro, depois_de } = pedido.filtro;
    um_de("filtro.situacao", situacao.as_deref(), &SITUACOES)?;
    let visitas = Escolha { visita: None, passo, codigo_do_erro };
    let ordem = ordem(pedido.acao, pedido.parametros, &visitas)?;
    let ids = ids.into_iter().map(Into::into).collect();
    let filtro = instancias::Filtro { ids, fluxo, situacao, visitas, depois_de };
    let lote = instancias::em_lote(&app, &quem, &filtro, &ordem, pedido.simular).await?;
    let item = |Resultado { instancia, desfecho }: Resultado| {
        let problema = desfecho.err().map(|erro| ErroApi::from(erro).em_problema());
        ItemEmLote { id: instancia.0, ok: problema.is_none(), problema }
    };
    let itens = lote.itens.into_iter().map(item).collect();
    Ok(Json(ResultadoEmLote { simulado: pedido.simular, itens, proximo: lote.proximo }))
}

/// A ordem, com os parâmetros lidos como o corpo da rota de uma só. As visitas do filtro são as em que se age, se não se diz outro passo.
fn ordem(acao: AcaoEmLote, parametros: Option<Value>, visitas: &Escolha) -> Result<Ordem, ErroApi> {
    let escolha =
        |visita, passo: Option<String>| Escolha { visita, passo: passo.or(visitas.passo.clone()), ..visitas.clone() };
    let valor = parametros.unwrap_or_else(|| Value::Object(serde_json::Map::new()));
    Ok(match acao {
        AcaoEmLote::Repetir => {
            let Repeticao { visita, passo, entrada } = ler_json("parametros", valor)?;
            Ordem::Repetir { quais: escolha(visita, passo), entrada }
        }
        AcaoEmLote::Pular => {
            let Pulo { visita, passo, saida, destino } = ler_json("parametros", valor)?;
            Ordem::Pular { quais: escolha(visita, passo), saida, destino }
        }
        AcaoEmLote::Recomecar => {
            let Recomeco { passo, entrada } = ler_json("parametros", valor)?;
            Ordem::Recomecar { passo, entrada }
        }
        AcaoEmLote::Pausar => Ordem::Pausar { motivo: ler_json::<Motivo>("parametros", valor)?.motivo },
        AcaoEmLote::Retomar => Ordem::Retomar,
        AcaoEmLote::Migrar => {
            let Migracao { versao, plano, .. } = ler_json("parametros", valor)?;
            Ordem::Migrar { versao, plano }
        }
        AcaoEmLote::Cancelar => Ordem::Cancelar { motivo: ler_json::<Motivo>("parametros", valor)?.motivo },
    })
}
