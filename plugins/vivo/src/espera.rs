//! Esperar no portal da Vivo.

use std::time::Duration;

use esteira_sdk::apoio::espera::Negacoes;
use esteira_sdk::{Erro, Navegador, Por};

use crate::seletores::{LOGIN, RECADO};

/// Quanto se espera um elemento que já está à vista deixar-se clicar.
const PRAZO_DO_CLIQUE: Duration = Duration::from_secs(10);
const NEGACOES: Negacoes<'static> = Negacoes { portal: "Vivo", entrada: &LOGIN, recado: &RECADO };

/// Espera um dos que provam que a página se escreveu; devolve qual.
pub fn esperar(navegador: &Navegador, prontos: &[&Por], fazer: &str) -> Result<usize, Erro> {
    NEGACOES.esperar(navegador, prontos, fazer)
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
    NEGACOES.sessao_expirada()
}
