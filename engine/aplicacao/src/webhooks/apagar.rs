//! Apagar um webhook. Para só fechar a porta por um tempo, desative-o.

use esteira_base::ids::WebhookId;
use esteira_dominio::Acao;

use super::auditavel;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Apaga. O que ele recebeu fica até o fim da retenção.
pub async fn apagar(app: &Aplicacao, quem: &Quem, id: WebhookId, revisao: i64) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let lido = unidade.webhook(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("webhook", id))?;
    if lido.revisao != revisao {
        return Err(ErroAplicacao::RevisaoVelha);
    }
    unidade.apagar_webhook(&lido).await?;
    let antes = Some(auditavel(&lido.webhook));
    auditoria::registrar(&mut unidade, quem, "apagar", "webhook", id, antes, None, agora).await?;
    unidade.confirmar().await?;
    Ok(())
}
