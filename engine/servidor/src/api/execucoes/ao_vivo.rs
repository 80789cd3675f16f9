//! As linhas de log enquanto acontecem, por SSE.
//!
//! A verdade é o banco, lido a intervalos: a execução pode estar em outro nó. Cada linha vai com o seu número em `id`, e quem se reconecta
//! com `Last-Event-ID` continua de onde parou. O fim da execução é o evento `fim`.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use esteira_aplicacao::{Aplicacao, ErroAplicacao, Quem, execucoes};
use esteira_base::ids::ExecucaoId;
use esteira_dominio::StatusExecucao;
use futures::stream::{self, Stream, StreamExt};
use uuid::Uuid;

use super::modelo::Linha;
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::estado::Estado;
use crate::extracao::{Autenticado, Caminho};

/// De quanto em quanto tempo se procuram linhas novas.
const INTERVALO: Duration = Duration::from_millis(500);
/// Depois disto quem acompanha se reconecta, com token ainda válido.
const DURACAO_MAXIMA: Duration = Duration::from_secs(15 * 60);

/// Linhas ao vivo: eventos `linha` e, no fim, `fim` com o status.
#[utoipa::path(
    get,
    path = "/api/execucoes/{id}/logs/ao-vivo",
    operation_id = "logs_ao_vivo",
    tag = "execucoes",
    security(("token" = [])),
    params(
        ("id" = Uuid, Path, description = "Id da execução"),
        ("Last-Event-ID" = Option<i64>, Header, description = "Número da última linha recebida")
    ),
    responses((status = 200, description = "Fluxo SSE", content_type = "text/event-stream", body = String), Problemas)
)]
pub(crate) async fn ao_vivo(
    State(estado): State<Estado>,
    Autenticado(quem): Autenticado,
    Caminho(id): Caminho<Uuid>,
    cabecalhos: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ErroApi> {
    let id = ExecucaoId::from(id);
    execucoes::obter(&estado.app, &quem, id).await?;
    let ultima =
        cabecalhos.get("last-event-id").and_then(|valor| valor.to_str().ok()).and_then(|texto| texto.parse().ok());
    let acompanhamento = Acompanhamento {
        app: estado.app,
        quem,
        id,
        ultima: ultima.unwrap_or(0),
        prontos: VecDeque::new(),
        acabou: false,
    };
    let encerrar = estado.opcoes.cancelamento.clone().cancelled_owned();
    let eventos = stream::unfold(acompanhamento, Acompanhamento::proximo)
        .take_until(Box::pin(encerrar))
        .take_until(Box::pin(tokio::time::sleep(DURACAO_MAXIMA)))
        .map(Ok);
    Ok(Sse::new(eventos).keep_alive(KeepAlive::default()))
}

struct Acompanhamento {
    app: Aplicacao,
    quem: Quem,
    id: ExecucaoId,
    /// Número da última linha mandada.
    ultima: i64,
    prontos: VecDeque<Event>,
    acabou: bool,
}

impl Acompanhamento {
    async fn proximo(mut self) -> Option<(Event, Self)> {
        loop {
            if let Some(evento) = self.prontos.pop_front() {
                return Some((evento, self));
            }
            if self.acabou {
                return None;
            }
            if let Err(erro) = self.ler().await {
                // Quem acompanha se reconecta e continua da última linha.
                tracing::warn!(execucao.id = %self.id, %erro, "logs ao vivo interrompidos");
                return None;
            }
            if self.prontos.is_empty() {
                tokio::time::sleep(INTERVALO).await;
            }
        }
    }

    async fn ler(&mut self) -> Result<(), ErroAplicacao> {
        // O status antes das linhas: se já terminou, nenhuma linha chega depois das que se vão ler.
        let (execucao, _) = execucoes::obter(&self.app, &self.quem, self.id).await?;
        let linhas = execucoes::linhas(&self.app, &self.quem, self.id, self.ultima).await?;
        let vazia = linhas.is_empty();
        for linha in linhas {
            self.ultima = linha.numero;
            let evento = Event::default().event("linha").id(linha.numero.to_string());
            self.prontos.push_back(evento.json_data(Linha::from(linha)).map_err(ErroAplicacao::interno)?);
        }
        let terminou = execucao.status_execucao.parse::<StatusExecucao>().is_ok_and(StatusExecucao::terminou);
        if terminou && vazia {
            self.prontos.push_back(Event::default().event("fim").data(execucao.status_execucao));
            self.acabou = true;
        }
        Ok(())
    }
}
