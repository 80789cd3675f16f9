//! Entregar os recados cuja hora chegou: temporizadores vencidos, filhas que nascem, o que uma instância manda dizer a outra. O atraso é no
//! máximo a leitura periódica.

use std::sync::Arc;

use esteira_aplicacao::consolidador::{Assunto, Recado};
use esteira_aplicacao::trabalhos::{NaoLida, Relato, ler_recado};
use esteira_aplicacao::{Aplicacao, instancias};
use esteira_armazem::fila::{Concedido, TipoDeItem};
use esteira_base::ids::NoId;
use esteira_motor::maquina::FilhaPedida;
use futures::future::join_all;
use tokio_util::sync::CancellationToken;

use crate::OpcoesDosTrabalhadores;
use crate::laco::esperar;
use crate::relatar::{devolver, relatar_todos};

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
            tracing::warn!(%erro, "não consegui ler os recados");
            return false;
        }
    };
    let cheio = vencidos.len() == POR_VEZ as usize;
    let mut relatos = Vec::with_capacity(vencidos.len());
    let mut filhas = Vec::new();
    for vencido in vencidos {
        match ler_recado(app, &vencido).await {
            Ok(Recado::Comando(comando)) => relatos.push((vencido, Relato { comando: *comando, anexo: None })),
            Ok(Recado::IniciarFilha(pedida)) => filhas.push((vencido, pedida)),
            Err(NaoLida::Parar(relato)) => relatos.push((vencido, *relato)),
            Err(NaoLida::Depois(erro)) => devolver(app, &vencido, &erro).await,
        }
    }
    relatar_todos(app, relatos).await;
    join_all(filhas.iter().map(|(vencido, pedida)| nascer(app, vencido, pedida))).await;
    cheio
}

async fn nascer(app: &Aplicacao, vencido: &Concedido, pedida: &FilhaPedida) {
    if let Err(erro) = instancias::nascer(app, vencido, pedida).await {
        devolver(app, vencido, &erro).await;
    }
}
