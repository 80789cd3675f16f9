//! Pôr senha de abertura num PDF.

use pdf_extract::{Document, EncryptionState, EncryptionVersion, Object, Permissions, StringFormat};

/// Bits da chave; é o que os geradores de boleto costumam usar.
const CHAVE_BITS: usize = 128;
/// Os dois identificadores que a cifra mistura à senha. Fixos: os bytes dependem só do conteúdo.
const IDENTIFICADOR: [u8; 16] = *b"esteira-portais.";

/// O mesmo PDF, que só abre com `senha`.
///
/// # Panics
/// Se `pdf` não for um PDF.
pub fn cifrar(pdf: &[u8], senha: &str) -> Vec<u8> {
    let mut documento = Document::load_mem(pdf).expect("só se cifra um PDF que se acaba de montar");
    let identificador = Object::String(IDENTIFICADOR.to_vec(), StringFormat::Hexadecimal);
    documento.trailer.set("ID", vec![identificador.clone(), identificador]);
    let versao = EncryptionVersion::V2 {
        document: &documento,
        owner_password: senha,
        user_password: senha,
        key_length: CHAVE_BITS,
        permissions: Permissions::all(),
    };
    let estado = EncryptionState::try_from(versao).expect("a cifra pedida é das que a biblioteca conhece");
    documento.encrypt(&estado).expect("o PDF ainda não tem cifra");
    let mut bytes = Vec::new();
    documento.save_to(&mut bytes).expect("escrever em memória não falha");
    bytes
}
