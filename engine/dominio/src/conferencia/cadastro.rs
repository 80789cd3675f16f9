//! A fatura é da operadora e da conta do cadastro? Só o texto responde, e nem toda operadora escreve o nome: por isso tudo aqui é aviso.

use super::parecer::{Parecer, aviso, ok};
use super::{Documento, Esperado};
use crate::fatura::texto::{dobrar, so_algarismos, tem_as_palavras};

/// Com menos algarismos, o número da conta poderia estar em qualquer valor da fatura.
const ALGARISMOS_DA_CONTA: usize = 6;

/// O nome da operadora está no texto; se não está e o de outra está, diz-se qual: uma fatura também cita as outras.
pub(super) fn operadora(documento: &Documento<'_>, esperado: &Esperado) -> Parecer {
    let texto = dobrar(documento.texto);
    let diz = |nome: &str| tem_as_palavras(&texto, &dobrar(nome));
    if diz(&esperado.operadora) {
        return ok(esperado.operadora.clone());
    }
    match esperado.outras_operadoras.iter().find(|nome| diz(nome)) {
        Some(outra) => {
            aviso(format!("a fatura fala de {outra}, e não de {}; confira de quem ela é", esperado.operadora))
        }
        None => aviso(format!("o nome {} não está na fatura; confira de quem ela é", esperado.operadora)),
    }
}

/// A conta, o contrato ou a linha do cadastro (filtro e serviço), pelos algarismos.
pub(super) fn conta(documento: &Documento<'_>, esperado: &Esperado) -> Parecer {
    let da_fatura: Vec<String> = documento.texto.lines().map(so_algarismos).collect();
    let procuradas: Vec<String> = esperado
        .contas
        .iter()
        .map(|conta| so_algarismos(conta))
        .filter(|algarismos| algarismos.len() >= ALGARISMOS_DA_CONTA)
        .collect();
    match procuradas.iter().find(|algarismos| da_fatura.iter().any(|linha| linha.contains(algarismos.as_str()))) {
        Some(achada) => ok(format!("conta {achada}")),
        None if procuradas.is_empty() => ok("o cadastro não traz número de conta"),
        None => aviso(format!("a conta do cadastro ({}) não está na fatura", procuradas.join(", "))),
    }
}
