//! Publicar uma versão de um plugin.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use esteira_aplicacao::plugins::Assinatura;
use esteira_aplicacao::{Aplicacao, plugins};
use utoipa::ToSchema;

use super::modelo::Publicado;
use crate::api::erro::ErroApi;
use crate::api::formulario::{abrir, ilegivel};
use crate::api::problema::Problemas;
use crate::extracao::Autenticado;

/// O formulário, para a descrição.
#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve; quem lê é `Formulario`")]
pub(crate) struct NovoPlugin {
    /// O componente (`.wasm`), até 48 MiB.
    #[schema(value_type = String, format = Binary)]
    plugin: Vec<u8>,
    /// De quem assina: ed25519, 64 dígitos hexadecimais. `esteira plugin assinar` dá esta e a assinatura.
    chave_publica: Option<String>,
    /// 128 dígitos hexadecimais.
    assinatura: Option<String>,
}

/// O formulário lido.
pub(crate) struct Formulario {
    wasm: Bytes,
    assinatura: Option<Assinatura>,
}

impl<E: Send + Sync> FromRequest<E> for Formulario {
    type Rejection = ErroApi;

    async fn from_request(pedido: Request, estado: &E) -> Result<Self, ErroApi> {
        let como = "mande um formulário multipart/form-data, com o componente no campo `plugin`";
        let mut formulario = abrir(pedido, estado, como).await?;
        let (mut wasm, mut chave, mut assinatura) = (None, None, None);
        while let Some(campo) = formulario.next_field().await.map_err(ilegivel)? {
            let nome = campo.name().unwrap_or_default().to_owned();
            match nome.as_str() {
                "plugin" if wasm.is_none() => wasm = Some(campo.bytes().await.map_err(ilegivel)?),
                "chave_publica" if chave.is_none() => chave = Some(campo.text().await.map_err(ilegivel)?),
                "assinatura" if assinatura.is_none() => assinatura = Some(campo.text().await.map_err(ilegivel)?),
                _ => {
                    let mensagem = "os campos são `plugin`, `chave_publica` e `assinatura`, uma vez cada um";
                    return Err(ErroApi::campo(nome, "desconhecido", mensagem));
                }
            }
        }
        let wasm = wasm.ok_or_else(|| ErroApi::campo("plugin", "obrigatorio", "mande o componente neste campo"))?;
        let assinatura = match (chave, assinatura) {
            (Some(chave_publica), Some(assinatura)) => Some(Assinatura { chave_publica, assinatura }),
            (None, None) => None,
            _ => {
                return Err(ErroApi::campo(
                    "assinatura",
                    "incoerente",
                    "mande chave_publica e assinatura, ou nenhuma das duas",
                ));
            }
        };
        Ok(Self { wasm, assinatura })
    }
}

/// Publica o componente, conferido como a execução o exigiria: formato, importações, contrato, manifesto, assinatura. Republicar o mesmo conteúdo devolve
/// a versão que já existe. Publicada, ainda não vale: homologue-a.
#[utoipa::path(
    post,
    path = "/api/plugins/publicados",
    operation_id = "publicar_plugin",
    tag = "plugins",
    security(("token" = [])),
    request_body(content = NovoPlugin, content_type = "multipart/form-data"),
    responses((status = 200, body = Publicado), Problemas)
)]
pub(crate) async fn publicar(
    State(app): State<Aplicacao>,
    Autenticado(quem): Autenticado,
    formulario: Formulario,
) -> Result<Json<Publicado>, ErroApi> {
    Ok(Json(plugins::publicar(&app, &quem, formulario.wasm, formulario.assinatura).await?.into()))
}
