//! Esperar uma página, sem tomar por ela a de entrada nem um recado do portal.

use esteira_sdk::{Erro, Navegador, Por, codigos};

use crate::seletores::{LOGIN, RECADO};

/// Espera um dos que provam que a página se escreveu; devolve qual.
pub fn esperar(navegador: &Navegador, prontos: &[&Por], fazer: &str) -> Result<usize, Erro> {
    let negacoes = [LOGIN, RECADO];
    let opcoes: Vec<&Por> = prontos.iter().copied().chain(&negacoes).collect();
    let achado = navegador.esperar_algum(&opcoes).map_err(|erro| erro.ao(fazer))?;
    match achado.checked_sub(prontos.len()) {
        None => Ok(achado),
        Some(0) => Err(sessao_expirada()),
        Some(_) => {
            let recado = navegador.alvo(&RECADO).texto()?;
            Err(Erro::tecnico(codigos::PORTAL_INDISPONIVEL, format!("a Vivo não atendeu: {recado}")))
        }
    }
}

/// A sessão caiu, na página ou no PDF.
pub fn sessao_expirada() -> Erro {
    Erro::tecnico(codigos::SESSAO_EXPIRADA, "a sessão da Vivo caiu antes de a fatura ser baixada")
}
