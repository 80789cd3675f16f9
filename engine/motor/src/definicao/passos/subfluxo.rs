//! `tipo: subfluxo`: outra instância, de outro fluxo.

use super::super::campos::Campos;
use super::super::coletor::Coletor;
use super::super::nomes::e_nome_com_hifen;
use crate::fluxo::PassoSubfluxo;

pub(super) fn ler(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<PassoSubfluxo> {
    let fluxo = campos
        .exigido("fluxo", coletor)
        .and_then(|no| coletor.nome(no, e_nome_com_hifen, "o nome de um fluxo publicado, como `faturas`"));
    let entrada = campos.opcional("entrada").map(|no| coletor.modelo_de_objeto(no));
    Some(PassoSubfluxo { fluxo: fluxo?, entrada: super::transpor(entrada)? })
}
