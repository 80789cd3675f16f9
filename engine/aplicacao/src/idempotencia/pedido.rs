//! O que distingue um pedido de outro.

use esteira_base::{Resumo, Segredo};

/// Separa esta subchave de qualquer outro uso da mesma chave.
const CONTEXTO: &str = "esteira 2026-11 idempotencia v1: resumo de pedidos";

/// Um pedido com chave, em resumos que só quem tem a nossa chave refaz.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pedido {
    pub(super) chave: String,
    pub(super) conteudo: String,
}

impl Pedido {
    /// `credencial` diz quem pede; `rota`, o quê; `conteudo`, com que dados.
    pub fn novo(segredo: &Segredo, credencial: &Resumo, rota: [&str; 2], chave: &str, conteudo: &[&[u8]]) -> Self {
        let [metodo, caminho] = rota;
        let credencial = credencial.to_string();
        let chave = [credencial.as_bytes(), metodo.as_bytes(), caminho.as_bytes(), chave.as_bytes()];
        Self { chave: resumir(segredo, &chave), conteudo: resumir(segredo, conteudo) }
    }
}

/// O tamanho à frente de cada parte impede que o fim de uma se passe por começo da outra.
fn resumir(segredo: &Segredo, partes: &[&[u8]]) -> String {
    let subchave = blake3::derive_key(CONTEXTO, segredo.revelar().as_bytes());
    let mut resumo = blake3::Hasher::new_keyed(&subchave);
    for parte in partes {
        resumo.update(&(parte.len() as u64).to_be_bytes());
        resumo.update(parte);
    }
    resumo.finalize().to_hex().to_string()
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn cada_parte_conta_e_nao_escorre_para_a_vizinha() {
        let credencial = Resumo::de(b"ana");
        let pedido = |segredo: &str, caminho: &str, chave: &str, conteudo: &[&[u8]]| {
            Pedido::novo(&Segredo::novo(segredo), &credencial, ["POST", caminho], chave, conteudo)
        };
        let base = pedido("s", "/a", "k", &[b"x", b"y"]);
        assert_eq!(base, pedido("s", "/a", "k", &[b"x", b"y"]));
        assert_ne!(base.chave, pedido("s", "/ak", "", &[b"x", b"y"]).chave);
        assert_ne!(base.conteudo, pedido("s", "/a", "k", &[b"xy", b""]).conteudo);
        assert_ne!(base.conteudo, pedido("outro", "/a", "k", &[b"x", b"y"]).conteudo, "sem a nossa chave não se refaz");
    }
}
