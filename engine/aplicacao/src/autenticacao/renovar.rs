//! Trocar o token de renovação por outro par de tokens.

use esteira_base::ids::UsuarioId;
use esteira_base::{Instante, Segredo};
use serde_json::json;

use super::{Entrada, Origem, acesso, renovacao, token_recusado};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Troca o token. O que já foi trocado derruba todas as sessões do dono: ou foi copiado, ou a cópia é quem o trocou.
pub async fn renovar(app: &Aplicacao, token: &Segredo, origem: Origem) -> Result<Entrada, ErroAplicacao> {
    let (inquilino, resumo) = renovacao::ler(token)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(inquilino).await?;
    let sessao = unidade.sessao_do_token(resumo).await?.ok_or_else(token_recusado)?;
    if agora >= Instante::de_micros(sessao.valida_ate) {
        return Err(token_recusado());
    }
    let usuario = unidade.usuario(UsuarioId::from(sessao.usuario_id)).await?.ok_or_else(token_recusado)?.usuario;
    if !usuario.status_ativo {
        return Err(token_recusado());
    }
    let quem = Quem { ip: origem.ip, user_agent: origem.user_agent, ..Quem::pessoa(inquilino, &usuario) };
    if !unidade.revogar_sessao(sessao.id, agora).await? {
        unidade.revogar_sessoes(usuario.id, agora).await?;
        let depois = Some(json!({ "motivo": "token de renovação usado duas vezes" }));
        auditoria::registrar(&mut unidade, &quem, "revogar_sessoes", "usuario", usuario.id, None, depois, agora)
            .await?;
        unidade.confirmar().await?;
        app.reconhecidos.esquecer(usuario.id);
        tracing::warn!(usuario.id = %usuario.id, "token de renovação usado duas vezes; sessões revogadas");
        return Err(token_recusado());
    }
    let token_de_renovacao = renovacao::abrir_sessao(app, &mut unidade, usuario.id, sessao.familia, agora).await?;
    unidade.confirmar().await?;
    Ok(Entrada {
        token_de_acesso: acesso::emitir(app, usuario.id, inquilino, sessao.familia)?,
        token_de_renovacao,
        expira_em: app.configuracao.validade_do_acesso.as_secs(),
        usuario,
    })
}
