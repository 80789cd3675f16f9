//! Se a operação vai ao RPA externo, e a qual endereço. Puro.

use esteira_dominio::{Operadora, OrigemDaFatura};
use esteira_motor::maquina::PedidoRpa;

use crate::trabalhos::parametros::PLUGIN_SAT;

/// A operação do fluxo que o contrato sabe fazer para uma operadora.
const BAIXAR: &str = "baixar-fatura";

/// Para onde vai.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::trabalhos) enum Destino {
    /// Baixar a fatura, por este endereço.
    Baixar(String),
    /// Enviar ao SAT, por este endereço.
    Sat(String),
    /// A operadora é de RPA externo, e ele não sabe fazer isto.
    Nenhum,
}

impl Destino {
    pub(super) fn ao_sat(&self) -> bool {
        matches!(self, Self::Sat(_))
    }
}

/// Nenhum: a operação é de plugin.
pub(in crate::trabalhos) fn destino(operadora: &Operadora, pedido: &PedidoRpa) -> Option<Destino> {
    let OrigemDaFatura::Terceirizado(url) = operadora.origem() else { return None };
    match pedido.plugin.as_deref().map(str::to_lowercase).as_deref() {
        Some(PLUGIN_SAT) => operadora.configuracao_rpa.sat_terceirizado.then_some(Destino::Sat(url)),
        // O fluxo fixou um plugin.
        Some(_) => None,
        None if pedido.operacao == BAIXAR => Some(Destino::Baixar(url)),
        None => Some(Destino::Nenhum),
    }
}
