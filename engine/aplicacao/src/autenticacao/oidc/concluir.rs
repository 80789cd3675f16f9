//! A pessoa volta do provedor.

use esteira_base::{Resumo, Segredo};
use esteira_dominio::Email;
use serde_json::json;

use super::identidade::{Esperado, NaoServe, conferir};
use super::{Oidc, configurado, derivado, provedor, recusada};
use crate::autenticacao::entrar::{abrir, quem, recusar};
use crate::autenticacao::{Entrada, Origem};
use crate::{Aplicacao, ErroAplicacao};

/// O que o provedor manda pela mão de quem volta.
#[derive(Debug)]
pub struct Retorno {
    pub estado: String,
    /// Nenhum se o provedor não deixou entrar.
    pub codigo: Option<Segredo>,
    /// Quem o provedor diz ser, se diz (RFC 9207).
    pub emissor: Option<String>,
    /// O que ficou no navegador ao começar.
    pub navegador: Option<Segredo>,
}

/// Gasta o estado, confere tudo, e abre a sessão da pessoa.
pub async fn concluir(app: &Aplicacao, retorno: Retorno, origem: Origem) -> Result<Entrada, ErroAplicacao> {
    let oidc = configurado(app)?;
    let estado = retorno.estado.as_str();
    // O navegador antes do estado: quem começou noutro não gasta o que é dele.
    let resumo = |segredo: &Segredo| Resumo::de(segredo.revelar().as_bytes());
    if retorno.navegador.as_ref().map(resumo) != Some(resumo(&derivado::navegador(app, estado))) {
        return Err(recusada("voltou por outro navegador, ou sem começar"));
    }
    if !app.armazem.gastar_entrada_oidc(Resumo::de(estado.as_bytes()), app.relogio.agora()).await? {
        return Err(recusada("estado que não se começou, venceu ou já serviu"));
    }
    if retorno.emissor.is_some_and(|emissor| emissor != oidc.configuracao.emissor) {
        return Err(recusada("voltou de outro provedor"));
    }
    let codigo = retorno.codigo.ok_or_else(|| recusada("o provedor não deixou entrar"))?;
    let email = identificar(app, oidc, estado, &codigo).await?;
    let email: Email = email.parse().map_err(|_| recusada("o e-mail não se lê"))?;
    let inquilino = app.armazem.inquilino_do_email(&email).await?.ok_or_else(|| recusada("ninguém com este e-mail"))?;
    let credencial = app.armazem.ler(inquilino).await?.credencial(&email).await?;
    let usuario = credencial.ok_or_else(|| recusada("ninguém com este e-mail"))?.usuario;
    let quem = quem(inquilino, &usuario, origem);
    if !usuario.status_ativo {
        recusar(app, &quem, &usuario, "inativo").await?;
        return Err(recusada("usuário inativo"));
    }
    abrir(app, &quem, usuario, Some(json!({ "por": "oidc" }))).await
}

async fn identificar(app: &Aplicacao, oidc: &Oidc, estado: &str, codigo: &Segredo) -> Result<String, ErroAplicacao> {
    let mut provedor = provedor::conhecer(app, oidc).await?;
    let verificador = derivado::verificador(app, estado);
    let token = provedor::trocar(app, oidc, &provedor, codigo.revelar(), &verificador).await?;
    let nonce = derivado::nonce(app, estado);
    let esperado = Esperado {
        emissor: &oidc.configuracao.emissor,
        cliente: &oidc.configuracao.cliente,
        nonce: &nonce,
        agora: app.relogio.agora(),
    };
    let mut conferido = conferir(&token, &provedor.chaves, &esperado);
    if conferido == Err(NaoServe::ChaveDesconhecida) {
        provedor = provedor::reler(app, oidc).await?;
        conferido = conferir(&token, &provedor.chaves, &esperado);
    }
    conferido.map_err(|motivo| match motivo {
        NaoServe::ChaveDesconhecida => recusada("assinado com chave que o provedor não publica"),
        NaoServe::Porque(motivo) => recusada(motivo),
    })
}
