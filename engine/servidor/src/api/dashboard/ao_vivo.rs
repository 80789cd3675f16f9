//! O painel ao vivo, por WebSocket.
//!
//! Cada mensagem é o painel inteiro, com a sua versão (o resumo dele): perder uma não faz falta, e quem se reconecta dizendo a última versão só recebe se algo
//! mudou. A verdade é o banco, lido a intervalos: o que muda pode ter mudado em outro nó.
//!
//! O navegador não põe cabeçalho num WebSocket: o token também pode vir no subprotocolo, como `token.<jwt>`, e nunca no endereço, que fica em registros. O
//! acesso se confere de novo a cada leitura.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use esteira_aplicacao::painel::PedidoDePainel;
use esteira_aplicacao::{ErroAplicacao, painel};
use esteira_base::{MesAno, Resumo};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Semaphore;
use tokio_util::bytes::Bytes;
use tokio_util::sync::CancellationToken;
use utoipa::IntoParams;

use crate::acesso::{self, Acesso};
use crate::api::erro::ErroApi;
use crate::api::problema::Problemas;
use crate::estado::Estado;
use crate::extracao::{Consulta, DeOnde};

/// De quanto em quanto tempo se olha se algo mudou.
const INTERVALO: Duration = Duration::from_secs(2);
/// A cada tantas leituras sem novidade, um sinal de vida: o que está no meio fecha conexão calada.
const LEITURAS_ATE_O_SINAL: u32 = 10;
/// Quem não lê em tanto tempo largou a conexão.
const PRAZO_DE_MANDAR: Duration = Duration::from_secs(10);
/// Quantos acompanham ao mesmo tempo neste nó: cada um repete as contas do painel.
static LUGARES: Semaphore = Semaphore::const_new(200);
/// O subprotocolo que se aceita.
const PROTOCOLO: &str = "esteira.painel";

/// Códigos de fechamento: os de uso privado, da RFC 6455, 7.4.2, mais 4000 ao status HTTP que teriam.
const SEM_ACESSO: u16 = 4401;
const FALHOU: u16 = 4503;
/// "Going away", da RFC 6455.
const ENCERRANDO: u16 = 1001;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Consultado {
    /// `AAAA-MM` ou `MM/AAAA`; sem ele, o mês corrente em Brasília.
    #[param(value_type = Option<String>)]
    mes_ano: Option<MesAno>,
    /// Quantos dias de execuções contar, de 1 a 366; sem ele, 30.
    dias: Option<u32>,
    /// A última versão recebida: só se manda o que for diferente.
    versao: Option<String>,
}

/// O painel a cada mudança: mensagens `{ "versao", "painel" }`. Fecha com 4401 se o acesso acabou, e com 1001 se o servidor vai parar; nos dois casos,
/// reconecte-se com a última `versao`.
#[utoipa::path(
    get,
    path = "/api/dashboard/ao-vivo",
    operation_id = "painel_ao_vivo",
    tag = "dashboard",
    security(("token" = [])),
    params(
        Consultado,
        ("Sec-WebSocket-Protocol" = Option<String>, Header,
            description = "`esteira.painel, token.<token de acesso>`, quando não se pode mandar `Authorization`")
    ),
    responses((status = 101, description = "WebSocket"), Problemas)
)]
pub(crate) async fn ao_vivo(
    State(estado): State<Estado>,
    DeOnde(origem): DeOnde,
    Consulta(consultado): Consulta<Consultado>,
    cabecalhos: HeaderMap,
    conexao: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, ErroApi> {
    let acesso = Acesso::do_pedido(estado.app.clone(), &cabecalhos, origem);
    let pedido = PedidoDePainel { mes_ano: consultado.mes_ano, dias: consultado.dias };
    // O que está errado se diz em HTTP, antes de abrir.
    ler(&acesso, pedido).await?;
    let conexao = conexao.map_err(|_| {
        let mensagem = "esta rota é um WebSocket; para ler uma vez só, use GET /api/dashboard";
        ErroApi::novo(StatusCode::UPGRADE_REQUIRED, "e_websocket", mensagem)
    })?;
    let lugar = LUGARES.try_acquire().map_err(|_| {
        let mensagem = "há painéis ao vivo demais neste nó; tente daqui a pouco, ou use GET /api/dashboard";
        ErroApi::novo(StatusCode::SERVICE_UNAVAILABLE, "paineis_demais", mensagem)
    })?;
    let encerrar = estado.opcoes.cancelamento.clone();
    let acompanhar = move |socket| async move {
        Acompanhamento { acesso, pedido, versao: consultado.versao }.correr(socket, encerrar).await;
        drop(lugar);
    };
    Ok(conexao.protocols([PROTOCOLO]).on_upgrade(acompanhar))
}

async fn ler(acesso: &Acesso, pedido: PedidoDePainel) -> Result<painel::Painel, ErroAplicacao> {
    painel::ver(&acesso.app, &acesso.quem().await?, pedido).await
}

struct Acompanhamento {
    acesso: Acesso,
    pedido: PedidoDePainel,
    /// A última que quem acompanha tem.
    versao: Option<String>,
}

impl Acompanhamento {
    async fn correr(mut self, mut socket: WebSocket, encerrar: CancellationToken) {
        let mut caladas = 0;
        let motivo = loop {
            match self.novidade().await {
                Ok(Some(mensagem)) => {
                    caladas = 0;
                    if !mandar(&mut socket, mensagem).await {
                        return;
                    }
                }
                Ok(None) => caladas += 1,
                Err(erro) if acesso::acabou(&erro) => {
                    break (SEM_ACESSO, "o acesso acabou; entre de novo ou renove o token");
                }
                Err(erro) => {
                    tracing::warn!(%erro, "painel ao vivo interrompido");
                    break (FALHOU, "indisponível agora; tente de novo");
                }
            }
            if caladas == LEITURAS_ATE_O_SINAL {
                caladas = 0;
                if !mandar(&mut socket, Message::Ping(Bytes::new())).await {
                    return;
                }
            }
            tokio::select! {
                () = encerrar.cancelled() => break (ENCERRANDO, "o servidor vai parar"),
                () = ate_fechar(&mut socket) => return,
                () = tokio::time::sleep(INTERVALO) => {}
            }
        };
        let (code, reason) = motivo;
        mandar(&mut socket, Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
    }

    async fn novidade(&mut self) -> Result<Option<Message>, ErroAplicacao> {
        let painel = serde_json::to_value(ler(&self.acesso, self.pedido).await?).map_err(ErroAplicacao::interno)?;
        let versao = Resumo::de(painel.to_string().as_bytes()).to_string();
        if self.versao.as_ref() == Some(&versao) {
            return Ok(None);
        }
        let mensagem = json!({ "versao": versao, "painel": painel }).to_string();
        self.versao = Some(versao);
        Ok(Some(Message::text(mensagem)))
    }
}

/// `false` se quem acompanha já não recebe.
async fn mandar(socket: &mut WebSocket, mensagem: Message) -> bool {
    matches!(tokio::time::timeout(PRAZO_DE_MANDAR, socket.send(mensagem)).await, Ok(Ok(())))
}

/// Lê o que vier, que não se usa, até quem acompanha fechar.
async fn ate_fechar(socket: &mut WebSocket) {
    while let Some(Ok(mensagem)) = socket.recv().await {
        if matches!(mensagem, Message::Close(_)) {
            return;
        }
    }
}
