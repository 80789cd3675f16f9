//! O que o portal guarda enquanto está no ar.

use std::sync::{Arc, Mutex, MutexGuard};

use axum::http::StatusCode;
use axum::response::Html;
use esteira_base::Relogio;

use super::acesso::{Acao, Acesso};
use super::falha::FalhaOi;
use super::paginas;
use crate::dados::{ContaOi, DadosOi, FaturaOi, ServicoOi};
use crate::falhas::{QuadroDeFalhas, reconhece};
use crate::sessao::Sessoes;
use crate::tranca::trancar;

pub(super) struct Estado {
    dados: Mutex<DadosOi>,
    pub(super) falhas: Arc<QuadroDeFalhas<FalhaOi>>,
    pub(super) sessoes: Sessoes,
    acessos: Mutex<Vec<Acesso>>,
    relogio: Arc<dyn Relogio>,
}

/// Uma fatura com o que a cerca.
pub(super) struct Achada {
    pub(super) conta: ContaOi,
    pub(super) telefone: String,
    pub(super) fatura: FaturaOi,
}

impl Estado {
    pub(super) fn novo(dados: DadosOi, relogio: Arc<dyn Relogio>) -> Self {
        Self {
            dados: Mutex::new(dados),
            falhas: Arc::new(QuadroDeFalhas::vazio()),
            sessoes: Sessoes::novas("oi_sessao"),
            acessos: Mutex::default(),
            relogio,
        }
    }

    pub(super) fn dados(&self) -> MutexGuard<'_, DadosOi> {
        trancar(&self.dados)
    }

    pub(super) fn contas_de(&self, login: &str) -> Vec<ContaOi> {
        self.dados().contas.iter().filter(|conta| conta.login == login).cloned().collect()
    }

    /// A fatura `codigo`, se for de uma conta de `login`.
    pub(super) fn fatura_de(&self, login: &str, codigo: &str) -> Option<Achada> {
        self.contas_de(login).into_iter().find_map(|conta| {
            let (telefone, fatura) = conta
                .servicos
                .iter()
                .flat_map(|ServicoOi { telefone, faturas }| faturas.iter().map(move |fatura| (telefone, fatura)))
                .find(|(_, fatura)| fatura.codigo == codigo)
                .map(|(telefone, fatura)| (telefone.clone(), fatura.clone()))?;
            Some(Achada { conta, telefone, fatura })
        })
    }

    pub(super) fn anotar(&self, acao: Acao, login: &str, codigo: Option<&str>, resultado: &'static str) {
        trancar(&self.acessos).push(Acesso {
            quando: self.relogio.agora(),
            acao,
            login: login.to_owned(),
            codigo: codigo.map(str::to_owned),
            resultado,
        });
    }

    pub(super) fn acessos(&self) -> Vec<Acesso> {
        trancar(&self.acessos).clone()
    }

    /// Espera o que a lentidão armada mandar e devolve o erro 500 armado, se houver.
    pub(super) async fn barreira(&self, login: &str) -> Result<(), (StatusCode, Html<String>)> {
        if let Some(demora) = self.falhas.tomar(&[login], reconhece!(FalhaOi::PortalLento, ms)) {
            tokio::time::sleep(demora).await;
        }
        match self.falhas.tomar(&[login], reconhece!(FalhaOi::Erro500)) {
            Some(()) => Err((StatusCode::INTERNAL_SERVER_ERROR, paginas::erro_interno())),
            None => Ok(()),
        }
    }
}

impl AsRef<Sessoes> for Estado {
    fn as_ref(&self) -> &Sessoes {
        &self.sessoes
    }
}
