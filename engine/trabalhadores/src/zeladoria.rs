//! O que se faz de tempos em tempos: mandar a caixa de saída, entregar sinais que uma queda deixou para trás, selar a auditoria, limpar o que já não conta,
//! apagar o que passou do prazo.

use std::time::Duration;

use esteira_aplicacao::consolidador::Assunto;
use esteira_aplicacao::{
    Aplicacao, ErroAplicacao, auditoria, encomendas, idempotencia, notificacoes, retencao, sinais, tarefas,
};
use tokio_util::sync::CancellationToken;

use crate::laco::{dormir, esperar};

const LEITURA_DA_CAIXA: Duration = Duration::from_secs(1);
/// Um sinal só espera por isto se o nó caiu entre guardá-lo e entregá-lo.
const ENTRE_VARREDURAS: Duration = Duration::from_secs(15);
/// Até selar, um registro ainda se poderia tirar sem que se notasse.
const ENTRE_SELOS: Duration = Duration::from_secs(5);
/// O resumo sai na hora cheia, ou pouco depois.
const ENTRE_RESUMOS: Duration = Duration::from_secs(30);
const ENTRE_LIMPEZAS: Duration = Duration::from_secs(60);
/// O que vence hoje não tem pressa.
const ENTRE_RETENCOES: Duration = Duration::from_secs(3_600);
/// Se há mais do que cabe numa passada: um respiro, para quem trabalha.
const ENTRE_PASSADAS: Duration = Duration::from_secs(10);

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

/// Sela o que se registrou na auditoria.
pub(crate) async fn auditoria(app: Aplicacao, parar: CancellationToken) {
    while dormir(ENTRE_SELOS, &parar).await {
        if let Err(erro) = auditoria::selar(&app).await {
            tracing::warn!(%erro, "não consegui selar a auditoria");
        }
    }
}

/// Junta os avisos que esperam um resumo; a caixa de saída os manda.
pub(crate) async fn resumos(app: Aplicacao, parar: CancellationToken) {
    while dormir(ENTRE_RESUMOS, &parar).await {
        if let Err(erro) = notificacoes::resumir(&app).await {
            tracing::warn!(%erro, "não consegui juntar os avisos em resumos");
        }
    }
}

/// Esquece partidas e encomendas velhas e as respostas guardadas que venceram, dá por expirados os sinais que ninguém esperou; prepara as
/// partições dos meses que vêm.
pub(crate) async fn limpeza(app: Aplicacao, parar: CancellationToken) {
    while dormir(ENTRE_LIMPEZAS, &parar).await {
        if let Err(erro) = app.armazem.limpar_partidas(app.relogio.agora()).await {
            tracing::warn!(%erro, "não consegui limpar as partidas");
        }
        if let Err(erro) = limpar_sinais(&app, &parar).await {
            tracing::warn!(%erro, "não consegui limpar os sinais");
        }
        if let Err(erro) = limpar_links(&app, &parar).await {
            tracing::warn!(%erro, "não consegui limpar os links de decisão");
        }
        if let Err(erro) = limpar_encomendas(&app, &parar).await {
            tracing::warn!(%erro, "não consegui limpar as encomendas");
        }
        if let Err(erro) = limpar_pedidos(&app, &parar).await {
            tracing::warn!(%erro, "não consegui limpar as respostas guardadas");
        }
        if let Err(erro) = app.armazem.preparar_meses().await {
            tracing::warn!(%erro, "não consegui preparar as partições dos próximos meses");
        }
    }
}

/// Em levas pequenas, até não haver mais ou ser hora de parar.
async fn limpar_sinais(app: &Aplicacao, parar: &CancellationToken) -> Result<(), ErroAplicacao> {
    while sinais::limpar(app).await? && !parar.is_cancelled() {}
    Ok(())
}

async fn limpar_links(app: &Aplicacao, parar: &CancellationToken) -> Result<(), ErroAplicacao> {
    while tarefas::link::limpar(app).await? && !parar.is_cancelled() {}
    Ok(())
}

async fn limpar_encomendas(app: &Aplicacao, parar: &CancellationToken) -> Result<(), ErroAplicacao> {
    while encomendas::limpar(app).await? && !parar.is_cancelled() {}
    Ok(())
}

async fn limpar_pedidos(app: &Aplicacao, parar: &CancellationToken) -> Result<(), ErroAplicacao> {
    while idempotencia::limpar(app).await? && !parar.is_cancelled() {}
    Ok(())
}

/// Apaga o que passou do prazo, um pouco por vez. Todos os nós o fazem: as levas de uma organização vão uma de cada vez, e a que não acha nada
/// custa uma leitura.
pub(crate) async fn retencao(app: Aplicacao, parar: CancellationToken) {
    let mut sono = ENTRE_PASSADAS;
    while dormir(sono, &parar).await {
        sono = match retencao::passar(&app, &parar).await {
            Ok(true) => ENTRE_PASSADAS,
            Ok(false) => ENTRE_RETENCOES,
            Err(erro) => {
                tracing::warn!(%erro, "não consegui aplicar a retenção");
                ENTRE_RETENCOES
            }
        };
    }
}
