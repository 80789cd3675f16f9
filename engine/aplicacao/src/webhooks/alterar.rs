//! Alterar um webhook. O endereço e o segredo ficam.

use esteira_armazem::sinais::WebhookGravado;
use esteira_base::ids::WebhookId;
use esteira_dominio::Acao;

use super::{NovoWebhook, auditavel, repetido};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Troca o cadastro inteiro. `revisao` é a lida: se já não é a vigente, [`ErroAplicacao::RevisaoVelha`].
pub async fn alterar(
    app: &Aplicacao,
    quem: &Quem,
    id: WebhookId,
    revisao: i64,
    novo: NovoWebhook,
) -> Result<WebhookGravado, ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    let novo = novo.validar()?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let lido = unidade.webhook(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("webhook", id))?;
    if lido.revisao != revisao {
        return Err(ErroAplicacao::RevisaoVelha);
    }
    let mudado = unidade.alterar_webhook(&lido, &novo, agora).await.map_err(repetido)?;
    let (antes, depois) = (Some(auditavel(&lido.webhook)), Some(auditavel(&mudado.webhook)));
    auditoria::registrar(&mut unidade, quem, "alterar", "webhook", id, antes, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(mudado)
}
