//! Horário de verão: o que não existe e o que se repete.

use esteira_motor::agenda::{Cron, Fuso};

use crate::apoio::{calendario, no_lugar, utc};

/// Em 4 de novembro de 2018, em São Paulo, depois de 23:59 veio 01:00.
#[test]
fn sao_paulo_2018_a_hora_que_nao_existe_corre_no_fim_do_pulo() {
    let meia_noite_e_meia = calendario("30 0 * * *", "America/Sao_Paulo");
    assert_eq!(
        no_lugar(&meia_noite_e_meia, "2018-11-03 00:00", 4),
        ["2018-11-03 00:30 -0300", "2018-11-04 01:00 -0200", "2018-11-05 00:30 -0200", "2018-11-06 00:30 -0200"]
    );
    // Tudo o que caiu no pulo é um disparo só, e o de 01:00, que existe, é o mesmo.
    let de_dez_em_dez = calendario("*/10 * * * *", "America/Sao_Paulo");
    assert_eq!(
        no_lugar(&de_dez_em_dez, "2018-11-04 02:45", 3),
        ["2018-11-03 23:50 -0300", "2018-11-04 01:00 -0200", "2018-11-04 01:10 -0200"]
    );
}

/// Em 17 de fevereiro de 2019, em São Paulo, depois de 23:59 voltou a ser 23:00 do dia 16.
#[test]
fn sao_paulo_2019_a_hora_que_se_repete_corre_na_primeira() {
    let onze_e_meia = calendario("30 23 * * *", "America/Sao_Paulo");
    assert_eq!(
        no_lugar(&onze_e_meia, "2019-02-16 02:00", 3),
        ["2019-02-16 23:30 -0200", "2019-02-17 23:30 -0300", "2019-02-18 23:30 -0300"]
    );
    // Perguntando de dentro da repetição, a hora que já passou não volta.
    assert_eq!(no_lugar(&onze_e_meia, "2019-02-17 02:10", 1), ["2019-02-17 23:30 -0300"]);
    let de_meia_em_meia = calendario("*/30 * * * *", "America/Sao_Paulo");
    assert_eq!(
        no_lugar(&de_meia_em_meia, "2019-02-17 00:45", 3),
        ["2019-02-16 23:00 -0200", "2019-02-16 23:30 -0200", "2019-02-17 00:00 -0300"]
    );
}

/// Desde 2019 não há horário de verão no Brasil.
#[test]
fn sao_paulo_de_hoje_nao_muda() {
    let todo_dia = calendario("0 8 * * *", "America/Sao_Paulo");
    let horas = todo_dia.proximas(utc("2026-01-01 00:00"), 365);
    assert!(horas.iter().all(|hora| hora.to_string().contains("T11:00:00")), "sempre 11:00 UTC");
}

#[test]
fn nova_york_2024_pula_as_duas_e_repete_a_uma() {
    let duas_e_meia = calendario("30 2 * * *", "America/New_York");
    assert_eq!(no_lugar(&duas_e_meia, "2024-03-09 12:00", 2), ["2024-03-10 03:00 -0400", "2024-03-11 02:30 -0400"]);
    let uma_e_meia = calendario("30 1 * * *", "America/New_York");
    assert_eq!(no_lugar(&uma_e_meia, "2024-11-02 12:00", 2), ["2024-11-03 01:30 -0400", "2024-11-04 01:30 -0500"]);
    // Às 03:00 do dia do pulo há o que pulou e o que é da hora: um disparo.
    let duas_e_tres = calendario("0 2,3 * * *", "America/New_York");
    assert_eq!(no_lugar(&duas_e_tres, "2024-03-10 05:00", 2), ["2024-03-10 03:00 -0400", "2024-03-11 02:00 -0400"]);
}

/// Samoa pulou o dia 30 de dezembro de 2011 inteiro.
#[test]
fn um_dia_inteiro_que_nao_existe_corre_no_comeco_do_seguinte() {
    let meio_dia = calendario("0 12 30 * *", "Pacific/Apia");
    assert_eq!(no_lugar(&meio_dia, "2011-12-01 00:00", 2), ["2011-12-31 00:00 +1400", "2012-01-30 12:00 +1400"]);
}

#[test]
fn o_calendario_tem_fim_em_vez_de_procurar_para_sempre() {
    let bissexto = calendario("0 0 29 2 *", "UTC");
    assert_eq!(bissexto.proxima_depois(utc("2999-12-31 00:00")), None);
    assert_eq!(bissexto.proxima_depois(esteira_base::Instante::de_micros(i64::MAX)), None);
    assert_eq!(no_lugar(&bissexto, "2096-03-01 00:00", 1), ["2104-02-29 00:00 +0000"], "2100 não é bissexto");
}

#[test]
fn fuso_desconhecido_se_recusa_e_caixa_nao_importa() {
    assert_eq!("america/manaus".parse::<Fuso>().unwrap().to_string(), "America/Manaus");
    assert_eq!(Fuso::default().to_string(), "America/Sao_Paulo");
    let erro = "Brasilia".parse::<Fuso>().unwrap_err().to_string();
    assert!(erro.contains("America/Sao_Paulo"), "{erro}");
    assert!("x".repeat(1_000).parse::<Cron>().is_err());
}
