//! `tipo: fim`: encerra a instância, ou o ramo.

use super::super::campos::Campos;
use super::super::coletor::Coletor;
use super::super::nomes::e_identificador;
use super::super::yaml::No;
use crate::fluxo::{Falha, PassoFim};

pub(super) fn ler(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<PassoFim> {
    let resultado = campos.opcional("resultado").map(|no| coletor.modelo(no));
    let falha_no = campos.opcional("falha");
    let falha = falha_no.map(|no| ler_falha(no, coletor));
    if let (Some(_), Some(no)) = (&resultado, falha_no) {
        coletor.erro(
            "chave_nao_se_aplica",
            no.lugar.clone(),
            "quem falha não devolve nada: diga `resultado` ou `falha`",
        );
    }
    Some(PassoFim { resultado: super::transpor(resultado)?, falha: super::transpor(falha)? })
}

fn ler_falha(no: &No, coletor: &mut Coletor<'_>) -> Option<Falha> {
    let mut campos = Campos::abrir(no, no.lugar.clone(), "`falha`", coletor)?;
    let codigo = campos
        .exigido("codigo", coletor)
        .and_then(|no| coletor.nome(no, e_identificador, "um código em minúsculas, como `cliente_desistiu`"));
    let mensagem = campos.exigido("mensagem", coletor).and_then(|no| coletor.modelo_de_texto(no));
    campos.fechar(&[], coletor);
    Some(Falha { codigo: codigo?, mensagem: mensagem? })
}
