//! Mandar o que está na caixa de saída, por qualquer canal. Pelo menos uma vez: entre o canal aceitar e o registro, uma queda repete a mensagem;
//! a carta, com o mesmo Message-ID.

use std::time::Duration;

use esteira_armazem::faturas::Notificacao;
use esteira_base::ids::NotificacaoId;
use esteira_dominio::Canal;
use esteira_portas::correio::{AnexoDaCarta, Carta, ErroCorreio};
use esteira_portas::mensageiro::{Aceite, ErroDeEnvio};
use futures::future::join_all;

use super::anexos::{onde_estao, para_a_carta};
use super::canais::via;
use crate::tarefas::link;
use crate::{Aplicacao, ErroAplicacao};

/// Depois disto a notificação fica FALHOU, à espera de reenvio.
pub const MAXIMO_DE_TENTATIVAS: i64 = 8;
/// Espera antes da segunda tentativa; dobra a cada uma.
const PRIMEIRA_ESPERA: Duration = Duration::from_secs(15);
/// Nenhuma espera passa disto.
const MAIOR_ESPERA: Duration = Duration::from_secs(30 * 60);
/// Nem a que o canal pede.
const MAIOR_ESPERA_PEDIDA: Duration = Duration::from_secs(24 * 3_600);
/// Enquanto uma carta está na mão deste nó, os outros não a veem; se ele cair, ela volta depois disto.
const RESERVA: Duration = Duration::from_secs(60);
/// Quantas cartas por vez.
const POR_VEZ: u32 = 8;

/// Manda uma leva. Devolve quantas pegou: se veio cheia, há mais.
pub async fn enviar_pendentes(app: &Aplicacao) -> Result<bool, ErroAplicacao> {
    let pegas = app.armazem.pegar_notificacoes(POR_VEZ, RESERVA, app.relogio.agora()).await?;
    let cheia = pegas.len() == POR_VEZ as usize;
    // Juntas: uma leva inteira acaba dentro da reserva, mesmo com o servidor lento.
    let enviadas = join_all(pegas.iter().map(|notificacao| enviar(app, notificacao))).await;
    enviadas.into_iter().collect::<Result<(), _>>()?;
    Ok(cheia)
}

async fn enviar(app: &Aplicacao, notificacao: &Notificacao) -> Result<(), ErroAplicacao> {
    let resultado = mandar(app, notificacao).await;
    let id = NotificacaoId::from(notificacao.id);
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(notificacao.inquilino_id.into()).await?;
    match resultado {
        Ok(aceite) => unidade.notificacao_enviada(id, aceite.id.as_deref(), agora).await?,
        Err(erro) => {
            let repete =
                !matches!(erro, ErroDeEnvio::Recusado(_)) && notificacao.tentativas_envio < MAXIMO_DE_TENTATIVAS;
            let nossa = espera(notificacao.tentativas_envio);
            // Quem pediu tempo sabe por quê: insistir antes é falhar de novo.
            let pedida = match &erro {
                ErroDeEnvio::Esperar { segundos } => Duration::from_secs(*segundos).min(MAIOR_ESPERA_PEDIDA),
                _ => Duration::ZERO,
            };
            let de_novo_em = repete.then(|| agora.mais(nossa.max(pedida)));
            let erro = link::riscar(app, notificacao, erro.to_string());
            tracing::warn!(notificacao.id = %notificacao.id, erro, repete, "notificação não saiu");
            unidade.notificacao_falhou(id, &erro, de_novo_em, agora).await?;
        }
    }
    unidade.confirmar().await?;
    Ok(())
}

async fn mandar(app: &Aplicacao, guardada: &Notificacao) -> Result<Aceite, ErroDeEnvio> {
    // O link só se escreve ao sair: na caixa de saída e no histórico, nunca.
    let notificacao = &link::escrever(app, guardada.clone());
    let canal = notificacao.tipo_notificacao.parse::<Canal>();
    let canal = canal.map_err(|erro| ErroDeEnvio::Recusado(erro.to_string()))?;
    if canal == Canal::Email {
        let carta = carta(notificacao, para_a_carta(app, notificacao).await?);
        let enviada = app.correio.enviar(carta).await;
        return enviada.map(|()| Aceite::default()).map_err(|erro| match erro {
            ErroCorreio::Recusado(_) => ErroDeEnvio::Recusado(erro.to_string()),
            ErroCorreio::Indisponivel(_) => ErroDeEnvio::Indisponivel(erro.to_string()),
        });
    }
    let via = via(app, notificacao.inquilino_id.into(), canal, &notificacao.destinatario).await?;
    app.mensageiro.enviar(&via, &em_um_texto(notificacao)).await
}

/// Sem assunto à parte: ele abre o texto. Sem os arquivos: diz-se onde estão.
fn em_um_texto(notificacao: &Notificacao) -> String {
    let texto = format!("{}\n\n{}", notificacao.assunto.trim(), notificacao.mensagem.trim());
    let arquivos = onde_estao(notificacao);
    format!("{}\n\n{}", texto.trim(), arquivos.join("\n")).trim().to_owned()
}

fn carta(notificacao: &Notificacao, anexos: Vec<AnexoDaCarta>) -> Carta {
    Carta {
        id_mensagem: notificacao.id.to_string(),
        para: notificacao.destinatario.clone(),
        assunto: notificacao.assunto.clone(),
        texto: notificacao.mensagem.clone(),
        html: notificacao.html.clone(),
        anexos,
    }
}

/// `feitas` conta as tentativas já feitas.
fn espera(feitas: i64) -> Duration {
    let dobras = u32::try_from(feitas.clamp(1, 16) - 1).unwrap_or(0);
    (PRIMEIRA_ESPERA * 2u32.pow(dobras)).min(MAIOR_ESPERA)
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn a_espera_dobra_ate_o_teto() {
        assert_eq!(espera(1), PRIMEIRA_ESPERA);
        assert_eq!(espera(2), PRIMEIRA_ESPERA * 2);
        assert_eq!(espera(i64::MAX), MAIOR_ESPERA);
    }
}
