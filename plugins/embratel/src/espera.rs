//! Esperar uma página, sem tomar por ela a de entrada nem um recado do portal.

use esteira_sdk::{Erro, Navegador, Por, codigos};

use crate::seletores::{LOGIN, RECADO};

/// Espera um dos que provam que a página se escreveu; devolve qual. A página de entrada no lugar dela é sessão caída: o robô antigo a
/// imprimia como se fosse a fatura.
pub fn esperar(navegador: &Navegador, prontos: &[&Por], fazer: &str) -> Result<usize, Erro> {
    let negacoes = [LOGIN, RECADO];
    let opcoes: Vec<&Por> = prontos.iter().copied().chain(&negacoes).collect();
    let achado = navegador.esperar_algum(&opcoes).map_err(|erro| erro.ao(fazer))?;
    match achado.checked_sub(prontos.len()) {
        None => Ok(achado),
        Some(0) => {
            Err(Erro::tecnico(codigos::SESSAO_EXPIRADA, "a sessão da Embratel caiu antes de a fatura estar completa"))
        }
        Some(_) => {
            let recado = navegador.alvo(&RECADO).texto()?;
            Err(Erro::tecnico(codigos::PORTAL_INDISPONIVEL, format!("a Embratel não atendeu: {recado}")))
        }
    }
}
