//! Saber quem pede, a partir do token de acesso.

use super::{Origem, acesso, token_recusado};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Confere a assinatura e a validade do token e, no banco, que a pessoa continua ativa; o perfil é o de agora, não o de quando entrou.
pub async fn autenticar(app: &Aplicacao, token: &str, origem: Origem) -> Result<Quem, ErroAplicacao> {
    let afirmacoes = acesso::conferir(app, token)?;
    let mut unidade = app.armazem.ler(afirmacoes.inquilino).await?;
    let usuario = unidade.usuario(afirmacoes.sub).await?.map(|guardado| guardado.usuario);
    let usuario = usuario.filter(|usuario| usuario.status_ativo).ok_or_else(token_recusado)?;
    Ok(Quem {
        inquilino: afirmacoes.inquilino,
        usuario: Some(usuario.id),
        nome: usuario.nome_completo,
        perfil: Some(usuario.perfil_usuario),
        ip: origem.ip,
        user_agent: origem.user_agent,
    })
}
