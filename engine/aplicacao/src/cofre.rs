//! O cofre: cifra o que precisa voltar em claro (senhas de portal, tokens), com chave que mora fora do banco.
//!
//! XChaCha20-Poly1305 com nonce sorteado. A subchave é própria de cada inquilino e campo, e os dois também entram como dado autenticado: um
//! segredo copiado para outra linha de outro dono, ou para outra coluna, não se abre. Formato:
//!
//! ```text
//! versão (1 byte) ‖ id da chave (4 bytes) ‖ nonce (24 bytes) ‖ cifrado com etiqueta de 16 bytes
//! ```
//!
//! Rodízio: a chave nova cifra; as antigas, dadas com [`Cofre::com_chave_antiga`], só decifram.
//!
//! Não deve conhecer: o que se guarda nem onde.

use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use esteira_base::Segredo;
use esteira_base::ids::InquilinoId;
use zeroize::Zeroizing;

use crate::ErroAplicacao;

/// Menor chave-mestra aceita, em bytes.
pub const MINIMO_CHAVE_MESTRA: usize = 32;

const VERSAO: u8 = 1;
const CABECALHO: usize = 1 + 4;
const NONCE: usize = 24;
/// Separa estas subchaves de qualquer outro uso da mesma chave-mestra; mudá-lo torna ilegível o que já foi cifrado.
const CONTEXTO: &str = "esteira 2026-11 cofre v1: subchave por inquilino e campo";

/// O que impede de abrir ou fechar um segredo. Nenhum texto mostra chave nem conteúdo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroDoCofre {
    #[error("a chave-mestra tem {0} bytes; use pelo menos {MINIMO_CHAVE_MESTRA} (gere com `openssl rand -hex 32`)")]
    ChaveCurta(usize),
    #[error("o segredo foi cifrado com a chave {0}, que não foi configurada; configure-a entre as chaves antigas")]
    ChaveDesconhecida(u32),
    #[error("o segredo guardado está ilegível: outra chave, outro dono, ou conteúdo alterado")]
    Ilegivel,
    #[error("o sistema não forneceu números aleatórios")]
    SemSorteio,
}

impl From<ErroDoCofre> for ErroAplicacao {
    fn from(erro: ErroDoCofre) -> Self {
        Self::interno(erro)
    }
}

/// Cifra e decifra. Clonar é barato; a primeira chave é a que cifra. Sem `Debug`: a chave não se imprime.
#[derive(Clone)]
pub struct Cofre {
    chaves: Arc<Vec<(u32, Segredo)>>,
}

impl Cofre {
    /// `id_chave` distingue esta chave das que vierem: mude-o a cada troca.
    pub fn nova(chave_mestra: Segredo, id_chave: u32) -> Result<Self, ErroDoCofre> {
        conferir(&chave_mestra)?;
        Ok(Self { chaves: Arc::new(vec![(id_chave, chave_mestra)]) })
    }

    /// Passa a abrir também o que foi cifrado com uma chave antiga.
    pub fn com_chave_antiga(self, chave_mestra: Segredo, id_chave: u32) -> Result<Self, ErroDoCofre> {
        conferir(&chave_mestra)?;
        let mut chaves = Arc::unwrap_or_clone(self.chaves);
        chaves.push((id_chave, chave_mestra));
        Ok(Self { chaves: Arc::new(chaves) })
    }

    /// Cifra para guardar. `campo` é o nome da coluna; só com o mesmo se abre.
    pub fn cifrar(&self, inquilino: InquilinoId, campo: &str, segredo: &Segredo) -> Result<Vec<u8>, ErroDoCofre> {
        // Nunca vazio: `nova` põe a primeira.
        let (id, chave) = &self.chaves[0];
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| ErroDoCofre::SemSorteio)?;
        let mut guardado = Vec::with_capacity(CABECALHO + NONCE);
        guardado.push(VERSAO);
        guardado.extend(id.to_be_bytes());
        let dado = Payload { msg: segredo.revelar().as_bytes(), aad: &autenticado(&guardado, inquilino, campo) };
        let cifrado =
            cifra(chave, inquilino, campo).encrypt(&XNonce::from(nonce), dado).map_err(|_| ErroDoCofre::Ilegivel)?;
        guardado.extend(nonce);
        guardado.extend(cifrado);
        Ok(guardado)
    }

    /// Abre o que [`Cofre::cifrar`] guardou para o mesmo inquilino e campo.
    pub fn decifrar(&self, inquilino: InquilinoId, campo: &str, guardado: &[u8]) -> Result<Segredo, ErroDoCofre> {
        let (cabecalho, resto) = guardado.split_at_checked(CABECALHO).ok_or(ErroDoCofre::Ilegivel)?;
        let (nonce, cifrado) = resto.split_first_chunk::<NONCE>().ok_or(ErroDoCofre::Ilegivel)?;
        let &[VERSAO, a, b, c, d] = cabecalho else { return Err(ErroDoCofre::Ilegivel) };
        let id = u32::from_be_bytes([a, b, c, d]);
        let chave = self.chaves.iter().find(|(este, _)| *este == id).map(|(_, chave)| chave);
        let chave = chave.ok_or(ErroDoCofre::ChaveDesconhecida(id))?;
        let dado = Payload { msg: cifrado, aad: &autenticado(cabecalho, inquilino, campo) };
        let claro = cifra(chave, inquilino, campo).decrypt(&XNonce::from(*nonce), dado);
        let claro = claro.map_err(|_| ErroDoCofre::Ilegivel)?;
        String::from_utf8(claro).map(Segredo::novo).map_err(|_| ErroDoCofre::Ilegivel)
    }
}

