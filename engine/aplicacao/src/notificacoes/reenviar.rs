//! Mandar de novo um aviso, a mando de alguém.

use esteira_armazem::faturas::{Notificacao, NotificacaoNova};
use esteira_base::ids::NotificacaoId;
use esteira_dominio::Acao;
use serde_json::json;

use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Põe na caixa de saída uma igual, ligada à primeira. A que ainda está por sair não se repete.
pub async fn reenviar(app: &Aplicacao, quem: &Quem, id: NotificacaoId) -> Result<Notificacao, ErroAplicacao> {
    quem.exigir(Acao::Executar)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let lida = unidade.notificacao(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("notificação", id))?;
    if lida.status_envio == "PENDENTE" {
        let mensagem = "esta notificação ainda está na caixa de saída; espere o fim das tentativas";
        return Err(ErroAplicacao::conflito("notificacao_pendente", mensagem));
    }
    let anexos = lida.anexos().map_err(ErroAplicacao::interno)?;
    let nova = NotificacaoNova {
        processo: lida.processo_id.map(Into::into),
        tipo: lida.tipo_notificacao,
        destinatario: lida.destinatario,
        assunto: lida.assunto,
        mensagem: lida.mensagem,
        html: lida.html,
        evento: lida.evento,
        links: lida.links,
        reenvio_de: Some(id.0),
        anexos,
        ..NotificacaoNova::default()
    };
    let ids = unidade.por_na_caixa(&[nova], agora).await?;
    let criada = match ids.first() {
        Some(criada) => unidade.notificacao(*criada).await?,
        None => None,
    };
    let criada = criada.ok_or_else(|| ErroAplicacao::interno("a notificação reenviada não foi gravada"))?;
    let depois = Some(json!({ "reenvio": criada.id }));
    auditoria::registrar(&mut unidade, quem, "reenviar", "notificacao", id, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(criada)
}
