//! Do módulo que o compilador de Rust gera (`wasm32-unknown-unknown`) ao componente que o hospedeiro carrega, e a conferência de qualquer componente.

use wit_component::{ComponentEncoder, DecodedWasm};

use crate::plugins::importacoes::{self, Importacoes};

/// Por que um módulo não vira plugin.
#[derive(Debug, thiserror::Error)]
pub enum ErroConstruir {
    #[error(
        "isto não é um módulo WebAssembly: compile com --target wasm32-unknown-unknown e passe o arquivo .wasm gerado"
    )]
    NaoEModulo,
    #[error("isto já é um componente: não precisa ser construído de novo")]
    JaEComponente,
    #[error(
        "o módulo não é um plugin da Esteira: {0}; use a macro `plugin!` do esteira-sdk e não importe nada de fora do WIT"
    )]
    NaoEPlugin(String),
    #[error(transparent)]
    Importacao(#[from] importacoes::ImportacaoNegada),
}

/// Os quatro bytes mágicos e a versão de um módulo; um componente difere na versão.
const CABECALHO_MODULO: [u8; 8] = *b"\0asm\x01\0\0\0";
const MAGICO: [u8; 4] = *b"\0asm";

/// Faz do módulo um componente que só importa o nosso WIT, validado.
pub fn componentizar(modulo: &[u8]) -> Result<Vec<u8>, ErroConstruir> {
    if !modulo.starts_with(&MAGICO) {
        return Err(ErroConstruir::NaoEModulo);
    }
    if !modulo.starts_with(&CABECALHO_MODULO) {
        return Err(ErroConstruir::JaEComponente);
    }
    let componente = ComponentEncoder::default()
        .validate(true)
        .module(modulo)
        .and_then(|mut codificador| codificador.encode())
        .map_err(nao_e_plugin)?;
    match conferir(&componente)? {
        Importacoes::SoEsteira => Ok(componente),
        Importacoes::ComWasi => Err(ErroConstruir::NaoEPlugin(
            "importa WASI; compile para wasm32-unknown-unknown, não wasm32-wasip2".to_owned(),
        )),
    }
}

/// Confere que um componente é um plugin e só importa o que pode; diz o que ele precisa ter ligado.
pub fn conferir(componente: &[u8]) -> Result<Importacoes, ErroConstruir> {
    let nomes = match wit_component::decode(componente).map_err(nao_e_plugin)? {
        DecodedWasm::Component(resolve, mundo) => {
            let mundo = &resolve.worlds[mundo];
            if !mundo.exports.keys().any(|chave| importacoes::e_interface_do_plugin(&resolve.name_world_key(chave))) {
                return Err(ErroConstruir::NaoEPlugin("não exporta esteira:rpa/rpa".to_owned()));
            }
            mundo.imports.keys().map(|chave| resolve.name_world_key(chave)).collect::<Vec<_>>()
        }
        DecodedWasm::WitPackage(..) => return Err(ErroConstruir::NaoEPlugin("é só um pacote WIT".to_owned())),
    };
    Ok(importacoes::conferir(nomes.iter().map(String::as_str))?)
}

/// Com a cadeia inteira de causas: é nela que está o nome da importação estranha.
fn nao_e_plugin(erro: impl std::fmt::Display) -> ErroConstruir {
    ErroConstruir::NaoEPlugin(format!("{erro:#}"))
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn recusa_o_que_nao_e_plugin_dizendo_o_que_fazer() {
        for (bytes, trecho) in [
            (&b"%PDF-1.7"[..], "wasm32-unknown-unknown"),
            (b"\0asm\x0d\0\x01\0", "já é um componente"),
            (b"\0asm\x01\0\0\0", "plugin!"),
            (b"\0asm\x01\0\0\0lixo", "plugin!"),
        ] {
            let erro = componentizar(bytes).unwrap_err().to_string();
            assert!(erro.contains(trecho), "{erro}");
        }
    }
}
