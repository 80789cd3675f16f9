//! O que o SAT guarda enquanto está no ar.

use std::sync::{Arc, Mutex, MutexGuard};

use esteira_base::Relogio;

use super::falha::FalhaSat;
use super::pausa::Ponto;
use super::recebidas::FaturaRecebida;
use crate::chegadas::Chegadas;
use crate::dados::{ClienteSat, DadosSat};
use crate::falhas::{QuadroDeFalhas, reconhece};
use crate::sessao::Sessoes;
use crate::tranca::trancar;

/// Sufixo do id do cliente que a falha `dois_parecidos` põe antes do verdadeiro.
const SUFIXO_PARECIDO: &str = "-parecido";

pub(super) struct Estado {
    dados: Mutex<DadosSat>,
    pub(super) falhas: Arc<QuadroDeFalhas<FalhaSat>>,
    pub(super) sessoes: Sessoes,
    pub(super) recebidas: Chegadas<FaturaRecebida>,
    pub(super) antes_de_gravar: Ponto,
    pub(super) depois_de_gravar: Ponto,
    pub(super) relogio: Arc<dyn Relogio>,
}

impl Estado {
    pub(super) fn novo(dados: DadosSat, relogio: Arc<dyn Relogio>) -> Self {
        Self {
            dados: Mutex::new(dados),
            falhas: Arc::new(QuadroDeFalhas::vazio()),
            sessoes: Sessoes::novas("sat_sessao"),
            recebidas: Chegadas::nenhuma("faturas no SAT"),
            antes_de_gravar: Ponto::default(),
            depois_de_gravar: Ponto::default(),
            relogio,
        }
    }

    pub(super) fn dados(&self) -> MutexGuard<'_, DadosSat> {
        trancar(&self.dados)
    }

    /// O cliente de um id, inclusive os parecidos que só existem por falha armada.
    pub(super) fn cliente(&self, id: &str) -> Option<ClienteSat> {
        let achar = |id: &str| self.dados().clientes.iter().find(|cliente| cliente.id == id).cloned();
        achar(id).or_else(|| achar(id.strip_suffix(SUFIXO_PARECIDO)?).map(|cliente| parecido(&cliente)))
    }

    pub(super) async fn esperar_lentidao(&self, login: &str) {
        if let Some(demora) = self.falhas.tomar(&[login], reconhece!(FalhaSat::PortalLento, ms)) {
            tokio::time::sleep(demora).await;
        }
    }
}

/// Outro cliente, cujo nome contém o do primeiro.
pub(super) fn parecido(cliente: &ClienteSat) -> ClienteSat {
    ClienteSat {
        id: format!("{}{SUFIXO_PARECIDO}", cliente.id),
        nome_sat: format!("{} II", cliente.nome_sat),
        filiais: cliente.filiais.clone(),
    }
}

impl AsRef<Sessoes> for Estado {
    fn as_ref(&self) -> &Sessoes {
        &self.sessoes
    }
}
