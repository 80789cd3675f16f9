//! Fazer tudo o que a fila tem, na ordem, até não sobrar nada pronto: os trabalhadores, sem laço nem espera.

use esteira_aplicacao::consolidador::Alvo;
use esteira_aplicacao::trabalhos::{self, Relato};
use esteira_aplicacao::{Aplicacao, ErroAplicacao, notificacoes};
use esteira_armazem::fila::{Concedido, TipoDeItem};
use esteira_base::ids::NoId;
use esteira_motor::maquina::Comando;
use tokio_util::sync::CancellationToken;

/// Quantas linhas de cada vez.
const POR_VEZ: u32 = 16;

/// Anda até não haver nada pronto nesta hora.
pub async fn andar(app: &Aplicacao, no: NoId) -> Result<(), ErroAplicacao> {
    loop {
        let mut trabalhos = app.armazem.conceder(no, TipoDeItem::Trabalho, POR_VEZ, app.relogio.agora()).await?;
        trabalhos.extend(app.armazem.conceder(no, TipoDeItem::Leve, POR_VEZ, app.relogio.agora()).await?);
        let vencidos = app.armazem.conceder(no, TipoDeItem::Temporizador, POR_VEZ, app.relogio.agora()).await?;
        if trabalhos.is_empty() && vencidos.is_empty() {
            break;
        }
        for concedido in &trabalhos {
            let trabalho = serde_json::from_str(&concedido.carga).expect("trabalho na fila");
            if let Some(relato) = trabalhos::fazer(app, concedido, &trabalho, CancellationToken::new()).await {
                relatar(app, concedido, relato).await?;
            }
        }
        for concedido in &vencidos {
            let temporizador = serde_json::from_str(&concedido.carga).expect("temporizador na fila");
            let comando = Comando::Vencer { visita: concedido.visita, temporizador };
            relatar(app, concedido, Relato { comando, anexo: None }).await?;
        }
    }
    while notificacoes::enviar_pendentes(app).await? {}
    Ok(())
}

async fn relatar(app: &Aplicacao, concedido: &Concedido, relato: Relato) -> Result<(), ErroAplicacao> {
    let Concedido { id: item, concessao, instancia, .. } = *concedido;
    let alvo = Alvo::Concessao { item, concessao, instancia };
    match app.consolidador.pedir(concedido.inquilino, alvo, relato.comando, relato.anexo).await {
        Ok(_) => Ok(()),
        // O mesmo que o trabalhador de verdade: relato que chegou tarde não vale.
        Err(ErroAplicacao::Recusado(_) | ErroAplicacao::Conflito { .. }) => Ok(()),
        Err(erro) => Err(erro),
    }
}
