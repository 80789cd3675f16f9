//! Revogar um token de integração: vale na hora neste nó, e em segundos nos outros.

use esteira_dominio::usuario::Acao;
use uuid::Uuid;

use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Revoga; revogar o já revogado não é erro.
pub async fn revogar(app: &Aplicacao, quem: &Quem, id: Uuid) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::GerirUsuarios)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let usuario = unidade.usuario_do_token(id).await?;
    let usuario = usuario.ok_or_else(|| ErroAplicacao::nao_encontrado("token de integração", id))?;
    if unidade.revogar_token(id, agora).await? {
        auditoria::registrar(&mut unidade, quem, "revogar", "token_de_integracao", id, None, None, agora).await?;
    }
    unidade.confirmar().await?;
    app.reconhecidos.esquecer(usuario);
    Ok(())
}
