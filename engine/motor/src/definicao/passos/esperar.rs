//! `tipo: esperar`: o tempo passar, `por` uma duração ou `ate` um instante.

use super::super::campos::Campos;
use super::super::coletor::Coletor;
use crate::fluxo::PassoEsperar;

pub(super) fn ler(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<PassoEsperar> {
    let por = campos.opcional("por");
    let ate = campos.opcional("ate");
    match (por, ate) {
        (Some(no), None) => coletor.duracao(no).map(PassoEsperar::Por),
        (None, Some(no)) => coletor.modelo_de_texto(no).map(PassoEsperar::Ate),
        (Some(_), Some(no)) => {
            coletor.erro("chave_nao_se_aplica", no.lugar.clone(), "diga `por` ou `ate`, não os dois");
            None
        }
        (None, None) => {
            campos.faltar("diga `por` (duração) ou `ate` (instante)", coletor);
            None
        }
    }
}
