//! Pôr no ar e encerrar com ordem.

use std::io;
use std::net::SocketAddr;

use esteira_aplicacao::Aplicacao;
use tokio::net::TcpListener;

use crate::{OpcoesDoServidor, rotas};

/// Atende até `opcoes.cancelamento` ser cancelado. Então para de aceitar, encerra os fluxos ao vivo e espera o que está em curso, no máximo
/// `opcoes.tempo_para_encerrar`.
pub async fn servir(escuta: TcpListener, app: Aplicacao, opcoes: OpcoesDoServidor) -> io::Result<()> {
    let (cancelamento, prazo) = (opcoes.cancelamento.clone(), opcoes.tempo_para_encerrar);
    let servico = rotas(app, opcoes).into_make_service_with_connect_info::<SocketAddr>();
    let servindo = axum::serve(escuta, servico).with_graceful_shutdown(cancelamento.clone().cancelled_owned());
    let esgotado = async {
        cancelamento.cancelled().await;
        tokio::time::sleep(prazo).await;
    };
    tokio::select! {
        resultado = servindo.into_future() => resultado,
        () = esgotado => {
            tracing::warn!(prazo_s = prazo.as_secs(), "pedidos em curso interrompidos: o prazo para encerrar acabou");
            Ok(())
        }
    }
}
