//! O que se faz de tempos em tempos: mandar a caixa de saída, limpar o que já não conta.

use std::time::Duration;

use esteira_aplicacao::consolidador::Assunto;
use esteira_aplicacao::{Aplicacao, notificacoes};
use tokio_util::sync::CancellationToken;

use crate::laco::{dormir, esperar};

const LEITURA_DA_CAIXA: Duration = Duration::from_secs(1);
const ENTRE_LIMPEZAS: Duration = Duration::from_secs(60);

/// Manda as notificações pendentes.
pub(crate) async fn caixa_de_saida(app: Aplicacao, parar: CancellationToken) {
    let mut aviso = app.consolidador.aviso_de(Assunto::CaixaDeSaida);
    while !parar.is_cancelled() {
        let ha_mais = match notificacoes::enviar_pendentes(&app).await {
            Ok(ha_mais) => ha_mais,
            Err(erro) => {
                tracing::warn!(%erro, "não consegui mandar a caixa de saída");
                false
            }
        };
        if !ha_mais && !esperar(&mut aviso, LEITURA_DA_CAIXA, &parar).await {
            break;
        }
    }
}

/// Esquece partidas velhas, e prepara as partições dos meses que vêm.
pub(crate) async fn limpeza(app: Aplicacao, parar: CancellationToken) {
    while dormir(ENTRE_LIMPEZAS, &parar).await {
        if let Err(erro) = app.armazem.limpar_partidas(app.relogio.agora()).await {
            tracing::warn!(%erro, "não consegui limpar as partidas");
        }
        if let Err(erro) = app.armazem.preparar_meses().await {
            tracing::warn!(%erro, "não consegui preparar as partições dos próximos meses");
        }
    }
}
