//! `tipo: esperar`: o tempo passar, `por` uma duração ou `ate` um instante.

use esteira_base::Instante;

use super::super::campos::Campos;
use super::super::coletor::Coletor;
use super::super::yaml::No;
use crate::expressao::Modelo;
use crate::fluxo::PassoEsperar;

pub(super) fn ler(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<PassoEsperar> {
    let por = campos.opcional("por");
    let ate = campos.opcional("ate");
    match (por, ate) {
        (Some(no), None) => coletor.duracao(no).map(PassoEsperar::Por),
        (None, Some(no)) => ler_ate(no, coletor).map(PassoEsperar::Ate),
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

/// O que está escrito por extenso já se confere aqui; o calculado, só na hora.
fn ler_ate(no: &No, coletor: &mut Coletor<'_>) -> Option<Modelo> {
    let modelo = coletor.modelo_de_texto(no)?;
    if let Some(escrito) = modelo.literal().and_then(|valor| valor.as_str()) {
        let completo =
            if escrito.len() == "AAAA-MM-DD".len() { format!("{escrito}T00:00:00Z") } else { escrito.to_owned() };
        if completo.parse::<Instante>().is_err() {
            let mensagem =
                format!("`{escrito}` não é um instante; escreva como 2026-11-30 ou 2026-11-30T18:00:00-03:00");
            coletor.erro("instante_invalido", no.lugar.clone(), mensagem);
            return None;
        }
    }
    Some(modelo)
}
