//! Saber quem pede, a partir do token de acesso.

use super::{Origem, acesso, token_recusado};
use crate::{Aplicacao, ErroAplicacao, Quem, tokens};

/// Confere a assinatura e a validade do token e, no banco, que a pessoa continua ativa e a entrada, aberta; o perfil é o de agora, não o de quando entrou.
///
/// O que se soube há menos de [`super::VALIDADE_DO_RECONHECIMENTO`] vale sem conferir de novo.
pub async fn autenticar(app: &Aplicacao, token: &str, origem: Origem) -> Result<Quem, ErroAplicacao> {
    let agora = app.relogio.agora();
    let reconhecido = app.reconhecidos.quem(token, agora);
    let quem = match reconhecido {
        Some(quem) => quem,
        None if tokens::e_de_integracao(token) => {
            let (quem, vence) = tokens::reconhecer(app, token).await?;
            app.reconhecidos.anotar(token, quem.clone(), vence, agora);
            quem
        }
        None => {
            let afirmacoes = acesso::conferir(app, token)?;
            let mut unidade = app.armazem.ler(afirmacoes.inquilino).await?;
            let usuario = unidade.usuario(afirmacoes.sub).await?.map(|guardado| guardado.usuario);
            let usuario = usuario.filter(|usuario| usuario.status_ativo).ok_or_else(token_recusado)?;
            if !unidade.entrada_aberta(usuario.id, afirmacoes.sessao, agora).await? {
                return Err(token_recusado());
            }
            let quem = Quem::pessoa(afirmacoes.inquilino, &usuario);
            app.reconhecidos.anotar(token, quem.clone(), afirmacoes.vence(), agora);
            quem
        }
    };
    Ok(Quem { ip: origem.ip, user_agent: origem.user_agent, ..quem })
}
