//! Esperar uma página, sem tomar por ela a de entrada nem um recado do portal.

use crate::codigos;
use crate::erro::Erro;
use crate::navegador::{Navegador, Por};

/// O que aparece no lugar da página que se espera.
#[derive(Debug)]
pub struct Negacoes<'a> {
    /// O portal, para as mensagens: `Vivo`.
    pub portal: &'a str,
    /// Algo da página de entrada: à vista, a sessão caiu.
    pub entrada: &'a Por,
    /// O recado do portal.
    pub recado: &'a Por,
}

impl Negacoes<'_> {
    /// Espera um dos que provam que a página se escreveu; devolve qual. `fazer` diz o que se tentava, se a espera falha.
    pub fn esperar(&self, navegador: &Navegador, prontos: &[&Por], fazer: &str) -> Result<usize, Erro> {
        let opcoes: Vec<&Por> = prontos.iter().copied().chain([self.entrada, self.recado]).collect();
        let achado = navegador.esperar_algum(&opcoes).map_err(|erro| erro.ao(fazer))?;
        match achado.checked_sub(prontos.len()) {
            None => Ok(achado),
            Some(0) => Err(self.sessao_expirada()),
            Some(_) => {
                let recado = navegador.alvo(self.recado).texto()?;
                let mensagem = format!("o portal da {} não atendeu: {recado}", self.portal);
                Err(Erro::tecnico(codigos::PORTAL_INDISPONIVEL, mensagem))
            }
        }
    }

    /// A sessão caiu.
    pub fn sessao_expirada(&self) -> Erro {
        let mensagem = format!("a sessão da {} caiu antes de a fatura estar completa", self.portal);
        Erro::tecnico(codigos::SESSAO_EXPIRADA, mensagem)
    }
}
