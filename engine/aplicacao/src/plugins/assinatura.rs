//! Quem assina um plugin: ed25519 sobre o resumo do componente.

use std::fmt::Write as _;

use ed25519_dalek::{Signature, VerifyingKey};
use esteira_base::Resumo;

use crate::ErroAplicacao;

/// O que se assina: este prefixo e o resumo em texto. Com o prefixo, uma assinatura daqui não serve noutro lugar.
const PREFIXO: &str = "esteira-plugin-v1:";

/// O que se assina de um componente.
pub fn mensagem(resumo: Resumo) -> Vec<u8> {
    format!("{PREFIXO}{resumo}").into_bytes()
}

/// Uma assinatura, e de quem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assinatura {
    /// 32 bytes, em hexadecimal.
    pub chave_publica: String,
    /// 64 bytes, em hexadecimal.
    pub assinatura: String,
}

/// As chaves públicas de quem pode publicar. Vazia, ninguém precisa assinar.
#[derive(Debug, Clone, Default)]
pub struct ChavesConfiaveis(Vec<VerifyingKey>);

impl ChavesConfiaveis {
    /// Cada uma em hexadecimal; o erro diz qual não é uma chave.
    pub fn ler(chaves: &[String]) -> Result<Self, String> {
        let ler = |texto: &String| {
            bytes(texto).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok()).ok_or_else(|| {
                format!("\"{texto}\" não é uma chave pública ed25519: são 64 dígitos hexadecimais, os que `esteira plugin chave` mostra")
            })
        };
        Ok(Self(chaves.iter().map(ler).collect::<Result<_, _>>()?))
    }

    /// Confere a assinatura do componente. Dada, tem de valer; exigida, tem de ser de uma destas chaves.
    pub fn conferir(&self, resumo: Resumo, assinatura: Option<&Assinatura>) -> Result<(), ErroAplicacao> {
        let recusada = |mensagem: &str| Err(ErroAplicacao::campo("assinatura", "invalida", mensagem));
        let Some(Assinatura { chave_publica, assinatura }) = assinatura else {
            return if self.0.is_empty() {
                Ok(())
            } else {
                recusada("esta instalação só aceita plugin assinado; assine com `esteira plugin assinar`")
            };
        };
        let chave = bytes(chave_publica).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        let (Some(chave), Some(assinatura)) = (chave, bytes(assinatura).map(|bytes| Signature::from_bytes(&bytes)))
        else {
            return recusada("a assinatura ou a chave pública não estão em hexadecimal, ou não têm o tamanho certo");
        };
        if chave.verify_strict(&mensagem(resumo), &assinatura).is_err() {
            return recusada("a assinatura não é deste componente com esta chave");
        }
        if !self.0.is_empty() && !self.0.contains(&chave) {
            return recusada("quem assinou não está entre as chaves em que esta instalação confia (plugins.chaves)");
        }
        Ok(())
    }
}

/// De hexadecimal; nenhum se não tem exatamente este tamanho.
pub fn bytes<const N: usize>(hexadecimal: &str) -> Option<[u8; N]> {
    if hexadecimal.len() != 2 * N || !hexadecimal.is_ascii() {
        return None;
    }
    let mut bytes = [0; N];
    for (i, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hexadecimal[2 * i..2 * i + 2], 16).ok()?;
    }
    Some(bytes)
}

/// Em hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut texto, byte| {
        // Escrever numa String não falha.
        let _ = write!(texto, "{byte:02x}");
        texto
    })
}

#[cfg(test)]
mod testes {
    use super::*;
    use ed25519_dalek::{Signer, SigningKey};

    fn assinada(chave: &SigningKey, resumo: Resumo) -> Assinatura {
        Assinatura {
            chave_publica: hexadecimal(chave.verifying_key().as_bytes()),
            assinatura: hexadecimal(&chave.sign(&mensagem(resumo)).to_bytes()),
        }
    }

    #[test]
    fn so_vale_a_assinatura_deste_componente_por_quem_se_confia() {
        let (ana, beto) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let (resumo, outro) = (Resumo::de(b"componente"), Resumo::de(b"outro"));
        let so_ana = ChavesConfiaveis::ler(&[hexadecimal(ana.verifying_key().as_bytes())]).unwrap();
        let livre = ChavesConfiaveis::default();
        let estragada = Assinatura { assinatura: "00".repeat(64), ..assinada(&ana, resumo) };
        for (confiaveis, assinatura, vale) in [
            (&so_ana, Some(assinada(&ana, resumo)), true),
            (&so_ana, Some(assinada(&beto, resumo)), false),
            (&so_ana, Some(assinada(&ana, outro)), false),
            (&so_ana, None, false),
            (&livre, None, true),
            (&livre, Some(assinada(&beto, resumo)), true),
            (&livre, Some(assinada(&beto, outro)), false),
            (&livre, Some(estragada), false),
        ] {
            assert_eq!(confiaveis.conferir(resumo, assinatura.as_ref()).is_ok(), vale, "{assinatura:?}");
        }
        assert!(ChavesConfiaveis::ler(&["xyz".to_owned()]).unwrap_err().contains("xyz"));
    }
}
