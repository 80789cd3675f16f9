//! Arquivo em memória.

use super::borda::Erro;

/// O `arquivo` do WIT.
pub struct Arquivo {
    nome: String,
    conteudo: Vec<u8>,
}

impl Arquivo {
    pub(super) fn novo(nome: &str, conteudo: &[u8]) -> Self {
        Self { nome: nome.to_owned(), conteudo: conteudo.to_vec() }
    }

    pub(super) fn conteudo(&self) -> &[u8] {
        &self.conteudo
    }

    pub fn nome(&self) -> String {
        self.nome.clone()
    }

    pub fn tamanho(&self) -> u64 {
        self.conteudo.len() as u64
    }

    pub fn resumo(&self) -> String {
        blake3::hash(&self.conteudo).to_hex().to_string()
    }

    /// Só o que um plugin costuma perguntar: quem reconhece todos é o hospedeiro.
    pub fn tipo(&self) -> String {
        let comeco = self.conteudo.trim_ascii_start();
        let e = |marca: &[u8]| comeco.len() >= marca.len() && comeco[..marca.len()].eq_ignore_ascii_case(marca);
        let tipos: [(&[u8], &str); 5] = [
            (b"%PDF-", "application/pdf"),
            (b"PK\x03\x04", "application/zip"),
            (b"\x89PNG", "image/png"),
            (b"<!doctype html", "text/html"),
            (b"<html", "text/html"),
        ];
        let achado = tipos.iter().find(|(marca, _)| e(marca));
        achado.map_or("application/octet-stream", |(_, tipo)| tipo).to_owned()
    }

    pub fn ler(&self, inicio: u64, quantos: u64) -> Result<Vec<u8>, Erro> {
        let limite = self.conteudo.len();
        let inicio = usize::try_from(inicio).unwrap_or(limite).min(limite);
        let fim = usize::try_from(quantos).unwrap_or(limite).saturating_add(inicio).min(limite);
        Ok(self.conteudo[inicio..fim].to_vec())
    }
}
