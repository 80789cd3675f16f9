//! Cadastrar um webhook.

use esteira_armazem::sinais::WebhookGravado;
use esteira_base::Segredo;
use esteira_dominio::Acao;

use super::{NovoWebhook, auditavel, repetido, segredo};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Cadastra num endereço sorteado e devolve o segredo, dado ou sorteado: é a única vez que se vê.
pub async fn criar(
    app: &Aplicacao,
    quem: &Quem,
    novo: NovoWebhook,
    dado: Option<Segredo>,
) -> Result<(WebhookGravado, Segredo), ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    let novo = novo.validar()?;
    let segredo = segredo::escolher(dado)?;
    let cifrado = segredo::cifrar(app, quem.inquilino, &segredo)?;
    let caminho = segredo::sortear()?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let criado = unidade.criar_webhook(&caminho, &novo, cifrado, agora).await.map_err(repetido)?;
    let depois = Some(auditavel(&criado.webhook));
    auditoria::registrar(&mut unidade, quem, "criar", "webhook", criado.id, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok((criado, segredo))
}
