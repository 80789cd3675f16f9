//! Esperar no portal da Digitalnet.

use esteira_sdk::apoio::espera::Negacoes;
use esteira_sdk::{Erro, Navegador, Por};

use crate::seletores::{CPF_CNPJ, RECADO};

const NEGACOES: Negacoes<'static> = Negacoes { portal: "Digitalnet", entrada: &CPF_CNPJ, recado: &RECADO };

/// Espera um dos que provam que a página se escreveu; devolve qual.
pub fn esperar(navegador: &Navegador, prontos: &[&Por], fazer: &str) -> Result<usize, Erro> {
    NEGACOES.esperar(navegador, prontos, fazer)
}

/// A sessão caiu, na tela ou na API.
pub fn sessao_expirada() -> Erro {
    NEGACOES.sessao_expirada()
}
