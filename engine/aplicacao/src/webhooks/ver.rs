//! Listar e ver webhooks, e o que cada um recebeu. Só quem os opera: corpos podem ter dado pessoal.

use esteira_armazem::Pagina;
use esteira_armazem::sinais::{Recebido, WebhookGravado};
use esteira_base::ids::{RecebidoId, WebhookId};
use esteira_dominio::Acao;
use uuid::Uuid;

use crate::{Aplicacao, ErroAplicacao, Quem};

/// Webhooks em ordem de criação.
pub async fn listar(
    app: &Aplicacao,
    quem: &Quem,
    depois_de: Option<Uuid>,
    limite: u32,
) -> Result<Pagina<WebhookGravado>, ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    Ok(app.armazem.ler(quem.inquilino).await?.webhooks(depois_de, limite).await?)
}

/// Um webhook.
pub async fn obter(app: &Aplicacao, quem: &Quem, id: WebhookId) -> Result<WebhookGravado, ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    let webhook = app.armazem.ler(quem.inquilino).await?.webhook(id).await?;
    webhook.ok_or_else(|| ErroAplicacao::nao_encontrado("webhook", id))
}

/// O que um webhook recebeu, na ordem em que chegou; também o já apagado.
pub async fn recebidos(
    app: &Aplicacao,
    quem: &Quem,
    id: WebhookId,
    veredito: Option<&str>,
    depois_de: Option<Uuid>,
    limite: u32,
) -> Result<Pagina<Recebido>, ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    Ok(app.armazem.ler(quem.inquilino).await?.recebidos(id, veredito, depois_de, limite).await?)
}

/// O corpo de um pedido, byte a byte.
pub async fn corpo(app: &Aplicacao, quem: &Quem, id: RecebidoId) -> Result<Vec<u8>, ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    let corpo = app.armazem.ler(quem.inquilino).await?.corpo_do_recebido(id).await?;
    corpo.ok_or_else(|| ErroAplicacao::nao_encontrado("pedido recebido", id))
}
