//! O calendário contra uma varredura minuto a minuto que não usa nem o leitor de cron nem o `saffron`.

use chrono::{DateTime, Datelike, MappedLocalTime, NaiveDateTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use esteira_base::Instante;
use proptest::collection::btree_set;
use proptest::prelude::*;

use crate::apoio::calendario;

/// Quanto se varre.
const MINUTOS: i64 = 3 * 24 * 60;

/// Um campo, como texto e como conjunto, um sem passar pelo outro.
#[derive(Debug, Clone)]
struct Campo {
    texto: String,
    valores: Vec<u32>,
    estrela: bool,
}

fn campo(minimo: u32, maximo: u32) -> impl Strategy<Value = Campo> {
    let de = move |texto: String, valores: Vec<u32>| Campo { texto, valores, estrela: false };
    let todos = Just(Campo { texto: "*".into(), valores: (minimo..=maximo).collect(), estrela: true });
    let lista = btree_set(minimo..=maximo, 1..4).prop_map(move |valores| {
        let texto = valores.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        de(texto, valores.into_iter().collect())
    });
    let faixa = (minimo..=maximo, minimo..=maximo, 1..5u32).prop_map(move |(a, b, passo)| {
        let (inicio, fim) = (a.min(b), a.max(b));
        de(format!("{inicio}-{fim}/{passo}"), (inicio..=fim).step_by(passo as usize).collect())
    });
    let passo = (1..=maximo)
        .prop_map(move |passo| de(format!("*/{passo}"), (minimo..=maximo).step_by(passo as usize).collect()));
    prop_oneof![3 => todos, 2 => lista, 1 => faixa, 1 => passo].prop_map(move |campo| {
        let estrela = campo.valores.len() as u32 == maximo - minimo + 1;
        Campo { estrela, ..campo }
    })
}

#[derive(Debug, Clone)]
struct Pedido {
    minuto: Campo,
    hora: Campo,
    dia: Campo,
    mes: Campo,
    semana: Campo,
}

impl Pedido {
    fn texto(&self) -> String {
        [&self.minuto, &self.hora, &self.dia, &self.mes, &self.semana].map(|campo| campo.texto.as_str()).join(" ")
    }

    fn casa(&self, local: NaiveDateTime) -> bool {
        let dia = self.dia.valores.contains(&local.day());
        let semana = self.semana.valores.contains(&local.weekday().num_days_from_sunday());
        let data = match (self.dia.estrela, self.semana.estrela) {
            (false, false) => dia || semana,
            _ => dia && semana,
        };
        data && self.mes.valores.contains(&local.month())
            && self.hora.valores.contains(&local.hour())
            && self.minuto.valores.contains(&local.minute())
    }
}

fn pedido() -> impl Strategy<Value = Pedido> {
    (campo(0, 59), campo(0, 23), campo(1, 31), campo(1, 12), campo(0, 6))
        .prop_map(|(minuto, hora, dia, mes, semana)| Pedido { minuto, hora, dia, mes, semana })
}

/// Um fuso e uma hora, quase sempre perto de uma mudança de relógio dele.
fn lugar_e_hora() -> impl Strategy<Value = (Tz, i64)> {
    let perto = |fuso: Tz, mudancas: &'static [&'static str]| {
        (prop::sample::select(mudancas), -2_000i64..1_000).prop_map(move |(mudanca, minutos)| {
            (fuso, DateTime::parse_from_rfc3339(mudanca).unwrap().timestamp() + minutos * 60)
        })
    };
    prop_oneof![
        perto(Tz::America__Sao_Paulo, &["2018-11-04T03:00:00Z", "2019-02-17T02:00:00Z"]),
        perto(Tz::America__New_York, &["2024-03-10T07:00:00Z", "2024-11-03T06:00:00Z"]),
        // Aqui o relógio anda só meia hora.
        perto(Tz::Australia__Lord_Howe, &["2024-04-06T15:00:00Z", "2024-10-05T15:30:00Z"]),
        (0i64..20_000_000).prop_map(|minutos| (Tz::America__Sao_Paulo, 946_684_800 + minutos * 60)),
    ]
}

/// Minuto a minuto: o que casa e não é repetição, ou caiu no pulo que acaba aqui.
fn varrer(pedido: &Pedido, fuso: Tz, depois: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let local = |instante: DateTime<Utc>| instante.with_timezone(&fuso).naive_local();
    let corre = |instante: &DateTime<Utc>| {
        let (antes, aqui) = (local(*instante - TimeDelta::minutes(1)), local(*instante));
        let repetida =
            matches!(fuso.from_local_datetime(&aqui), MappedLocalTime::Ambiguous(primeira, _) if primeira != *instante);
        let mut caidas =
            std::iter::successors(Some(antes + TimeDelta::minutes(1)), |hora| Some(*hora + TimeDelta::minutes(1)))
                .take_while(|hora| *hora < aqui);
        (pedido.casa(aqui) && !repetida) || caidas.any(|hora| pedido.casa(hora))
    };
    (1..=MINUTOS).map(|n| depois + TimeDelta::minutes(n)).filter(corre).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn e_o_mesmo_que_olhar_minuto_a_minuto(pedido in pedido(), (fuso, segundos) in lugar_e_hora()) {
        let texto = pedido.texto();
        // O que nunca acontece se recusa; não há o que comparar.
        let Ok(cron) = texto.parse::<esteira_motor::agenda::Cron>() else { return Ok(()) };
        prop_assert_eq!(cron.to_string(), texto.as_str());
        let calendario = calendario(&texto, fuso.name());
        let depois = DateTime::from_timestamp(segundos, 0).unwrap();
        let fim = Instante::from(depois + TimeDelta::minutes(MINUTOS));
        let esperadas: Vec<Instante> = varrer(&pedido, fuso, depois).into_iter().map(Instante::from).collect();
        let obtidas: Vec<Instante> = calendario
            .proximas(depois.into(), MINUTOS as usize + 1)
            .into_iter()
            .take_while(|hora| *hora <= fim)
            .collect();
        prop_assert_eq!(&obtidas, &esperadas, "{} em {}", texto, fuso);
        prop_assert!(obtidas.windows(2).all(|par| par[0] < par[1]), "sempre adiante");
        prop_assert_eq!(calendario.ultima_ate(depois.into(), fim), obtidas.last().copied());
    }

    #[test]
    fn texto_qualquer_nunca_derruba(texto in "[0-9*/,#LW a-zç-]{0,24}") {
        if let Ok(cron) = texto.parse::<esteira_motor::agenda::Cron>() {
            prop_assert!(!cron.em_palavras().is_empty());
        }
    }
}
