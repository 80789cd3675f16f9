//! O segredo de um webhook: sorteado ou dado por quem manda, cifrado, mostrado uma vez.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use esteira_armazem::sinais::WebhookGravado;
use esteira_base::Segredo;
use esteira_base::ids::{InquilinoId, WebhookId};
use esteira_dominio::Acao;

use super::{MAXIMO_DO_SEGREDO, MINIMO_DO_SEGREDO};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Nome com que o cofre separa este segredo dos outros; mudá-lo torna ilegíveis os guardados.
const CAMPO: &str = "segredo_webhook";
const BYTES_SORTEADOS: usize = 32;

/// Troca o segredo pelo dado, ou por um sorteado, e o devolve: é a única vez que se vê. O antigo deixa de valer na hora.
pub async fn trocar_segredo(
    app: &Aplicacao,
    quem: &Quem,
    id: WebhookId,
    revisao: i64,
    dado: Option<Segredo>,
) -> Result<(WebhookGravado, Segredo), ErroAplicacao> {
    quem.exigir(Acao::OperarMotor)?;
    let segredo = escolher(dado)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let lido = unidade.webhook(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("webhook", id))?;
    if lido.revisao != revisao {
        return Err(ErroAplicacao::RevisaoVelha);
    }
    let mudado = unidade.trocar_segredo_do_webhook(&lido, cifrar(app, quem.inquilino, &segredo)?, agora).await?;
    auditoria::registrar(&mut unidade, quem, "trocar_segredo", "webhook", id, None, None, agora).await?;
    unidade.confirmar().await?;
    Ok((mudado, segredo))
}

/// O dado, se tem tamanho; senão, um sorteado.
pub(super) fn escolher(dado: Option<Segredo>) -> Result<Segredo, ErroAplicacao> {
    let Some(dado) = dado else { return sortear().map(Segredo::novo) };
    let tamanho = dado.revelar().len();
    if !(MINIMO_DO_SEGREDO..=MAXIMO_DO_SEGREDO).contains(&tamanho) {
        let mensagem =
            format!("use de {MINIMO_DO_SEGREDO} a {MAXIMO_DO_SEGREDO} bytes, ou não mande o campo e um se sorteia");
        return Err(ErroAplicacao::campo("segredo", "invalido", mensagem));
    }
    Ok(dado)
}

/// Um texto que ninguém adivinha; serve de segredo e de endereço.
pub(crate) fn sortear() -> Result<String, ErroAplicacao> {
    let mut sorteado = [0; BYTES_SORTEADOS];
    getrandom::fill(&mut sorteado).map_err(|erro| ErroAplicacao::interno(erro.to_string()))?;
    Ok(URL_SAFE_NO_PAD.encode(sorteado))
}

/// Se tem a forma do que [`sortear`] dá.
pub(crate) fn e_sorteado(texto: &str) -> bool {
    texto.len() == (BYTES_SORTEADOS * 4).div_ceil(3)
        && texto.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

pub(super) fn cifrar(app: &Aplicacao, inquilino: InquilinoId, segredo: &Segredo) -> Result<Vec<u8>, ErroAplicacao> {
    Ok(app.cofre.cifrar(inquilino, CAMPO, segredo)?)
}

pub(super) fn decifrar(app: &Aplicacao, inquilino: InquilinoId, cifrado: &[u8]) -> Result<Segredo, ErroAplicacao> {
    Ok(app.cofre.decifrar(inquilino, CAMPO, cifrado)?)
}
