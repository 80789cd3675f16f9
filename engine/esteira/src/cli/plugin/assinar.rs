//! `esteira plugin chave` e `assinar`.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use ed25519_dalek::{Signer, SigningKey};
use esteira_aplicacao::plugins::{Assinatura, bytes, hexadecimal, mensagem};
use esteira_base::{Resumo, Segredo};
use serde_json::json;

use crate::cli::Resultado;
use crate::config::sortear_em;

/// Cria uma chave nova. Nunca por cima de outra: perder a chave é perder quem se é.
pub fn criar_chave(arquivo: &Path) -> Resultado {
    let sorteada = sortear_em(arquivo).map_err(|erro| format!("não consegui criar {}: {erro}", arquivo.display()))?;
    println!("{}", hexadecimal(chave(&sorteada, arquivo)?.verifying_key().as_bytes()));
    Ok(ExitCode::SUCCESS)
}

pub fn mostrar(componente: &Path, chave: &Path) -> Resultado {
    let wasm = fs::read(componente).map_err(|erro| format!("não consegui ler {}: {erro}", componente.display()))?;
    let Assinatura { chave_publica, assinatura } = assinar(&wasm, chave)?;
    let resumo = Resumo::de(&wasm);
    println!("{:#}", json!({ "resumo": resumo, "chave_publica": chave_publica, "assinatura": assinatura }));
    Ok(ExitCode::SUCCESS)
}

/// Assina o componente com a chave do arquivo.
pub fn assinar(wasm: &[u8], arquivo: &Path) -> Result<Assinatura, Box<dyn Error>> {
    let texto = fs::read_to_string(arquivo)
        .map_err(|erro| format!("não consegui ler a chave {}: {erro}", arquivo.display()))?;
    let chave = chave(&Segredo::novo(texto.trim()), arquivo)?;
    Ok(Assinatura {
        chave_publica: hexadecimal(chave.verifying_key().as_bytes()),
        assinatura: hexadecimal(&chave.sign(&mensagem(Resumo::de(wasm))).to_bytes()),
    })
}

fn chave(texto: &Segredo, arquivo: &Path) -> Result<SigningKey, String> {
    let bytes = bytes(texto.revelar())
        .ok_or_else(|| format!("{} não é uma chave de `esteira plugin chave`", arquivo.display()))?;
    Ok(SigningKey::from_bytes(&bytes))
}
