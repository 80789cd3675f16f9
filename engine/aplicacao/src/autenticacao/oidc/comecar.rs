//! Mandar a pessoa ao provedor.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use esteira_base::{Resumo, Segredo};

use super::{VALIDADE_DO_ESTADO, configurado, derivado, provedor};
use crate::{Aplicacao, ErroAplicacao};

const BYTES_SORTEADOS: usize = 32;

/// Para onde a pessoa vai, e o que fica no navegador dela até voltar.
#[derive(Debug)]
pub struct Comeco {
    pub endereco: String,
    pub navegador: Segredo,
}

/// Sorteia o estado, guarda-o e diz aonde ir.
pub async fn comecar(app: &Aplicacao) -> Result<Comeco, ErroAplicacao> {
    let oidc = configurado(app)?;
    let provedor = provedor::conhecer(app, oidc).await?;
    let mut sorteado = [0; BYTES_SORTEADOS];
    getrandom::fill(&mut sorteado).map_err(|erro| ErroAplicacao::interno(erro.to_string()))?;
    let estado = URL_SAFE_NO_PAD.encode(sorteado);
    let agora = app.relogio.agora();
    app.armazem.comecar_entrada_oidc(Resumo::de(estado.as_bytes()), agora.mais(VALIDADE_DO_ESTADO), agora).await?;
    let mut endereco = provedor.autorizacao;
    endereco
        .query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &oidc.configuracao.cliente)
        .append_pair("redirect_uri", &oidc.configuracao.retorno)
        .append_pair("scope", "openid email")
        .append_pair("state", &estado)
        .append_pair("nonce", &derivado::nonce(app, &estado))
        .append_pair("code_challenge", &derivado::desafio(&derivado::verificador(app, &estado)))
        .append_pair("code_challenge_method", "S256");
    Ok(Comeco { endereco: endereco.into(), navegador: derivado::navegador(app, &estado) })
}
