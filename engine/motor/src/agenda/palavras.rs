//! Um cron em palavras: quem o escreve confere se disse o que queria.

use super::campo::Conjunto;
use super::cron::{Campos, Dias, Semana};

/// Até quantas horas do dia se dizem uma a uma.
const HORAS_UMA_A_UMA: usize = 6;

const MESES: [&str; 12] = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];

/// Domingo é 0.
const DIAS: [&str; 7] = ["domingo", "segunda", "terça", "quarta", "quinta", "sexta", "sábado"];

pub(super) fn dizer(campos: &Campos) -> String {
    let mes = meses(&campos.meses);
    let horas = horas(&campos.minutos, &campos.horas);
    let do_mes = |mes: Option<String>| mes.map_or_else(|| " de cada mês".to_owned(), |mes| format!(" {mes}"));
    match (dias(&campos.dias), semana(&campos.semana)) {
        (Some(dias), None) => format!("{horas} {dias}{}", do_mes(mes)),
        (Some(dias), Some((semana, _))) => format!("{horas} {dias}{}, ou {semana}", do_mes(mes)),
        // "na 1ª sexta-feira" é sempre de algum mês; "às sextas-feiras", só se ele importa.
        (None, Some((semana, true))) => format!("{horas}, {semana}{}", do_mes(mes)),
        (None, Some((semana, false))) => format!("{horas}, {semana}{}", em_meses(mes)),
        (None, None) if mes.is_none() && !horas.starts_with('à') => horas,
        (None, None) => format!("{horas}, todos os dias{}", em_meses(mes)),
    }
}

fn em_meses(mes: Option<String>) -> String {
    mes.map(|mes| format!(" {mes}")).unwrap_or_default()
}

fn horas(minutos: &Conjunto, horas: &Conjunto) -> String {
    if !minutos.completo && minutos.valores.len() * horas.valores.len() <= HORAS_UMA_A_UMA {
        let todas: Vec<_> =
            horas.valores.iter().flat_map(|h| minutos.valores.iter().map(move |m| format!("{h:02}:{m:02}"))).collect();
        // "à 01:00", mas "às 01:00 e 13:00".
        let artigo = if todas.len() == 1 && horas.valores == [1] { "à" } else { "às" };
        return format!("{artigo} {}", enumerar(&todas));
    }
    let de_minuto = match (minutos.valores.as_slice(), minutos.passo(60)) {
        _ if minutos.completo => "a cada minuto".to_owned(),
        (_, Some(passo)) => format!("a cada {passo} minutos"),
        ([0], _) => "de hora em hora".to_owned(),
        ([1], _) => "no minuto 1 de cada hora".to_owned(),
        ([unico], _) => format!("aos {unico} minutos de cada hora"),
        (varios, _) => format!("nos minutos {} de cada hora", enumerar(varios)),
    };
    if horas.completo {
        return de_minuto;
    }
    match (horas.passo(24), horas.intervalo()) {
        (Some(passo), _) if minutos.valores == [0] => format!("a cada {passo} horas"),
        (_, Some((inicio, fim))) => format!("{de_minuto}, das {inicio:02}:00 às {fim:02}:59"),
        _ if horas.valores == [1] => format!("{de_minuto}, na hora 1"),
        _ => format!("{de_minuto}, nas horas {}", enumerar(&horas.valores)),
    }
}

fn dias(dias: &Dias) -> Option<String> {
    Some(match dias {
        Dias::Conjunto(dias) if dias.completo => return None,
        Dias::Conjunto(dias) => match (dias.valores.as_slice(), dias.intervalo()) {
            ([unico], _) => format!("do dia {unico}"),
            (_, Some((inicio, fim))) => format!("do dia {inicio} ao dia {fim}"),
            (varios, None) => format!("dos dias {}", enumerar(varios)),
        },
        Dias::Ultimo => "do último dia".to_owned(),
        Dias::UltimoDeSemana => "do último dia de semana (de segunda a sexta)".to_owned(),
        Dias::DeSemanaMaisProximo(dia) => format!("do dia de semana (de segunda a sexta) mais próximo do dia {dia}"),
    })
}

/// O dia da semana, e se ele só faz sentido dentro de um mês.
fn semana(semana: &Semana) -> Option<(String, bool)> {
    let feminino = |dia: u8| !matches!(dia, 0 | 6);
    Some(match semana {
        Semana::Conjunto(dias) if dias.completo => return None,
        Semana::Conjunto(dias) => match (dias.valores.as_slice(), dias.intervalo()) {
            ([unico], _) if feminino(*unico) => (format!("às {}s-feiras", DIAS[usize::from(*unico)]), false),
            ([unico], _) => (format!("aos {}s", DIAS[usize::from(*unico)]), false),
            ([0, 6], _) => ("aos sábados e domingos".to_owned(), false),
            (_, Some((inicio, fim))) => (format!("de {} a {}", DIAS[usize::from(inicio)], por_extenso(fim)), false),
            (varios, None) => {
                let nomes: Vec<_> = varios.iter().map(|dia| DIAS[usize::from(*dia)]).collect();
                (format!("em {}", enumerar(&nomes)), false)
            }
        },
        Semana::Ultima(dia) if feminino(*dia) => (format!("na última {}", por_extenso(*dia)), true),
        Semana::Ultima(dia) => (format!("no último {}", por_extenso(*dia)), true),
        Semana::Enesima(dia, qual) if feminino(*dia) => (format!("na {qual}ª {}", por_extenso(*dia)), true),
        Semana::Enesima(dia, qual) => (format!("no {qual}º {}", por_extenso(*dia)), true),
    })
}

fn por_extenso(dia: u8) -> String {
    let feira = if matches!(dia, 0 | 6) { "" } else { "-feira" };
    format!("{}{feira}", DIAS[usize::from(dia)])
}

fn meses(meses: &Conjunto) -> Option<String> {
    let nome = |mes: u8| MESES[usize::from(mes - 1)];
    if meses.completo {
        return None;
    }
    Some(match meses.intervalo() {
        Some((inicio, fim)) => format!("de {} a {}", nome(inicio), nome(fim)),
        None => format!("de {}", enumerar(&meses.valores.iter().map(|mes| nome(*mes)).collect::<Vec<_>>())),
    })
}

/// "1", "1 e 2", "1, 2 e 3".
fn enumerar<T: ToString>(itens: &[T]) -> String {
    let textos: Vec<_> = itens.iter().map(ToString::to_string).collect();
    match textos.split_last() {
        Some((ultimo, [])) => ultimo.clone(),
        Some((ultimo, antes)) => format!("{} e {ultimo}", antes.join(", ")),
        None => String::new(),
    }
}
