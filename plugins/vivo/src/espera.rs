//! Esperar uma página, sem tomar por ela a de entrada nem um recado do portal.

use std::time::Duration;

use esteira_sdk::{Erro, Navegador, Por, codigos};

use crate::seletores::{LOGIN, RECADO};

/// Quanto se espera um elemento que já está à vista deixar-se clicar.
const PRAZO_DO_CLIQUE: Duration = Duration::from_secs(10);

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

/// Espera e clica. A página de entrada pode tomar o lugar da que se via entre uma coisa e outra.
pub fn clicar(navegador: &Navegador, onde: &Por, fazer: &str) -> Result<(), Erro> {
    esperar(navegador, &[onde], fazer)?;
    navegador.alvo(onde).com_prazo(PRAZO_DO_CLIQUE).clicar().or_else(|erro| {
        let caiu = navegador.alvo(&LOGIN).visivel()?;
        Err(if caiu { sessao_expirada() } else { erro.ao(fazer) })
    })
}

/// A sessão caiu, na página ou no PDF.
pub fn sessao_expirada() -> Erro {
    Erro::tecnico(codigos::SESSAO_EXPIRADA, "a sessão da Vivo caiu antes de a fatura ser baixada")
}
