//! O hash de cadastro: identifica o cliente de ponta a ponta e é o vínculo com o SAT.
//!
//! A regra é a do legado e reproduz o cadastro dele inteiro: SHA-256 de `nome_sat-operadora-servico-dados_sat-filtro-unidade`, cada campo
//! sem espaços nas pontas e em minúsculas (campo ausente é vazio), em hexadecimal minúsculo, só os 16 primeiros caracteres. O CNPJ não
//! entra e os acentos ficam.
//!
//! O separador é ambíguo (um serviço pode ter hífen) e editar o cliente muda o hash: por isso ele é chave de negócio com histórico, nunca
//! chave primária.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

/// Quantos caracteres do SHA-256 formam o hash.
pub const TAMANHO: usize = 16;

/// Um hash de cadastro: 16 dígitos hexadecimais minúsculos.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HashCadastro(String);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("hash de cadastro inválido: \"{0}\"; são {TAMANHO} dígitos hexadecimais, como 668f8a715aababac")]
pub struct HashInvalido(pub String);

/// `operadora` é o nome da operadora; `nome_sat` é o `nome_filtro` do legado.
///
/// ```
/// # use esteira_dominio::gerar_hash_cadastro;
/// let hash = gerar_hash_cadastro("Empresa Exemplo", "VIVO", "Internet", "Internet", "", "Matriz");
/// assert_eq!(hash.as_str(), "535b1f2c56529890");
/// ```
pub fn gerar_hash_cadastro(
    nome_sat: &str,
    operadora: &str,
    servico: &str,
    dados_sat: &str,
    filtro: &str,
    unidade: &str,
) -> HashCadastro {
    let base = [nome_sat, operadora, servico, dados_sat, filtro, unidade].map(normalizar).join("-");
    let mut hash = hex::encode(Sha256::digest(base.as_bytes()));
    hash.truncate(TAMANHO);
    HashCadastro(hash)
}

/// O `strip().lower()` do Python, que também tira os separadores U+001C a U+001F das pontas.
fn normalizar(campo: &str) -> String {
    campo.trim_matches(|c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)).to_lowercase()
}

impl HashCadastro {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HashCadastro {
    type Err = HashInvalido;

    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        let limpo = texto.trim().to_ascii_lowercase();
        let valido = limpo.len() == TAMANHO && limpo.bytes().all(|b| b.is_ascii_hexdigit());
        if valido { Ok(Self(limpo)) } else { Err(HashInvalido(texto.to_owned())) }
    }
}

impl fmt::Display for HashCadastro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for HashCadastro {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for HashCadastro {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod testes {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reproduz_os_hashes_do_legado() {
        let oi = gerar_hash_cadastro("Empresa Exemplo", "OI", "(11) 4000-0000", "Fixo", "123456", "Matriz");
        assert_eq!(oi.as_str(), "668f8a715aababac");
        let vivo = gerar_hash_cadastro("empresa exemplo", "vivo", "internet", "internet", "", "matriz");
        assert_eq!(vivo.as_str(), "535b1f2c56529890");
    }

    #[test]
    fn acento_conta_e_o_separador_e_ambiguo_como_no_legado() {
        let com = gerar_hash_cadastro("são", "oi", "", "", "", "");
        assert_ne!(com, gerar_hash_cadastro("sao", "oi", "", "", "", ""));
        assert_eq!(gerar_hash_cadastro("a-b", "c", "", "", "", ""), gerar_hash_cadastro("a", "b-c", "", "", "", ""));
    }

    proptest! {
        #[test]
        fn espacos_nas_pontas_e_caixa_nao_mudam_o_hash(nome in "[a-zãéç ]{0,12}", unidade in "[a-z0-9]{0,8}") {
            let simples = gerar_hash_cadastro(&nome, "oi", "fixo", "", "", &unidade);
            let sujo = gerar_hash_cadastro(&format!(" {}\t", nome.to_uppercase()), "OI ", "\u{1f}Fixo", " ", "", &unidade);
            prop_assert_eq!(&simples, &sujo);
            prop_assert_eq!(simples.to_string().to_uppercase().parse::<HashCadastro>().unwrap(), simples);
        }
    }

    #[test]
    fn recusa_hash_de_outro_tamanho_ou_alfabeto() {
        for ruim in ["", "668f8a715aababa", "668f8a715aababacd", "668f8a715aababag"] {
            assert!(ruim.parse::<HashCadastro>().is_err(), "{ruim}");
        }
    }
}
