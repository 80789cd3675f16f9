//! O cron: o que se aceita, o que se diz do que não serve, e o que ele quer dizer.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use esteira_motor::agenda::{CampoDoCron, Cron};
use rstest::rstest;

use crate::apoio::{calendario, utc};

#[rstest]
#[case("0 8 5 * *", "às 08:00 do dia 5 de cada mês")]
#[case("0 6 1 * *", "às 06:00 do dia 1 de cada mês")]
#[case("0 8 * * 1-5", "às 08:00, de segunda a sexta-feira")]
#[case("0 8 * * seg-sex", "às 08:00, de segunda a sexta-feira")]
#[case("0 2 * * 0", "às 02:00, aos domingos")]
#[case("0 2 * * 7", "às 02:00, aos domingos")]
#[case("0 1 * * *", "à 01:00, todos os dias")]
#[case("0 8,18 * * *", "às 08:00 e 18:00, todos os dias")]
#[case("* * * * *", "a cada minuto")]
#[case("*/15 * * * *", "a cada 15 minutos")]
#[case("*/15 8-18 * * 1-5", "a cada 15 minutos, das 08:00 às 18:59, de segunda a sexta-feira")]
#[case("0 * * * *", "de hora em hora")]
#[case("30 * * * *", "aos 30 minutos de cada hora")]
#[case("0 */2 * * *", "a cada 2 horas")]
#[case("5,10,45 * * * *", "nos minutos 5, 10 e 45 de cada hora")]
#[case("0 9 L * *", "às 09:00 do último dia de cada mês")]
#[case("0 9 LW * *", "às 09:00 do último dia de semana (de segunda a sexta) de cada mês")]
#[case("0 9 10W * *", "às 09:00 do dia de semana (de segunda a sexta) mais próximo do dia 10 de cada mês")]
#[case("0 9 * * SEX#1", "às 09:00, na 1ª sexta-feira de cada mês")]
#[case("0 9 * * 6L", "às 09:00, no último sábado de cada mês")]
#[case("0 9 1,15 jan-mar *", "às 09:00 dos dias 1 e 15 de janeiro a março")]
#[case("0 9 5 * 1", "às 09:00 do dia 5 de cada mês, ou às segundas-feiras")]
#[case("0 9 * 12 6,0", "às 09:00, aos sábados e domingos de dezembro")]
#[case("* * * 1 *", "a cada minuto, todos os dias de janeiro")]
fn em_palavras(#[case] cron: &str, #[case] palavras: &str) {
    assert_eq!(cron.parse::<Cron>().unwrap().em_palavras(), palavras);
}

#[rstest]
#[case("", None, "vieram 0")]
#[case("0 8 5 *", None, "vieram 4")]
#[case("0 0 8 5 * *", None, "segundos não há")]
#[case("@daily", None, "5 campos")]
#[case("60 8 * * *", Some(CampoDoCron::Minuto), "\"60\" não serve; use de 0 a 59")]
#[case("-1 8 * * *", Some(CampoDoCron::Minuto), "não serve")]
#[case("0 24 * * *", Some(CampoDoCron::Hora), "use de 0 a 23")]
#[case("0 22-5 * * *", Some(CampoDoCron::Hora), "de trás para a frente")]
#[case("0 */0 * * *", Some(CampoDoCron::Hora), "depois da barra")]
#[case("0 8 0 * *", Some(CampoDoCron::DiaDoMes), "use de 1 a 31")]
#[case("0 8 31W * *", Some(CampoDoCron::DiaDoMes), "para o fim do mês use LW")]
#[case("0 8 31 2,4 *", Some(CampoDoCron::DiaDoMes), "não existe em nenhum dos meses")]
#[case("0 8 * 13 *", Some(CampoDoCron::Mes), "use de 1 a 12")]
#[case("0 8 * * 8", Some(CampoDoCron::DiaDaSemana), "0 (domingo)")]
#[case("0 8 * * SEX#6", Some(CampoDoCron::DiaDaSemana), "depois de #")]
#[case("0 8 * * segunda", Some(CampoDoCron::DiaDaSemana), "DOM, SEG, TER")]
#[case("0 8, * * *", Some(CampoDoCron::Hora), "\"\" não serve")]
#[case("0 8 * * ?", Some(CampoDoCron::DiaDaSemana), "\"?\" não serve")]
fn o_erro_diz_o_campo_e_o_que_escrever(#[case] cron: &str, #[case] campo: Option<CampoDoCron>, #[case] trecho: &str) {
    let erro = cron.parse::<Cron>().unwrap_err();
    assert_eq!(erro.campo, campo, "{erro}");
    assert!(erro.to_string().contains(trecho), "{erro}");
}

