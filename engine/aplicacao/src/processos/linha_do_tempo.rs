//! A linha do tempo: tudo o que houve com um processo, em ordem.

use esteira_armazem::faturas::{FiltroDeExecucoes, FiltroDeNotificacoes};
use esteira_base::Instante;
use esteira_base::ids::{InstanciaId, ProcessoId};
use serde_json::{Value, json};

use super::obter;
use crate::{Aplicacao, ErroAplicacao, Quem, retrato};

/// Quantas execuções e notificações entram na linha.
const MAXIMO_POR_ORIGEM: u32 = 500;

/// Um fato.
#[derive(Debug, Clone, PartialEq)]
pub struct EntradaDaLinha {
    pub quando: Instante,
    /// `fluxo`, `execucao` ou `notificacao`.
    pub origem: &'static str,
    /// Tipo do fato dentro da origem.
    pub tipo: String,
    pub dados: Value,
}

/// Tudo o que houve, do mais velho ao mais novo.
pub async fn linha_do_tempo(
    app: &Aplicacao,
    quem: &Quem,
    id: ProcessoId,
) -> Result<Vec<EntradaDaLinha>, ErroAplicacao> {
    let processo = obter(app, quem, id).await?;
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let mut linha = Vec::new();
    if let Some(instancia) = processo.instancia_id {
        let cargas = app.consolidador.cargas();
        for evento in retrato::historia(&mut unidade, cargas, InstanciaId::from(instancia), 0).await? {
            let dados = serde_json::from_str(&evento.dados).unwrap_or(Value::Null);
            let quando = Instante::de_micros(evento.data_criacao);
            linha.push(EntradaDaLinha { quando, origem: "fluxo", tipo: evento.tipo, dados });
        }
    }
    let do_processo =
        FiltroDeExecucoes { processo: Some(id.0), limite: MAXIMO_POR_ORIGEM, ..FiltroDeExecucoes::default() };
    for execucao in unidade.execucoes(&do_processo).await?.itens {
        let dados = json!({
            "execucao_id": execucao.id, "tipo_execucao": execucao.tipo_execucao, "tentativa": execucao.numero_tentativa,
            "plugin": execucao.plugin, "mensagem": execucao.mensagem_log,
        });
        let quando = Instante::de_micros(execucao.data_inicio);
        linha.push(EntradaDaLinha { quando, origem: "execucao", tipo: execucao.status_execucao, dados });
    }
    let filtro = FiltroDeNotificacoes { processo: Some(id.0), limite: MAXIMO_POR_ORIGEM, ..Default::default() };
    for notificacao in unidade.notificacoes(&filtro).await?.itens {
        let dados = json!({
            "canal": notificacao.tipo_notificacao, "destinatario": notificacao.destinatario, "assunto": notificacao.assunto,
            "entrega": notificacao.entrega,
        });
        let quando = Instante::de_micros(notificacao.data_criacao);
        linha.push(EntradaDaLinha { quando, origem: "notificacao", tipo: notificacao.status_envio, dados });
    }
    linha.sort_by_key(|entrada| entrada.quando);
    Ok(linha)
}
