//! Formas curtas de dizer uma agenda e uma hora.

use chrono::{NaiveDateTime, TimeZone, Utc};
use esteira_base::Instante;
use esteira_motor::agenda::Calendario;

/// Um calendário que existe.
pub fn calendario(cron: &str, fuso: &str) -> Calendario {
    Calendario { cron: cron.parse().unwrap(), fuso: fuso.parse().unwrap() }
}

/// `2018-11-04 03:00`, em UTC.
pub fn utc(texto: &str) -> Instante {
    let data = NaiveDateTime::parse_from_str(texto, "%Y-%m-%d %H:%M").unwrap();
    Utc.from_utc_datetime(&data).into()
}

/// As próximas, como se diz no lugar: `2018-11-04 01:00 -0200`.
pub fn no_lugar(calendario: &Calendario, depois: &str, quantas: usize) -> Vec<String> {
    let horas = calendario.proximas(utc(depois), quantas).into_iter();
    horas.map(|hora| calendario.no_lugar(hora).format("%Y-%m-%d %H:%M %z").to_string()).collect()
}
