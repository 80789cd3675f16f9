//! Subir uma fatura à mão.

use axum::Json;
use axum::extract::State;
use esteira_aplicacao::faturas::{PedidoDeUpload, enviar_manual};
use esteira_aplicacao::{Aplicacao, ErroAplicacao, Quem, processos};
use esteira_armazem::faturas::FiltroDeProcessos;
use esteira_base::ids::ProcessoId;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::formulario::{De, Formulario, UploadManual};
use crate::api::erro::ErroApi;
use crate::api::guardado::dinheiro;
use crate::api::problema::Problemas;
use crate::extracao::Autenticado;

/// A fatura recebida, já à espera de aprovação.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FaturaRecebida {
    pub processo_id: Uuid,
    /// Nome com que ficou guardada.
    pub nome: String,
    /// BLAKE3 do PDF.
    pub resumo: String,
    #[schema(example = "2026-11-10")]
    pub data_vencimento: Option<String>,
    #[schema(example = "1234.56")]
    pub valor: Option<String>,
    /// O que se conferiu: `[{ item, resultado, mensagem }]`.
    #[schema(value_type = Vec<Object>)]
    pub conferencia: Value,
}

/// Recebe o PDF de uma operadora sem RPA, confere-o e o põe à espera de aprovação.
#[utoipa::path(
    post,
    path = "/api/faturas/upload-manual",
    operation_id = "upload_manual",
    tag = "faturas",
    security(("token" = [])),
    request_body(content = UploadManual, content_type = "multipart/form-data"),
    responses((status = 200, body = FaturaRecebida), Problemas)
)]
pub(crate) async fn upload_manual(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    formulario: Formulario,
) -> Result<Json<FaturaRecebida>, ErroApi> {
    let processo = processo(&app, &quem, formulario.de).await?;
    let pedido = PedidoDeUpload {
        processo,
        nome_original: formulario.nome_do_arquivo,
        conteudo: formulario.conteudo,
        detalhe: formulario.detalhe,
        vencimento: formulario.data_vencimento,
        valor: formulario.valor,
    };
    let conferida = enviar_manual(&app, &quem, pedido).await?;
    Ok(Json(FaturaRecebida {
        processo_id: processo.into(),
        nome: conferida.dados.nome,
        resumo: conferida.dados.resumo,
        data_vencimento: conferida.dados.data_vencimento,
        valor: conferida.dados.valor.map(dinheiro),
        conferencia: serde_json::to_value(conferida.itens).map_err(ErroAplicacao::interno)?,
    }))
}

async fn processo(app: &Aplicacao, quem: &Quem, de: De) -> Result<ProcessoId, ErroApi> {
    let (cliente, mes_ano) = match de {
        De::Processo(id) => return Ok(id.into()),
        De::ClienteNoMes(cliente, mes_ano) => (cliente, mes_ano),
    };
    let filtro = FiltroDeProcessos {
        cliente: Some(cliente),
        mes_ano: Some(mes_ano.to_string()),
        limite: 1,
        ..FiltroDeProcessos::default()
    };
    let achados = processos::listar(app, quem, &filtro).await?.itens;
    let achado = achados.first().ok_or_else(|| {
        let mensagem = format!("este cliente não tem processo em {mes_ano}; crie os processos do mês antes");
        ErroApi::campo("mes_ano", "invalido", mensagem)
    })?;
    Ok(achado.id.into())
}
