//! `tipo: notificar`: avisa alguém.

use super::super::campos::Campos;
use super::super::coletor::Coletor;
use super::super::nomes::{e_maiusculo, e_nome_com_hifen};
use super::super::yaml::{No, Valor};
use crate::expressao::Modelo;
use crate::fluxo::PassoNotificar;

/// Por onde se avisa quando não se diz.
const CANAL_PADRAO: &str = "EMAIL";

pub(super) fn ler(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<PassoNotificar> {
    let para = campos.exigido("para", coletor).and_then(|no| ler_para(no, coletor));
    let canal = ler_canal(campos, coletor);
    let modelo = campos.exigido("modelo", coletor).and_then(|no| ler_modelo(no, coletor));
    let com = campos.opcional("com").map(|no| coletor.modelo_de_objeto(no));
    Some(PassoNotificar { para: para?, canal: canal?, modelo: modelo?, com: super::transpor(com)? })
}

pub(super) fn ler_canal(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<String> {
    campos.opcional("canal").map_or_else(
        || Some(CANAL_PADRAO.to_owned()),
        |no| coletor.nome(no, e_maiusculo, "um canal em maiúsculas, como EMAIL"),
    )
}

pub(super) fn ler_modelo(no: &No, coletor: &mut Coletor<'_>) -> Option<String> {
    coletor.nome(no, e_nome_com_hifen, "o nome de um modelo de mensagem, como `fatura_enviada`")
}

/// Um texto ou uma lista de textos.
fn ler_para(no: &No, coletor: &mut Coletor<'_>) -> Option<Modelo> {
    let Valor::Lista(itens) = &no.valor else {
        return coletor.modelo_de_texto(no);
    };
    if itens.is_empty() {
        coletor.erro("lista_vazia", no.lugar.clone(), "diga ao menos um destinatário");
        return None;
    }
    let lidos: Vec<_> = itens.iter().map(|item| coletor.modelo_de_texto(item)).collect();
    lidos.into_iter().collect::<Option<Vec<_>>>().map(Modelo::lista)
}
