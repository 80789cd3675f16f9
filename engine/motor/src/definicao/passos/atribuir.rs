//! `tipo: atribuir`: calcula e guarda variáveis, na ordem escrita.

use indexmap::IndexMap;

use super::super::campos::Campos;
use super::super::coletor::Coletor;
use super::super::nomes::e_identificador;
use crate::fluxo::PassoAtribuir;

pub(super) fn ler(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<PassoAtribuir> {
    let no = campos.exigido("valores", coletor)?;
    let Some(pares) = no.pares().filter(|pares| !pares.is_empty()) else {
        coletor.erro(
            "tipo_errado",
            no.lugar.clone(),
            "`valores`: esperava ao menos uma variável, como `total: ${ … }`",
        );
        return None;
    };
    let mut valores = IndexMap::new();
    let mut inteiro = true;
    for par in pares {
        if !e_identificador(&par.chave) {
            let mensagem =
                format!("a variável não pode se chamar `{}`; use letras minúsculas, algarismos e `_`", par.chave);
            coletor.erro("nome_invalido", par.lugar.clone(), mensagem);
        }
        coletor.variaveis.insert(par.chave.clone());
        match coletor.modelo(&par.valor) {
            Some(modelo) => drop(valores.insert(par.chave.clone(), modelo)),
            None => inteiro = false,
        }
    }
    inteiro.then_some(PassoAtribuir { valores })
}
