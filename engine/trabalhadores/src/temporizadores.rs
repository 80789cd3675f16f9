//! Disparar temporizadores vencidos. O atraso é no máximo a leitura periódica.

use std::sync::Arc;

use esteira_aplicacao::Aplicacao;
use esteira_aplicacao::consolidador::Assunto;
use esteira_aplicacao::trabalhos::Relato;
use esteira_armazem::fila::{Concedido, TipoDeItem};
use esteira_base::ids::NoId;
use esteira_motor::maquina::{Comando, Temporizador};
use tokio_util::sync::CancellationToken;

use crate::OpcoesDosTrabalhadores;
use crate::laco::esperar;
use crate::relatar::relatar_todos;

/// Quantos disparam juntos; o consolidador os grava em lote.
const POR_VEZ: u32 = 256;

pub(crate) async fn rodar(app: Aplicacao, no: NoId, opcoes: Arc<OpcoesDosTrabalhadores>, parar: CancellationToken) {
    let mut aviso = app.consolidador.aviso_de(Assunto::Temporizadores);
    while !parar.is_cancelled() {
        let disparou = disparar(&app, no).await;
        if !disparou && !esperar(&mut aviso, opcoes.leitura_periodica, &parar).await {
            break;
        }
    }
}

/// Dispara os que venceram. `true` se pode haver mais.
async fn disparar(app: &Aplicacao, no: NoId) -> bool {
    let vencidos = match app.armazem.conceder(no, TipoDeItem::Temporizador, POR_VEZ, app.relogio.agora()).await {
        Ok(vencidos) => vencidos,
        Err(erro) => {
            tracing::warn!(%erro, "não consegui ler os temporizadores");
            return false;
        }
    };
    let cheio = vencidos.len() == POR_VEZ as usize;
    let relatos = vencidos.into_iter().filter_map(vencer).collect();
    relatar_todos(app, relatos).await;
    cheio
}

fn vencer(vencido: Concedido) -> Option<(Concedido, Relato)> {
    let temporizador: Temporizador = match serde_json::from_str(&vencido.carga) {
        Ok(temporizador) => temporizador,
        Err(erro) => {
            tracing::error!(item.id = %vencido.id, instancia.id = %vencido.instancia, %erro, "temporizador ilegível na fila");
            return None;
        }
    };
    let comando = Comando::Vencer { visita: vencido.visita, temporizador };
    Some((vencido, Relato { comando, anexo: None }))
}
