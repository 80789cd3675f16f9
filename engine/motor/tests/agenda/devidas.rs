//! O que se deve depois de uma parada, por política.

use std::time::Duration;

use esteira_base::Instante;
use esteira_motor::agenda::{
    Agenda, Destino, Disparo, MAXIMO_POR_VEZ, Perdidas, Sobreposicao, TOLERANCIA, Vez, devidas,
};

use crate::apoio::{calendario, utc};

const HORA: Duration = Duration::from_secs(3_600);

fn de_hora_em_hora(perdidas: Perdidas) -> Agenda {
    Agenda { calendario: calendario("0 * * * *", "UTC"), sobreposicao: Sobreposicao::Pular, perdidas }
}

/// Cada disparo em texto: `corre 08:00`, `perde 05:00-07:00`.
fn dizer(disparos: &[Disparo]) -> Vec<String> {
    let hora = |instante: Instante| instante.data_hora().format("%H:%M").to_string();
    let dizer = |disparo: &Disparo| match disparo.destino {
        Destino::Correr => format!("corre {}", hora(disparo.previsto_em)),
        Destino::Perder { ate } => format!("perde {}-{}", hora(disparo.previsto_em), hora(ate)),
    };
    disparos.iter().map(dizer).collect()
}

fn devidas_em(perdidas: Perdidas, agora: &str) -> Vec<String> {
    dizer(&devidas(&de_hora_em_hora(perdidas), utc("2026-11-20 04:00"), utc(agora)))
}

const JANELA: Perdidas = Perdidas::Todas { janela: Duration::from_secs(2 * 3_600) };

#[test]
fn na_hora_toda_politica_corre() {
    for perdidas in [Perdidas::Nenhuma, Perdidas::Ultima, JANELA, Perdidas::Todas { janela: Duration::ZERO }] {
        assert_eq!(devidas_em(perdidas, "2026-11-20 04:59"), [] as [&str; 0]);
        assert_eq!(devidas_em(perdidas, "2026-11-20 05:00"), ["corre 05:00"]);
        assert_eq!(devidas_em(perdidas, "2026-11-20 05:01"), ["corre 05:00"], "um minuto ainda é na hora");
    }
}

#[test]
fn depois_de_uma_parada_cada_politica_faz_o_que_diz() {
    let agora = "2026-11-20 08:30";
    assert_eq!(devidas_em(Perdidas::Nenhuma, agora), ["perde 05:00-08:00"]);
    assert_eq!(devidas_em(Perdidas::Ultima, agora), ["perde 05:00-07:00", "corre 08:00"]);
    assert_eq!(devidas_em(JANELA, agora), ["perde 05:00-06:00", "corre 07:00", "corre 08:00"]);
    let um_dia = Perdidas::Todas { janela: 24 * HORA };
    assert_eq!(devidas_em(um_dia, agora), ["corre 05:00", "corre 06:00", "corre 07:00", "corre 08:00"]);
}

/// Quem volta bem na hora: a desta hora corre, as que passaram seguem a política.
#[test]
fn voltar_na_hora_corre_a_da_hora() {
    let agora = "2026-11-20 08:00";
    assert_eq!(devidas_em(Perdidas::Nenhuma, agora), ["perde 05:00-07:00", "corre 08:00"]);
    assert_eq!(devidas_em(JANELA, agora), ["perde 05:00-05:00", "corre 06:00", "corre 07:00", "corre 08:00"]);
}

/// Anos de parada de um cron de minuto em minuto não custam anos de conta, e o que não cabe numa vez sai na seguinte, sem falta nem sobra.
#[test]
fn parada_longa_sai_em_lotes() {
    let janela = Duration::from_secs(250 * 60);
    let agenda = Agenda {
        calendario: calendario("* * * * *", "America/Sao_Paulo"),
        sobreposicao: Sobreposicao::Permitir,
        perdidas: Perdidas::Todas { janela },
    };
    let agora = utc("2026-11-20 08:00");
    let (mut ultima, mut correram) = (utc("1990-01-01 00:00"), Vec::new());
    loop {
        let disparos = devidas(&agenda, ultima, agora);
        let Some(ate) = disparos.last().map(Disparo::ate) else { break };
        assert!(disparos.len() <= MAXIMO_POR_VEZ + 1);
        correram.extend(disparos.iter().filter(|d| d.destino == Destino::Correr).map(|d| d.previsto_em));
        ultima = ate;
    }
    assert_eq!(correram.len(), 251);
    assert!(correram.windows(2).all(|par| par[0].ate(par[1]) == TOLERANCIA));
    assert_eq!(correram.last(), Some(&agora));
}

#[test]
fn a_vez_de_cada_um() {
    for em_curso in [false, true] {
        for esperando in [false, true] {
            assert_eq!(Sobreposicao::Permitir.vez(em_curso, esperando), Vez::Passa);
            assert_eq!(Sobreposicao::Pular.vez(em_curso, esperando), if em_curso { Vez::Pula } else { Vez::Passa });
        }
    }
    assert_eq!(Sobreposicao::EnfileirarUma.vez(false, true), Vez::Passa);
    assert_eq!(Sobreposicao::EnfileirarUma.vez(true, false), Vez::Espera);
    assert_eq!(Sobreposicao::EnfileirarUma.vez(true, true), Vez::Pula);
}
