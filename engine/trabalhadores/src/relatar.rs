//! Entregar relatos ao consolidador, insistindo enquanto o banco estiver fora.

use std::time::Duration;

use esteira_aplicacao::consolidador::{Alvo, Aplicado, Solicitacao};
use esteira_aplicacao::trabalhos::Relato;
use esteira_aplicacao::{Aplicacao, ErroAplicacao};
use esteira_armazem::fila::Concedido;

/// Quantas vezes insistir: o trabalho já foi feito, e perdê-lo é fazê-lo de novo.
const INSISTENCIAS: u32 = 30;
const ENTRE_INSISTENCIAS: Duration = Duration::from_secs(2);

pub(crate) async fn relatar(app: &Aplicacao, concedido: &Concedido, relato: Relato) {
    for _ in 0..INSISTENCIAS {
        let desfecho = app.consolidador.pedir_varios(vec![solicitar(concedido, relato.clone())]).await;
        if desfecho.into_iter().all(|desfecho| entregue(concedido, desfecho)) {
            return;
        }
        tokio::time::sleep(ENTRE_INSISTENCIAS).await;
    }
    tracing::error!(instancia.id = %concedido.instancia, "desisti de entregar um relato; o trabalho será refeito");
}

/// Entrega uma leva junta; os que o banco não aceitou agora insistem um a um.
pub(crate) async fn relatar_todos(app: &Aplicacao, relatos: Vec<(Concedido, Relato)>) {
    let solicitacoes = relatos.iter().map(|(concedido, relato)| solicitar(concedido, relato.clone())).collect();
    let desfechos = app.consolidador.pedir_varios(solicitacoes).await;
    for ((concedido, relato), desfecho) in relatos.into_iter().zip(desfechos) {
        if !entregue(&concedido, desfecho) {
            relatar(app, &concedido, relato).await;
        }
    }
}

/// Devolve à fila uma linha que não se pôde fazer agora.
pub(crate) async fn devolver(app: &Aplicacao, concedido: &Concedido, erro: &ErroAplicacao) {
    let causa = std::error::Error::source(erro).map(ToString::to_string);
    tracing::warn!(instancia.id = %concedido.instancia, %erro, causa, "não se pôde fazer agora; volta à fila");
    app.armazem.devolver_item(concedido).await.unwrap_or_else(|erro| {
        tracing::warn!(item.id = %concedido.id, %erro, "não consegui devolver a linha à fila; ela volta quando este nó parar");
    });
}

fn solicitar(concedido: &Concedido, relato: Relato) -> Solicitacao {
    let Concedido { id: item, concessao, instancia, inquilino, .. } = *concedido;
    let Relato { comando, anexo } = relato;
    Solicitacao { inquilino, alvo: Alvo::Concessao { item, concessao, instancia }, comando, anexo }
}

/// Se o relato teve fim, aceito ou não; `false` = vale insistir.
fn entregue(concedido: &Concedido, desfecho: Result<Aplicado, ErroAplicacao>) -> bool {
    match desfecho {
        Ok(_) => true,
        Err(ErroAplicacao::Indisponivel(causa)) => {
            tracing::warn!(instancia.id = %concedido.instancia, %causa, "relato não entregue; insistindo");
            false
        }
        // Concessão vencida, visita passada: chegou tarde, e é para não valer. O cancelamento da filha que nunca nasceu não acha ninguém.
        Err(
            erro @ (ErroAplicacao::Recusado(_) | ErroAplicacao::Conflito { .. } | ErroAplicacao::NaoEncontrado { .. }),
        ) => {
            tracing::info!(instancia.id = %concedido.instancia, %erro, "relato recusado");
            true
        }
        Err(erro) => {
            let causa = std::error::Error::source(&erro).map(ToString::to_string);
            tracing::error!(instancia.id = %concedido.instancia, %erro, causa, "relato não pôde ser gravado");
            true
        }
    }
}
