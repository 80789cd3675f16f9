//! O cron de cinco campos: `minuto hora dia-do-mês mês dia-da-semana`.
//!
//! Se o dia do mês e o da semana são ambos restritos, vale um **ou** outro, como no cron de Unix.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDateTime, TimeZone, Utc};

use super::campo::Conjunto;
use super::erro::{CampoDoCron, ErroDeCron};
use super::palavras;

/// Maior cron aceito, em caracteres.
pub const TAMANHO_MAXIMO: usize = 200;

/// O maior dia de `15W`: em todo mês ele existe, e o dia de semana mais próximo cai no mesmo mês.
const ULTIMO_DIA_COM_W: u8 = 28;

/// Um cron válido. Duas escritas do mesmo calendário (`*/30` e `0,30`) são diferentes: guarda-se o que a pessoa escreveu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    fonte: String,
    pub(super) campos: Campos,
    calculo: saffron::Cron,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Campos {
    pub minutos: Conjunto,
    pub horas: Conjunto,
    pub dias: Dias,
    pub meses: Conjunto,
    pub semana: Semana,
}

/// O dia do mês.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Dias {
    Conjunto(Conjunto),
    /// `L`.
    Ultimo,
    /// `LW`: o último que não é sábado nem domingo.
    UltimoDeSemana,
    /// `15W`: o mais próximo que não é sábado nem domingo, dentro do mês.
    DeSemanaMaisProximo(u8),
}

/// O dia da semana, 0 = domingo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Semana {
    Conjunto(Conjunto),
    /// `SEXL`.
    Ultima(u8),
    /// `SEX#1`.
    Enesima(u8, u8),
}

impl Cron {
    /// Em palavras: "às 08:00 do dia 5 de cada mês".
    pub fn em_palavras(&self) -> String {
        palavras::dizer(&self.campos)
    }

    /// A primeira hora local que o cron pede depois desta (sem contar os segundos dela), num calendário sem fuso.
    pub(super) fn proxima_local(&self, depois: NaiveDateTime) -> Option<NaiveDateTime> {
        // O `saffron` só conhece UTC: a hora local se passa por UTC na ida e na volta.
        self.calculo.next_after(Utc.from_utc_datetime(&depois)).map(|proxima| proxima.naive_utc())
    }
}

impl FromStr for Cron {
    type Err = ErroDeCron;

    fn from_str(texto: &str) -> Result<Self, Self::Err> {
        if texto.chars().count() > TAMANHO_MAXIMO {
            return Err(ErroDeCron::inteiro(format!("o cron tem mais de {TAMANHO_MAXIMO} caracteres; simplifique-o")));
        }
        let partes: Vec<&str> = texto.split_whitespace().collect();
        let [minutos, horas, dias, meses, semana] = partes[..] else { return Err(contagem(partes.len())) };
        let campos = Campos {
            minutos: Conjunto::ler(CampoDoCron::Minuto, minutos)?,
            horas: Conjunto::ler(CampoDoCron::Hora, horas)?,
            dias: Dias::ler(dias)?,
            meses: Conjunto::ler(CampoDoCron::Mes, meses)?,
            semana: Semana::ler(semana)?,
        };
        let calculo: saffron::Cron = campos
            .para_o_saffron()
            .parse()
            .map_err(|_| ErroDeCron::inteiro("não consegui entender este cron; escreva-o de um jeito mais simples"))?;
        if !calculo.any() {
            return Err(ErroDeCron::no(CampoDoCron::DiaDoMes, "este dia não existe em nenhum dos meses pedidos"));
        }
        Ok(Self { fonte: partes.join(" "), campos, calculo })
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fonte)
    }
}

fn contagem(vieram: usize) -> ErroDeCron {
    let dica = if vieram == 6 { "; segundos não há, tire o campo deles" } else { "" };
    ErroDeCron::inteiro(format!(
        "são 5 campos separados por espaço (minuto, hora, dia do mês, mês, dia da semana), como 0 8 5 * *; vieram {vieram}{dica}"
    ))
}

impl Campos {
    fn para_o_saffron(&self) -> String {
        let dias = match &self.dias {
            Dias::Conjunto(dias) => lista(dias, 0),
            Dias::Ultimo => "L".to_owned(),
            Dias::UltimoDeSemana => "LW".to_owned(),
            Dias::DeSemanaMaisProximo(dia) => format!("{dia}W"),
        };
        // No `saffron` o domingo é 1.
        let semana = match &self.semana {
            Semana::Conjunto(dias) => lista(dias, 1),
            Semana::Ultima(dia) => format!("{}L", dia + 1),
            Semana::Enesima(dia, qual) => format!("{}#{qual}", dia + 1),
        };
        let [minutos, horas, meses] = [&self.minutos, &self.horas, &self.meses].map(|conjunto| lista(conjunto, 0));
        format!("{minutos} {horas} {dias} {meses} {semana}")
    }
}

fn lista(conjunto: &Conjunto, somar: u8) -> String {
    if conjunto.completo {
        return "*".to_owned();
    }
    conjunto.valores.iter().map(|valor| (valor + somar).to_string()).collect::<Vec<_>>().join(",")
}

impl Dias {
    fn ler(texto: &str) -> Result<Self, ErroDeCron> {
        let campo = CampoDoCron::DiaDoMes;
        let maiusculo = texto.to_uppercase();
        Ok(match maiusculo.as_str() {
            "L" => Self::Ultimo,
            "LW" => Self::UltimoDeSemana,
            outro => match outro.strip_suffix('W') {
                Some(dia) => match campo.valor(dia)? {
                    dia @ 1..=ULTIMO_DIA_COM_W => Self::DeSemanaMaisProximo(dia),
                    _ => {
                        let mensagem = format!("com W o dia vai de 1 a {ULTIMO_DIA_COM_W}; para o fim do mês use LW");
                        return Err(ErroDeCron::no(campo, mensagem));
                    }
                },
                None => Self::Conjunto(Conjunto::ler(campo, texto)?),
            },
        })
    }
}

impl Semana {
    fn ler(texto: &str) -> Result<Self, ErroDeCron> {
        let campo = CampoDoCron::DiaDaSemana;
        if let Some((dia, qual)) = texto.split_once('#') {
            let qual = match qual {
                "1" | "2" | "3" | "4" | "5" => qual.as_bytes()[0] - b'0',
                _ => {
                    return Err(ErroDeCron::no(
                        campo,
                        "depois de # use de 1 a 5, como SEX#1 (a primeira sexta do mês)",
                    ));
                }
            };
            return Ok(Self::Enesima(campo.valor(dia)? % 7, qual));
        }
        // `SEXL` e `5L`; nenhum nome de dia acaba em L.
        match texto.strip_suffix(['L', 'l']) {
            Some(dia) if !dia.is_empty() => Ok(Self::Ultima(campo.valor(dia)? % 7)),
            _ => Ok(Self::Conjunto(Conjunto::ler(campo, texto)?)),
        }
    }
}
