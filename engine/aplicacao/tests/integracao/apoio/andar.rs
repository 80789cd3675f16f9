//! Fazer tudo o que a fila tem, na ordem, até não sobrar nada pronto: os trabalhadores, sem laço nem espera. Ou fazer à mão, linha a linha.

use esteira_aplicacao::consolidador::{Alvo, Aplicado, Recado};
use esteira_aplicacao::trabalhos::{self, NaoLida, Relato};
use esteira_aplicacao::{Aplicacao, ErroAplicacao, instancias, notificacoes};
use esteira_armazem::fila::{Concedido, TipoDeItem};
use esteira_base::ids::NoId;
use esteira_motor::maquina::{Comando, ErroAtividade};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

/// Quantas linhas de cada vez.
const POR_VEZ: u32 = 16;

/// Anda até não haver nada pronto nesta hora.
pub async fn andar(app: &Aplicacao, no: NoId) -> Result<(), ErroAplicacao> {
    loop {
        let mut trabalhos = app.armazem.conceder(no, TipoDeItem::Trabalho, POR_VEZ, app.relogio.agora()).await?;
        trabalhos.extend(app.armazem.conceder(no, TipoDeItem::Leve, POR_VEZ, app.relogio.agora()).await?);
        for concedido in &trabalhos {
            let relato = match trabalhos::ler_trabalho(app, concedido).await {
                Ok(trabalho) => trabalhos::fazer(app, concedido, &trabalho, CancellationToken::new()).await,
                Err(NaoLida::Parar(relato)) => Some(*relato),
                Err(NaoLida::Depois(erro)) => return Err(erro),
            };
            if let Some(relato) = relato {
                relatar(app, concedido, relato).await?;
            }
        }
        if !entregar_recados(app, no).await? && trabalhos.is_empty() {
            break;
        }
    }
    while notificacoes::enviar_pendentes(app).await? {}
    Ok(())
}

/// Entrega os recados cuja hora chegou. `true` se havia algum.
pub async fn entregar_recados(app: &Aplicacao, no: NoId) -> Result<bool, ErroAplicacao> {
    let vencidos = app.armazem.conceder(no, TipoDeItem::Temporizador, POR_VEZ, app.relogio.agora()).await?;
    for concedido in &vencidos {
        match trabalhos::ler_recado(app, concedido).await {
            Ok(Recado::Comando(comando)) => {
                relatar(app, concedido, Relato { comando: *comando, anexo: None }).await?;
            }
            Ok(Recado::IniciarFilha(pedida)) => instancias::nascer(app, concedido, &pedida).await?,
            Err(NaoLida::Parar(relato)) => relatar(app, concedido, *relato).await?,
            Err(NaoLida::Depois(erro)) => return Err(erro),
        }
    }
    Ok(!vencidos.is_empty())
}

/// Os trabalhos prontos, na mão do nó.
pub async fn pegar(app: &Aplicacao, no: NoId) -> Vec<Concedido> {
    app.armazem.conceder(no, TipoDeItem::Trabalho, POR_VEZ, app.relogio.agora()).await.unwrap()
}

/// Relata que um trabalho pego terminou bem.
pub async fn concluir(app: &Aplicacao, pego: &Concedido, saida: Value) -> Result<Aplicado, ErroAplicacao> {
    let trabalho = trabalhos::ler_trabalho(app, pego).await.map_err(|_| ErroAplicacao::interno("carga ilegível"))?;
    let comando = Comando::Concluir { visita: trabalho.visita, tentativa: trabalho.tentativa, saida };
    pedir(app, pego, Relato { comando, anexo: None }).await
}

/// Relata que um trabalho pego terminou mal, sem adiantar repetir.
pub async fn falhar(app: &Aplicacao, pego: &Concedido, codigo: &str) -> Result<Aplicado, ErroAplicacao> {
    let trabalho = trabalhos::ler_trabalho(app, pego).await.map_err(|_| ErroAplicacao::interno("carga ilegível"))?;
    let (visita, tentativa) = (trabalho.visita, trabalho.tentativa);
    let comando = Comando::Falhar { visita, tentativa, erro: ErroAtividade::de_negocio(codigo, ""), sorteio: 0.5 };
    pedir(app, pego, Relato { comando, anexo: None }).await
}

async fn relatar(app: &Aplicacao, concedido: &Concedido, relato: Relato) -> Result<(), ErroAplicacao> {
    match pedir(app, concedido, relato).await {
        Ok(_) => Ok(()),
        // O mesmo que o trabalhador de verdade: relato que chegou tarde não vale, e a quem não existe não chega.
        Err(ErroAplicacao::Recusado(_) | ErroAplicacao::Conflito { .. } | ErroAplicacao::NaoEncontrado { .. }) => {
            Ok(())
        }
        Err(erro) => Err(erro),
    }
}

async fn pedir(app: &Aplicacao, concedido: &Concedido, relato: Relato) -> Result<Aplicado, ErroAplicacao> {
    let Concedido { id: item, concessao, instancia, .. } = *concedido;
    let alvo = Alvo::Concessao { item, concessao, instancia };
    app.consolidador.pedir(concedido.inquilino, alvo, relato.comando, relato.anexo).await
}
