//! Esperar no portal da Embratel.

use esteira_sdk::apoio::espera::Negacoes;
use esteira_sdk::{Erro, Navegador, Por};

use crate::seletores::{LOGIN, RECADO};

const NEGACOES: Negacoes<'static> = Negacoes { portal: "Embratel", entrada: &LOGIN, recado: &RECADO };

/// Espera um dos que provam que a página se escreveu; devolve qual. A página de entrada no lugar dela é sessão caída: o robô antigo a
/// imprimia como se fosse a fatura.
pub fn esperar(navegador: &Navegador, prontos: &[&Por], fazer: &str) -> Result<usize, Erro> {
    NEGACOES.esperar(navegador, prontos, fazer)
}
