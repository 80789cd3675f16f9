//! Um pedido que bate na porta: conferir, guardar, virar sinal.

use std::time::Duration;

use esteira_armazem::sinais::{RecebidoNovo, SinalNovo, WebhookGravado};
use esteira_base::ids::{InquilinoId, RecebidoId, SinalId};
use esteira_base::{Instante, Resumo};
use esteira_motor::maquina::Ator;

use super::leitura::{self, Lido};
use super::prova::{self, Conferida};
use super::{Cabecalhos, MAXIMO_GUARDADO_DO_RECUSADO, RECUSADOS_POR_MINUTO, segredo};
use crate::sinais::{self, CHAVE_DE_WEBHOOK, Destino, SinalEnviado};
use crate::{Aplicacao, ErroAplicacao};

/// Quanto do id da entrega conta, em caracteres.
const MAXIMO_DA_ENTREGA: usize = 255;
const UM_MINUTO: Duration = Duration::from_secs(60);

/// Um pedido como veio.
#[derive(Debug, Clone)]
pub struct Chegada {
    pub cabecalhos: Cabecalhos,
    pub corpo: Vec<u8>,
    pub ip: Option<String>,
}

/// Recebe. Ao retornar bem, o pedido está durável, e o sinal, se virou um, também.
///
/// A recusa é sempre a mesma, seja o que for que não conferiu; o que foi está no pedido guardado, para o administrador.
pub async fn receber(app: &Aplicacao, caminho: &str, chegada: Chegada) -> Result<RecebidoId, ErroAplicacao> {
    // O que nem parece endereço nosso não chega ao banco.
    let achado = match segredo::e_sorteado(caminho) {
        true => app.armazem.webhook_do_caminho(caminho).await?,
        false => None,
    };
    let (webhook, cifrado) = achado.ok_or_else(|| ErroAplicacao::nao_encontrado("webhook", "neste endereço"))?;
    let segredo = segredo::decifrar(app, webhook.inquilino_id.into(), &cifrado)?;
    let agora = app.relogio.agora();
    let escolhido = &webhook.webhook;
    let conferida = match prova::conferir(escolhido, &segredo, &chegada.cabecalhos, &chegada.corpo, agora) {
        Ok(conferida) => conferida,
        Err(motivo) => {
            recusar(app, &webhook, chegada, motivo, agora).await?;
            return Err(ErroAplicacao::NaoAutenticado("o pedido não foi aceito".to_owned()));
        }
    };
    let chave = entrega(&webhook, &chegada.cabecalhos).map(|entrega| chave_da_entrega(&webhook, &entrega));
    let por = Ator { nome: format!("webhook {}", escolhido.nome), ..Ator::sistema() };
    let novo = recebido(&webhook, &chegada, conferida);
    match ler_sinal(&webhook, &chegada.corpo, chave, &por, agora) {
        Ok(sinal) => aceitar(app, &webhook, novo, sinal, agora).await,
        Err(motivo) => {
            let ilegivel = RecebidoNovo { veredito: "ILEGIVEL", motivo: Some(motivo), ..novo };
            guardar(app, &webhook, ilegivel, agora).await
        }
    }
}

fn recebido(webhook: &WebhookGravado, chegada: &Chegada, conferida: Conferida) -> RecebidoNovo {
    RecebidoNovo {
        id: RecebidoId::novo(),
        webhook: webhook.id.into(),
        veredito: "ACEITO",
        motivo: None,
        entrega: entrega(webhook, &chegada.cabecalhos),
        prova: conferida.unica,
        cabecalhos: chegada.cabecalhos.guardaveis(&webhook.webhook.cabecalho),
        corpo: chegada.corpo.clone(),
        tamanho: i64::try_from(chegada.corpo.len()).unwrap_or(i64::MAX),
        ip_origem: chegada.ip.clone(),
        sinal: None,
    }
}

/// O id que o remetente deu à entrega, se o webhook diz onde ele vem e ele veio.
fn entrega(webhook: &WebhookGravado, cabecalhos: &Cabecalhos) -> Option<String> {
    let id = cabecalhos.unico(webhook.webhook.cabecalho_entrega.as_deref()?)?;
    (!id.trim().is_empty()).then(|| id.chars().take(MAXIMO_DA_ENTREGA).collect())
}