fn conferir(chave: &Segredo) -> Result<(), ErroDoCofre> {
    let tamanho = chave.revelar().len();
    if tamanho < MINIMO_CHAVE_MESTRA { Err(ErroDoCofre::ChaveCurta(tamanho)) } else { Ok(()) }
}

fn cifra(chave: &Segredo, inquilino: InquilinoId, campo: &str) -> XChaCha20Poly1305 {
    let mut derivacao = blake3::Hasher::new_derive_key(CONTEXTO);
    // O tamanho à frente impede que o fim da chave se passe por começo do inquilino.
    derivacao.update(&(chave.revelar().len() as u64).to_be_bytes());
    derivacao.update(chave.revelar().as_bytes());
    derivacao.update(inquilino.0.as_bytes());
    derivacao.update(campo.as_bytes());
    let subchave = Zeroizing::new(*derivacao.finalize().as_bytes());
    XChaCha20Poly1305::new(&Key::from(*subchave))
}

fn autenticado(cabecalho: &[u8], inquilino: InquilinoId, campo: &str) -> Vec<u8> {
    [cabecalho, inquilino.0.as_bytes(), campo.as_bytes()].concat()
}

#[cfg(test)]
mod testes {
    use super::*;
    use proptest::prelude::*;

    const CAMPO: &str = "senha_portal";

    fn cofre(id: u32, semente: &str) -> Cofre {
        Cofre::nova(Segredo::novo(semente.repeat(MINIMO_CHAVE_MESTRA)), id).unwrap()
    }

    proptest! {
        #[test]
        fn o_que_se_cifra_se_abre_e_nunca_sai_igual(texto in "\\PC{0,64}") {
            let (cofre, dono, segredo) = (cofre(1, "a"), InquilinoId::novo(), Segredo::novo(texto));
            let cifrado = cofre.cifrar(dono, CAMPO, &segredo).unwrap();
            prop_assert_eq!(cofre.decifrar(dono, CAMPO, &cifrado).unwrap(), segredo.clone());
            prop_assert_ne!(cofre.cifrar(dono, CAMPO, &segredo).unwrap(), cifrado);
        }

        #[test]
        fn um_bit_trocado_em_qualquer_lugar_nao_se_abre(byte in 0usize..60, bit in 0u8..8) {
            let (cofre, dono) = (cofre(1, "a"), InquilinoId::novo());
            let mut cifrado = cofre.cifrar(dono, CAMPO, &Segredo::novo("uma senha comum")).unwrap();
            prop_assert_eq!(cifrado.len(), 60);
            cifrado[byte] ^= 1 << bit;
            prop_assert!(cofre.decifrar(dono, CAMPO, &cifrado).is_err());
        }

        #[test]
        fn bytes_quaisquer_nunca_derrubam(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            prop_assert!(cofre(1, "a").decifrar(InquilinoId::novo(), CAMPO, &bytes).is_err());
        }
    }

    #[test]
    fn segredo_de_um_dono_ou_campo_nao_se_abre_em_outro() {
        let (cofre, dono) = (cofre(1, "a"), InquilinoId::novo());
        let cifrado = cofre.cifrar(dono, CAMPO, &Segredo::novo("x")).unwrap();
        assert_eq!(cofre.decifrar(InquilinoId::novo(), CAMPO, &cifrado), Err(ErroDoCofre::Ilegivel));
        assert_eq!(cofre.decifrar(dono, "api_externa_token", &cifrado), Err(ErroDoCofre::Ilegivel));
    }

    #[test]
    fn no_rodizio_a_chave_antiga_ainda_abre_e_a_nova_cifra() {
        let dono = InquilinoId::novo();
        let antigo = cofre(1, "a").cifrar(dono, CAMPO, &Segredo::novo("x")).unwrap();
        let novo = cofre(2, "b");
        assert_eq!(novo.decifrar(dono, CAMPO, &antigo), Err(ErroDoCofre::ChaveDesconhecida(1)));
        let com_as_duas = novo.clone().com_chave_antiga(Segredo::novo("a".repeat(32)), 1).unwrap();
        assert_eq!(com_as_duas.decifrar(dono, CAMPO, &antigo).unwrap(), Segredo::novo("x"));
        let recifrado = com_as_duas.cifrar(dono, CAMPO, &Segredo::novo("x")).unwrap();
        assert!(novo.decifrar(dono, CAMPO, &recifrado).is_ok());
    }

    #[test]
    fn chave_curta_e_recusada() {
        assert_eq!(Cofre::nova(Segredo::novo("curta"), 1).err(), Some(ErroDoCofre::ChaveCurta(5)));
    }
}
