//! O token de renovação: `<inquilino>.<32 bytes sorteados>`, opaco para quem o recebe.
//!
//! O inquilino à frente diz em que organização procurar; quem o trocar só deixa de achar a sessão.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use esteira_armazem::Unidade;
use esteira_base::ids::{InquilinoId, UsuarioId};
use esteira_base::{Instante, Resumo, Segredo};
use uuid::Uuid;

use super::token_recusado;
use crate::{Aplicacao, ErroAplicacao};

const BYTES_SORTEADOS: usize = 32;

/// Abre uma sessão, da família de uma entrada, e devolve o token dela; guarda-se só o resumo.
pub(super) async fn abrir_sessao(
    app: &Aplicacao,
    unidade: &mut Unidade,
    usuario: UsuarioId,
    familia: Uuid,
    agora: Instante,
) -> Result<Segredo, ErroAplicacao> {
    let mut sorteado = [0; BYTES_SORTEADOS];
    getrandom::fill(&mut sorteado).map_err(|erro| ErroAplicacao::interno(erro.to_string()))?;
    let token = format!("{}.{}", unidade.inquilino().0.simple(), URL_SAFE_NO_PAD.encode(sorteado));
    let valida_ate = agora.mais(app.configuracao.validade_da_renovacao);
    unidade.criar_sessao(usuario, familia, resumir(&token), valida_ate, agora).await?;
    Ok(Segredo::novo(token))
}

/// De que organização é o token, e o resumo pelo qual a sessão se acha.
pub(super) fn ler(token: &Segredo) -> Result<(InquilinoId, Resumo), ErroAplicacao> {
    let (inquilino, _) = token.revelar().split_once('.').ok_or_else(token_recusado)?;
    let inquilino = Uuid::try_parse(inquilino).map_err(|_| token_recusado())?;
    Ok((inquilino.into(), resumir(token.revelar())))
}

fn resumir(token: &str) -> Resumo {
    Resumo::de(token.as_bytes())
}
