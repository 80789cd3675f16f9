//! Reenviar o que chegou: lê o corpo guardado com o cadastro de agora e o manda outra vez como sinal.

use esteira_armazem::sinais::Sinal;
use esteira_base::ids::RecebidoId;
use esteira_dominio::Acao;
use serde_json::json;

use super::receber::{chave_da_entrega, ler_sinal};
use crate::sinais::{self, CHAVE_DE_WEBHOOK, conferir_chave};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Reenvia um `ACEITO` (vira outro sinal) ou um `ILEGIVEL` (vira o sinal que faltou, uma vez só). A `chave` protege quem clica duas vezes.
///
/// O `RECUSADO` não se reenvia: ninguém provou que o mandou. O `REPETIDO` também não: reenvia-se o primeiro.
pub async fn reenviar(
    app: &Aplicacao,
    quem: &Quem,
    id: RecebidoId,
    chave: Option<String>,
) -> Result<Sinal, ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    chave.as_deref().map_or(Ok(()), conferir_chave)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let nao_encontrado = || ErroAplicacao::nao_encontrado("pedido recebido", id);
    let recebido = unidade.recebido(id).await?.ok_or_else(nao_encontrado)?;
    let webhook = unidade.webhook(recebido.webhook_id.into()).await?;
    let webhook = webhook.ok_or_else(|| ErroAplicacao::nao_encontrado("webhook", recebido.webhook_id))?;
    let chave = match (recebido.veredito.as_str(), &recebido.entrega) {
        ("ACEITO", _) => chave,
        ("ILEGIVEL", Some(entrega)) => Some(chave_da_entrega(&webhook, entrega)),
        ("ILEGIVEL", None) => Some(format!("{CHAVE_DE_WEBHOOK}{}/{id}", webhook.id)),
        (veredito, _) => {
            let mensagem = format!("este pedido está {veredito}; só se reenvia o que está ACEITO ou ILEGIVEL");
            return Err(ErroAplicacao::conflito("nao_se_reenvia", mensagem));
        }
    };
    let corpo = unidade.corpo_do_recebido(id).await?.ok_or_else(nao_encontrado)?;
    let novo = ler_sinal(&webhook, &corpo, chave, &quem.ator(), agora);
    let novo = novo.map_err(|motivo| ErroAplicacao::conflito("corpo_ilegivel", motivo))?;
    let (sinal, _) = sinais::guardar(&mut unidade, &novo, agora).await?;
    unidade.recebido_produziu(id, sinal.id.into()).await?;
    let depois = Some(json!({ "sinal_id": sinal.id, "veredito": recebido.veredito }));
    auditoria::registrar(&mut unidade, quem, "reenviar", "webhook_recebido", id, None, depois, agora).await?;
    unidade.confirmar().await?;
    sinais::entregar(app, &sinal).await?;
    sinais::obter(app, quem, sinal.id.into()).await
}
