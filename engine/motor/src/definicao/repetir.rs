//! `repetir: { maximo: 3, espera: 30m, fator: 2, teto: 2h, variacao: 0.2, exceto: [], tambem: [] }`.

use super::campos::Campos;
use super::coletor::Coletor;
use super::nomes::e_identificador;
use super::yaml::No;
use crate::fluxo::Repetir;

/// Mais tentativas que isto é quase certo um engano.
const TENTATIVAS_MAXIMAS: i64 = 100;

/// Maior fator entre uma espera e a seguinte.
const FATOR_MAXIMO: f64 = 10.0;

const CODIGO: &str = "um código de erro em minúsculas, como `credencial_invalida`";

pub(super) fn ler(no: &No, coletor: &mut Coletor<'_>) -> Option<Repetir> {
    let padrao = Repetir::default();
    let mut campos = Campos::abrir(no, no.lugar.clone(), "`repetir`", coletor)?;
    let maximo = campos.exigido("maximo", coletor).and_then(|no| coletor.inteiro(no, 1..=TENTATIVAS_MAXIMAS));
    let espera = campos.opcional("espera").map_or(Some(padrao.espera), |no| coletor.duracao(no));
    let fator = campos.opcional("fator").map_or(Some(padrao.fator), |no| coletor.decimal(no, 1.0..=FATOR_MAXIMO));
    let teto = campos.opcional("teto");
    let lugar_do_teto = teto.map(|no| no.lugar.clone());
    let teto = teto.and_then(|no| coletor.duracao(no));
    let variacao = campos.opcional("variacao").map_or(Some(padrao.variacao), |no| coletor.decimal(no, 0.0..=1.0));
    let exceto = campos.opcional("exceto").map_or(Some(Vec::new()), |no| coletor.nomes(no, e_identificador, CODIGO));
    let tambem_no = campos.opcional("tambem");
    let tambem = tambem_no.map_or(Some(Vec::new()), |no| coletor.nomes(no, e_identificador, CODIGO));
    campos.fechar(&[], coletor);

    if let (Some(lugar), Some(teto), Some(espera)) = (lugar_do_teto, teto, espera)
        && teto < espera
    {
        coletor.erro("fora_da_faixa", lugar, format!("o teto ({teto}) é menor que a primeira espera ({espera})"));
    }
    if let (Some(exceto), Some(tambem), Some(no)) = (&exceto, &tambem, tambem_no)
        && let Some(nos_dois) = tambem.iter().find(|codigo| exceto.contains(codigo))
    {
        coletor.erro(
            "nome_repetido",
            no.lugar.clone(),
            format!("`{nos_dois}` está em `exceto` e em `tambem`; deixe num só"),
        );
    }
    Some(Repetir {
        maximo: maximo?,
        espera: espera?,
        fator: fator?,
        teto,
        variacao: variacao?,
        exceto: exceto?,
        tambem: tambem?,
    })
}
