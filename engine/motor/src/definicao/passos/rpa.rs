//! `tipo: rpa`: uma operação de plugin.

use super::super::campos::Campos;
use super::super::coletor::Coletor;
use super::super::efeito_unico;
use super::super::nomes::e_nome_com_hifen;
use crate::fluxo::{AlvoRpa, PassoRpa};

pub(super) fn ler(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<PassoRpa> {
    let operacao = campos
        .exigido("operacao", coletor)
        .and_then(|no| coletor.nome(no, e_nome_com_hifen, "o nome de uma operação do plugin, como `baixar-fatura`"));
    let alvo = ler_alvo(campos, coletor);
    let com = campos.opcional("com").map(|no| coletor.modelo_de_objeto(no));
    let efeito_unico = campos.opcional("efeito_unico").map(|no| efeito_unico::ler(no, coletor));
    Some(PassoRpa {
        operacao: operacao?,
        alvo: alvo?,
        com: super::transpor(com)?,
        efeito_unico: super::transpor(efeito_unico)?,
    })
}

fn ler_alvo(campos: &mut Campos<'_>, coletor: &mut Coletor<'_>) -> Option<AlvoRpa> {
    let operadora = campos.opcional("operadora");
    let plugin = campos.opcional("plugin");
    match (operadora, plugin) {
        (Some(no), None) => coletor.modelo_de_texto(no).map(AlvoRpa::Operadora),
        (None, Some(no)) => coletor.modelo_de_texto(no).map(AlvoRpa::Plugin),
        (Some(_), Some(no)) => {
            coletor.erro("chave_nao_se_aplica", no.lugar.clone(), "diga `operadora` ou `plugin`, não os dois");
            None
        }
        (None, None) => {
            campos.faltar("diga quem executa: `operadora` (código) ou `plugin` (nome)", coletor);
            None
        }
    }
}
