//! `efeito_unico: { chave: …, conferir: conferir-envio }`.

use super::campos::Campos;
use super::coletor::Coletor;
use super::nomes::e_nome_com_hifen;
use super::yaml::No;
use crate::fluxo::EfeitoUnico;

pub(super) fn ler(no: &No, coletor: &mut Coletor<'_>) -> Option<EfeitoUnico> {
    let mut campos = Campos::abrir(no, no.lugar.clone(), "`efeito_unico`", coletor)?;
    let chave = campos.exigido("chave", coletor).and_then(|no| coletor.expressao(no));
    let conferir = campos
        .exigido("conferir", coletor)
        .and_then(|no| coletor.nome(no, e_nome_com_hifen, "o nome de uma operação, como `conferir-envio`"));
    campos.fechar(&[], coletor);
    Some(EfeitoUnico { chave: chave?, conferir: conferir? })
}
