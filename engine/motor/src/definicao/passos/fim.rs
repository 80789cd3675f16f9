//! `tipo: fim`: encerra a instância.

use super::super::campos::Campos;
use super::super::coletor::Coletor;
use crate::fluxo::PassoFim;

pub(super) fn ler(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<PassoFim> {
    let resultado = campos.opcional("resultado").map(|no| coletor.modelo(no));
    Some(PassoFim { resultado: super::transpor(resultado)? })
}
