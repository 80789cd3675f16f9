//! O que se sabe do provedor: descobre-se pelo emissor, e guarda-se por um tempo.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use esteira_base::{Instante, Segredo};
use esteira_portas::servico::Chamada;
use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use serde_json::Value;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::{
    ConfiguracaoOidc, ENTRE_RELEITURAS, MAXIMO_DA_RESPOSTA, Oidc, PRAZO, VALIDADE_DO_PROVEDOR, endereco, indisponivel,
    recusada,
};
use crate::{Aplicacao, ErroAplicacao};

/// Onde todo provedor se descreve.
const DESCRICAO: &str = "/.well-known/openid-configuration";

/// O provedor, como se descreveu.
#[derive(Debug, Clone)]
pub(super) struct Provedor {
    pub autorizacao: Url,
    pub chaves: Vec<Jwk>,
    token: Url,
    /// Só aceita o segredo no corpo, e não no cabeçalho.
    segredo_no_corpo: bool,
    lido_em: Instante,
}

#[derive(Deserialize)]
struct Descricao {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

#[derive(Deserialize)]
struct Chaves {
    keys: Vec<Value>,
}

/// O provedor, lido há pouco ou agora.
pub(super) async fn conhecer(app: &Aplicacao, oidc: &Oidc) -> Result<Provedor, ErroAplicacao> {
    ler_se_velho(app, oidc, VALIDADE_DO_PROVEDOR).await
}

/// O provedor, depois de ele ter usado uma chave que não se conhecia.
pub(super) async fn reler(app: &Aplicacao, oidc: &Oidc) -> Result<Provedor, ErroAplicacao> {
    ler_se_velho(app, oidc, ENTRE_RELEITURAS).await
}

/// Quem chega enquanto outro lê espera e usa o que ele leu.
async fn ler_se_velho(app: &Aplicacao, oidc: &Oidc, idade: std::time::Duration) -> Result<Provedor, ErroAplicacao> {
    let mut conhecido = oidc.conhecido.lock().await;
    let agora = app.relogio.agora();
    if let Some(provedor) = conhecido.as_ref().filter(|provedor| provedor.lido_em.ate(agora) < idade) {
        return Ok(provedor.clone());
    }
    let lido = ler(app, &oidc.configuracao.emissor, agora).await?;
    Ok(conhecido.insert(lido).clone())
}

async fn ler(app: &Aplicacao, emissor: &str, agora: Instante) -> Result<Provedor, ErroAplicacao> {
    let descricao: Descricao = baixar(app, &format!("{}{DESCRICAO}", emissor.trim_end_matches('/'))).await?;
    if descricao.issuer != emissor {
        return Err(indisponivel("o provedor OIDC diz ser outro emissor; corrija `oidc.emissor`"));
    }
    let url =
        |texto: &str| endereco(texto).ok_or_else(|| indisponivel("o provedor OIDC deu um endereço que não serve"));
    let jwks = url(&descricao.jwks_uri)?;
    let chaves: Chaves = baixar(app, jwks.as_str()).await?;
    let metodos = &descricao.token_endpoint_auth_methods_supported;
    let aceita = |metodo: &str| metodos.iter().any(|aceito| aceito == metodo);
    Ok(Provedor {
        autorizacao: url(&descricao.authorization_endpoint)?,
        token: url(&descricao.token_endpoint)?,
        // As de tipo que não se conhece não se usam; não impedem as outras.
        chaves: chaves.keys.into_iter().filter_map(|chave| serde_json::from_value(chave).ok()).collect(),
        segredo_no_corpo: aceita("client_secret_post") && !aceita("client_secret_basic"),
        lido_em: agora,
    })
}

async fn baixar<T: for<'de> Deserialize<'de>>(app: &Aplicacao, url: &str) -> Result<T, ErroAplicacao> {
    let bytes = app.servicos.baixar(url, Vec::new(), MAXIMO_DA_RESPOSTA, PRAZO).await.map_err(indisponivel)?;
    serde_json::from_slice(&bytes).map_err(indisponivel)
}

/// Troca o código pelo token de identidade.
pub(super) async fn trocar(
    app: &Aplicacao,
    oidc: &Oidc,
    provedor: &Provedor,
    codigo: &str,
    verificador: &Segredo,
) -> Result<String, ErroAplicacao> {
    let chamada = pedido_de_troca(&oidc.configuracao, provedor, codigo, verificador);
    let resposta = app.servicos.chamar(chamada).await.map_err(indisponivel)?;
    match resposta.status {
        200 => {}
        status if status >= 500 => return Err(indisponivel("o provedor OIDC falhou ao trocar o código")),
        _ => return Err(recusada("o provedor não trocou o código")),
    }
    let token = resposta.corpo.get("id_token").and_then(Value::as_str);
    token.map(str::to_owned).ok_or_else(|| recusada("o provedor não deu token de identidade"))
}

fn pedido_de_troca(
    configuracao: &ConfiguracaoOidc,
    provedor: &Provedor,
    codigo: &str,
    verificador: &Segredo,
) -> Chamada {
    let mut corpo = Serializer::new(String::new());
    corpo
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", codigo)
        .append_pair("redirect_uri", &configuracao.retorno)
        .append_pair("client_id", &configuracao.cliente)
        .append_pair("code_verifier", verificador.revelar());
    let mut cabecalhos = vec![
        ("content-type".to_owned(), Segredo::novo("application/x-www-form-urlencoded")),
        ("accept".to_owned(), Segredo::novo("application/json")),
    ];
    match &configuracao.segredo {
        Some(segredo) if provedor.segredo_no_corpo => {
            corpo.append_pair("client_secret", segredo.revelar());
        }
        Some(segredo) => cabecalhos.push(("authorization".to_owned(), basico(&configuracao.cliente, segredo))),
        None => {}
    }
    Chamada {
        metodo: "POST".to_owned(),
        url: provedor.token.to_string(),
        cabecalhos,
        corpo: Value::String(corpo.finish()),
        prazo: PRAZO,
    }
}

/// RFC 6749, 2.3.1: as duas partes vão codificadas antes de se juntarem.
fn basico(cliente: &str, segredo: &Segredo) -> Segredo {
    let codificar = |texto: &str| byte_serialize(texto.as_bytes()).collect::<String>();
    let par = format!("{}:{}", codificar(cliente), codificar(segredo.revelar()));
    Segredo::novo(format!("Basic {}", STANDARD.encode(par)))
}
