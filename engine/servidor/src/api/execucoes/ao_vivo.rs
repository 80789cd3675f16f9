//! As linhas de log enquanto acontecem, por SSE.
//!
//! A verdade é o banco, lido a intervalos: a execução pode estar em outro nó. Cada linha vai com o seu número em `id`, e quem se reconecta
//! com `Last-Event-ID` continua de onde parou. Todo fluxo acaba dizendo por quê: `fim` (da execução), `sem_acesso`, `encerrando` ou `interrompido`.
//!
//! O acesso se confere de novo a cada leitura.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use esteira_aplicacao::{ErroAplicacao, execucoes};
use esteira_base::ids::ExecucaoId;
use esteira_dominio::StatusExecucao;
use futures::stream::{self, Stream, StreamExt};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::modelo::Linha;
use crate::acesso::{self, Acesso};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::estado::Estado;
use crate::extracao::{Autenticado, Caminho, DeOnde};

/// De quanto em quanto tempo se procuram linhas novas.
const INTERVALO: Duration = Duration::from_millis(500);

/// Linhas ao vivo: eventos `linha` e, por último, um de: `fim`, com o status da execução; `sem_acesso`, se a pessoa, o token ou a sessão deixou de valer
/// (entre de novo ou renove); `encerrando`, se o servidor vai parar, ou `interrompido`, se falhou (reconecte-se com `Last-Event-ID`).
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
    DeOnde(origem): DeOnde,
    Caminho(id): Caminho<Uuid>,
    cabecalhos: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ErroApi> {
    let id = ExecucaoId::from(id);
    // O que está errado se diz em HTTP, antes de abrir.
    execucoes::obter(&estado.app, &quem, id).await?;
    let ultima =
        cabecalhos.get("last-event-id").and_then(|valor| valor.to_str().ok()).and_then(|texto| texto.parse().ok());
    let acompanhamento = Acompanhamento {
        acesso: Acesso::do_pedido(estado.app, &cabecalhos, origem),
        parar: estado.opcoes.cancelamento.clone(),
        id,
        ultima: ultima.unwrap_or(0),
        prontos: VecDeque::new(),
        acabou: false,
    };
    Ok(Sse::new(stream::unfold(acompanhamento, Acompanhamento::proximo).map(Ok)).keep_alive(KeepAlive::default()))
}

struct Acompanhamento {
    acesso: Acesso,
    parar: CancellationToken,
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
            if self.parar.is_cancelled() {
                self.acabar("encerrando", "o servidor vai parar; reconecte-se");
                continue;
            }
            match self.ler().await {
                Ok(()) => {}
                Err(erro) if acesso::acabou(&erro) => {
                    self.acabar("sem_acesso", "o acesso acabou; entre de novo ou renove o token");
                }
                Err(erro) => {
                    tracing::warn!(execucao.id = %self.id, %erro, "logs ao vivo interrompidos");
                    self.acabar("interrompido", "indisponível agora; reconecte-se");
                }
            }
            if self.prontos.is_empty() {
                tokio::select! {
                    () = self.parar.cancelled() => {}
                    () = tokio::time::sleep(INTERVALO) => {}
                }
            }
        }
    }

    fn acabar(&mut self, por_que: &str, dados: &str) {
        self.prontos.push_back(Event::default().event(por_que).data(dados));
        self.acabou = true;
    }

    async fn ler(&mut self) -> Result<(), ErroAplicacao> {
        let (app, quem) = (&self.acesso.app, self.acesso.quem().await?);
        // O status antes das linhas: se já terminou, nenhuma linha chega depois das que se vão ler.
        let (execucao, _) = execucoes::obter(app, &quem, self.id).await?;
        let linhas = execucoes::linhas(app, &quem, self.id, self.ultima).await?;
        let vazia = linhas.is_empty();
        for linha in linhas {
            self.ultima = linha.numero;
            let evento = Event::default().event("linha").id(linha.numero.to_string());
            self.prontos.push_back(evento.json_data(Linha::from(linha)).map_err(ErroAplicacao::interno)?);
        }
        let terminou = execucao.status_execucao.parse::<StatusExecucao>().is_ok_and(StatusExecucao::terminou);
        if terminou && vazia {
            self.acabar("fim", &execucao.status_execucao);
        }
        Ok(())
    }
}
