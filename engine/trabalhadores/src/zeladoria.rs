//! O que se faz de tempos em tempos: mandar a caixa de saída, entregar sinais que uma queda deixou para trás, limpar o que já não conta.

use std::time::Duration;

use esteira_aplicacao::consolidador::Assunto;
use esteira_aplicacao::{Aplicacao, ErroAplicacao, notificacoes, sinais, webhooks};
use tokio_util::sync::CancellationToken;

use crate::laco::{dormir, esperar};

const LEITURA_DA_CAIXA: Duration = Duration::from_secs(1);
/// Um sinal só espera por isto se o nó caiu entre guardá-lo e entregá-lo.
const ENTRE_VARREDURAS: Duration = Duration::from_secs(15);
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

/// Entrega os sinais guardados que já têm quem os espere; a primeira vez, na partida.
pub(crate) async fn sinais_guardados(app: Aplicacao, parar: CancellationToken) {
    loop {
        match sinais::entregar_pendentes(&app).await {
            Ok(0) => {}
            Ok(entregues) => tracing::info!(entregues, "sinais guardados entregues"),
            Err(erro) => tracing::warn!(%erro, "não consegui varrer os sinais guardados"),
        }
        if !dormir(ENTRE_VARREDURAS, &parar).await {
            break;
        }
    }
}

/// Esquece partidas velhas, sinais vencidos e o que os webhooks receberam há muito; prepara as partições dos meses que vêm.
pub(crate) async fn limpeza(app: Aplicacao, parar: CancellationToken) {
    while dormir(ENTRE_LIMPEZAS, &parar).await {
        if let Err(erro) = app.armazem.limpar_partidas(app.relogio.agora()).await {
            tracing::warn!(%erro, "não consegui limpar as partidas");
        }
        if let Err(erro) = limpar_sinais(&app, &parar).await {
            tracing::warn!(%erro, "não consegui limpar os sinais");
        }
        if let Err(erro) = app.armazem.preparar_meses().await {
            tracing::warn!(%erro, "não consegui preparar as partições dos próximos meses");
        }
    }
}

/// Em levas pequenas, até não haver mais ou ser hora de parar.
async fn limpar_sinais(app: &Aplicacao, parar: &CancellationToken) -> Result<(), ErroAplicacao> {
    while sinais::limpar(app).await? && !parar.is_cancelled() {}
    while webhooks::limpar(app).await? && !parar.is_cancelled() {}
    Ok(())
}
