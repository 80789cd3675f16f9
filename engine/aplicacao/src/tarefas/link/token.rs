//! O token de um link: o id dele e o da organização, e a assinatura dos dois (HMAC-SHA256), em base64url.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use esteira_base::Segredo;
use esteira_base::ids::{InquilinoId, LinkId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// Separa esta assinatura das outras que a mesma chave faz.
const PARA_QUE: &[u8] = b"esteira/link-de-decisao/v1";
const BYTES_DOS_IDS: usize = 32;

/// O token do link.
pub(super) fn assinar(chave: &Segredo, inquilino: InquilinoId, link: LinkId) -> Option<String> {
    let mut bytes = [inquilino.0.into_bytes(), link.0.into_bytes()].concat();
    let assinatura = conta(chave, &bytes)?.finalize().into_bytes();
    bytes.extend_from_slice(&assinatura);
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

/// De que link é o token, se a assinatura é nossa.
pub(super) fn ler(chave: &Segredo, token: &str) -> Option<(InquilinoId, LinkId)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (ids, assinatura) = bytes.split_at_checked(BYTES_DOS_IDS)?;
    conta(chave, ids)?.verify_slice(assinatura).ok()?;
    let (inquilino, link) = ids.split_at(BYTES_DOS_IDS / 2);
    Some((Uuid::from_slice(inquilino).ok()?.into(), Uuid::from_slice(link).ok()?.into()))
}

fn conta(chave: &Segredo, ids: &[u8]) -> Option<Hmac<Sha256>> {
    let mut conta = Hmac::<Sha256>::new_from_slice(chave.revelar().as_bytes()).ok()?;
    conta.update(PARA_QUE);
    conta.update(ids);
    Some(conta)
}

#[cfg(test)]
mod testes {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn so_se_le_o_que_esta_chave_assinou(inquilino: u128, link: u128, qual in 0usize..86, letra in "[A-Za-z0-9_-]") {
            let (inquilino, link) = (Uuid::from_u128(inquilino).into(), Uuid::from_u128(link).into());
            let chave = Segredo::novo("uma chave de trinta e dois bytes");
            let token = assinar(&chave, inquilino, link).unwrap();
            prop_assert_eq!(ler(&chave, &token), Some((inquilino, link)));
            prop_assert_eq!(ler(&Segredo::novo("outra"), &token), None);
            let mut adulterado = token.clone();
            adulterado.replace_range(qual..=qual, &letra);
            prop_assert!(adulterado == token || ler(&chave, &adulterado).is_none());
        }
    }
}
