//! `tipo: evento`: espera um sinal de fora.

use super::super::campos::Campos;
use super::super::coletor::Coletor;
use super::super::nomes::e_nome_com_hifen;
use crate::fluxo::PassoEvento;

pub(super) fn ler(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<PassoEvento> {
    let nome = campos
        .exigido("nome", coletor)
        .and_then(|no| coletor.nome(no, e_nome_com_hifen, "o nome do sinal em minúsculas, como `fatura_recebida`"));
    let correlacao = campos.opcional("correlacao").map(|no| coletor.modelo_de_texto(no));
    Some(PassoEvento { nome: nome?, correlacao: super::transpor(correlacao)? })
}