/// A chave de idempotência do sinal de uma entrega: o resumo cabe sempre, e não deixa o remetente escolher o texto.
pub(super) fn chave_da_entrega(webhook: &WebhookGravado, entrega: &str) -> String {
    format!("{CHAVE_DE_WEBHOOK}{}/{}", webhook.id, Resumo::de(entrega.as_bytes()))
}

/// O sinal que um corpo dá, já conferido; ou o que o administrador tem de acertar.
pub(super) fn ler_sinal(
    webhook: &WebhookGravado,
    corpo: &[u8],
    chave: Option<String>,
    por: &Ator,
    agora: Instante,
) -> Result<SinalNovo, String> {
    let Lido { correlacao, dados } = leitura::ler(&webhook.webhook, corpo)?;
    let enviado = SinalEnviado {
        nome: webhook.webhook.sinal.clone(),
        destino: Destino::QuemEspera { correlacao },
        dados,
        chave_de_idempotencia: chave,
        validade: None,
    };
    sinais::novo(&enviado, por, agora).map_err(|erro| erro.to_string())
}

/// Guarda o pedido e o sinal juntos; a entrega vem depois, e se cair no meio a varredura a faz.
async fn aceitar(
    app: &Aplicacao,
    webhook: &WebhookGravado,
    recebido: RecebidoNovo,
    novo: SinalNovo,
    agora: Instante,
) -> Result<RecebidoId, ErroAplicacao> {
    let mut unidade = app.armazem.escrever(webhook.inquilino_id.into()).await?;
    let (sinal, inedito) = sinais::guardar(&mut unidade, &novo, agora).await?;
    let com_sinal = RecebidoNovo { sinal: Some(SinalId::from(sinal.id)), ..recebido };
    let id = com_sinal.id;
    if !inedito {
        drop(unidade);
        let motivo = Some("a mesma entrega já tinha chegado".to_owned());
        guardar(app, webhook, RecebidoNovo { veredito: "REPETIDO", motivo, ..com_sinal }, agora).await?;
    } else if unidade.guardar_recebido(&com_sinal, agora).await? {
        unidade.confirmar().await?;
    } else {
        // Largada, a unidade desfaz o sinal.
        drop(unidade);
        let motivo = Some("a mesma assinatura já tinha chegado".to_owned());
        let repetido = RecebidoNovo { veredito: "REPETIDO", motivo, sinal: None, ..com_sinal };
        return guardar(app, webhook, repetido, agora).await;
    }
    sinais::entregar(app, &sinal).await?;
    Ok(id)
}

async fn guardar(
    app: &Aplicacao,
    webhook: &WebhookGravado,
    recebido: RecebidoNovo,
    agora: Instante,
) -> Result<RecebidoId, ErroAplicacao> {
    let mut unidade = app.armazem.escrever(webhook.inquilino_id.into()).await?;
    unidade.guardar_recebido(&recebido, agora).await?;
    unidade.confirmar().await?;
    Ok(recebido.id)
}

async fn recusar(
    app: &Aplicacao,
    webhook: &WebhookGravado,
    mut chegada: Chegada,
    motivo: String,
    agora: Instante,
) -> Result<(), ErroAplicacao> {
    tracing::info!(webhook.id = %webhook.id, ip = chegada.ip, motivo, "pedido recusado num webhook");
    let inquilino = InquilinoId::from(webhook.inquilino_id);
    let desde = agora.menos(UM_MINUTO);
    if app.armazem.ler(inquilino).await?.recusados_desde(webhook.id.into(), desde).await? >= RECUSADOS_POR_MINUTO {
        return Ok(());
    }
    let inteiro = recebido(webhook, &chegada, Conferida::default());
    chegada.corpo.truncate(MAXIMO_GUARDADO_DO_RECUSADO);
    let cortado = RecebidoNovo { veredito: "RECUSADO", motivo: Some(motivo), corpo: chegada.corpo, ..inteiro };
    guardar(app, webhook, cortado, agora).await?;
    Ok(())
}