#[test]
fn guarda_se_o_que_a_pessoa_escreveu_sem_espacos_a_mais() {
    assert_eq!("  0  8 5   * * ".parse::<Cron>().unwrap().to_string(), "0 8 5 * *");
}

/// `SEX-DOM` e `5-7` acabam no domingo; o que dá todos os valores não restringe.
#[test]
fn escritas_diferentes_do_mesmo_calendario() {
    for (um, outro) in [
        ("0 8 * * SEX-DOM", "0 8 * * 0,5,6"),
        ("0 8 * * 5-7", "0 8 * * 0,5,6"),
        ("0/20 * * * *", "0,20,40 * * * *"),
        ("0 8 */1 * 1", "0 8 * * 1"),
        ("0 8 1-31 1-12 MON", "0 8 * * seg"),
    ] {
        let horas = |cron: &str| calendario(cron, "UTC").proximas(utc("2026-01-01 00:00"), 60);
        assert_eq!(horas(um), horas(outro), "{um} e {outro}");
    }
}

/// Os dias especiais, contra uma varredura dia a dia de 40 anos.
#[rstest]
#[case("L", "*", |d: NaiveDate| ultimo(d) == d)]
#[case("LW", "*", |d: NaiveDate| d == (0..3).map(|n| ultimo(d) - Days::new(n)).find(util).unwrap())]
#[case("1W", "*", |d: NaiveDate| d == mais_proximo(d, 1))]
#[case("15W", "*", |d: NaiveDate| d == mais_proximo(d, 15))]
#[case("28W", "*", |d: NaiveDate| d == mais_proximo(d, 28))]
#[case("*", "2#1", |d: NaiveDate| d.weekday() == Weekday::Tue && d.day() <= 7)]
#[case("*", "0#5", |d: NaiveDate| d.weekday() == Weekday::Sun && d.day() > 28)]
#[case("*", "SEXL", |d: NaiveDate| d.weekday() == Weekday::Fri && (d + Days::new(7)).month() != d.month())]
#[case("29", "*", |d: NaiveDate| d.day() == 29)]
#[case("13", "5", |d: NaiveDate| d.day() == 13 || d.weekday() == Weekday::Fri)]
fn dias_especiais(#[case] dia: &str, #[case] semana: &str, #[case] e_dia: fn(NaiveDate) -> bool) {
    let inicio = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
    let esperados: Vec<_> = inicio.iter_days().take(40 * 365).filter(|data| e_dia(*data)).collect();
    let calendario = calendario(&format!("0 12 {dia} * {semana}"), "UTC");
    let obtidos: Vec<NaiveDateTime> = calendario
        .proximas(utc("2000-01-01 00:00"), esperados.len())
        .into_iter()
        .map(|hora| calendario.no_lugar(hora).naive_local())
        .collect();
    let meio_dia = NaiveTime::from_hms_opt(12, 0, 0).unwrap();
    assert_eq!(obtidos, esperados.into_iter().map(|data| data.and_time(meio_dia)).collect::<Vec<_>>());
}

fn util(data: &NaiveDate) -> bool {
    !matches!(data.weekday(), Weekday::Sat | Weekday::Sun)
}

fn ultimo(data: NaiveDate) -> NaiveDate {
    data.iter_days().take_while(|d| d.month() == data.month()).last().unwrap()
}

/// O dia de semana do mesmo mês mais próximo do pedido.
fn mais_proximo(data: NaiveDate, dia: u32) -> NaiveDate {
    let pedido = data.with_day(dia).unwrap();
    let do_mes = data.with_day(1).unwrap().iter_days().take_while(|d| d.month() == data.month());
    do_mes.filter(util).min_by_key(|d| (*d - pedido).num_days().abs()).unwrap()
}
