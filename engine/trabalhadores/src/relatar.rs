//! Entregar um relato ao consolidador, insistindo enquanto o banco estiver fora.

use std::time::Duration;

use esteira_aplicacao::consolidador::Alvo;
use esteira_aplicacao::trabalhos::Relato;
use esteira_aplicacao::{Aplicacao, ErroAplicacao};
use esteira_armazem::fila::Concedido;

/// Quantas vezes insistir: o trabalho já foi feito, e perdê-lo é fazê-lo de novo.
const INSISTENCIAS: u32 = 30;
const ENTRE_INSISTENCIAS: Duration = Duration::from_secs(2);

pub(crate) async fn relatar(app: &Aplicacao, concedido: &Concedido, relato: Relato) {
    for _ in 0..INSISTENCIAS {
        let alvo =
            Alvo::Concessao { item: concedido.id, concessao: concedido.concessao, instancia: concedido.instancia };
        let Relato { comando, anexo } = relato.clone();
        match app.consolidador.pedir(concedido.inquilino, alvo, comando, anexo).await {
            Ok(_) => return,
            Err(ErroAplicacao::Indisponivel(causa)) => {
                tracing::warn!(instancia.id = %concedido.instancia, %causa, "relato não entregue; insistindo");
                tokio::time::sleep(ENTRE_INSISTENCIAS).await;
            }
            // Concessão vencida, visita passada: chegou tarde, e é para não valer.
            Err(erro @ (ErroAplicacao::Recusado(_) | ErroAplicacao::Conflito { .. })) => {
                tracing::info!(instancia.id = %concedido.instancia, %erro, "relato recusado");
                return;
            }
            Err(erro) => {
                let causa = std::error::Error::source(&erro).map(ToString::to_string);
                tracing::error!(instancia.id = %concedido.instancia, %erro, causa, "relato não pôde ser gravado");
                return;
            }
        }
    }
    tracing::error!(instancia.id = %concedido.instancia, "desisti de entregar um relato; o trabalho será refeito");
}
