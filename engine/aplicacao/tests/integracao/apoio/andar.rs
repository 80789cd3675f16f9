//! Fazer tudo o que a fila tem, na ordem, até não sobrar nada pronto: os trabalhadores, sem laço nem espera.

use esteira_aplicacao::consolidador::{Alvo, Recado};
use esteira_aplicacao::trabalhos::{self, Relato};
use esteira_aplicacao::{Aplicacao, ErroAplicacao, instancias, notificacoes};
use esteira_armazem::fila::{Concedido, TipoDeItem};
use esteira_base::ids::NoId;
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
            let relato = match trabalhos::ler_trabalho(concedido) {
                Ok(trabalho) => trabalhos::fazer(app, concedido, &trabalho, CancellationToken::new()).await,
                Err(relato) => Some(relato),
            };
            if let Some(relato) = relato {
                relatar(app, concedido, relato).await?;
            }
        }
        for concedido in &vencidos {
            match trabalhos::ler_recado(concedido) {
                Ok(Recado::Comando(comando)) => {
                    relatar(app, concedido, Relato { comando: *comando, anexo: None }).await?;
                }
                Ok(Recado::IniciarFilha(pedida)) => instancias::nascer(app, concedido, &pedida).await?,
                Err(relato) => relatar(app, concedido, relato).await?,
            }
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
