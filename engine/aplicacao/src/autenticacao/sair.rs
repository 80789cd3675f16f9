//! Sair: a sessão deixa de poder ser renovada, e o token de acesso dela, de valer.

use esteira_base::Segredo;

use super::renovacao;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Encerra a sessão do token de renovação. Sair duas vezes é sair. O token de acesso dela deixa de valer: na hora neste nó, e em segundos nos
/// outros.
pub async fn sair(app: &Aplicacao, quem: &Quem, token: &Segredo) -> Result<(), ErroAplicacao> {
    let (_, resumo) = renovacao::ler(token)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let sessao = unidade.sessao_do_token(resumo).await?;
    // Só se encerra a própria sessão.
    let Some(sessao) = sessao.filter(|sessao| quem.usuario.is_some_and(|id| id.0 == sessao.usuario_id)) else {
        return Ok(());
    };
    if unidade.revogar_sessao(sessao.id, agora).await? {
        auditoria::registrar(&mut unidade, quem, "sair", "usuario", sessao.usuario_id, None, None, agora).await?;
    }
    unidade.confirmar().await?;
    app.reconhecidos.esquecer(sessao.usuario_id.into());
    Ok(())
}
