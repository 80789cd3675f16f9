//! Um campo do cron: de `*/15`, `8-18` ou `seg,qua` ao conjunto dos valores.
//!
//! Lê-se aqui, e não no `saffron`, por três razões: o erro dele não diz o lugar; nele 1 é domingo, e aqui, como em todo cron de Unix, domingo
//! é 0 (ou 7); e os intervalos de trás para a frente dele (`22-5`) dão um valor a mais.

use super::erro::{CampoDoCron, ErroDeCron};

/// Nomes de mês aceitos, em português e inglês; a posição é o valor.
const MESES: [(&str, u8); 19] = [
    ("JAN", 1),
    ("FEV", 2),
    ("FEB", 2),
    ("MAR", 3),
    ("ABR", 4),
    ("APR", 4),
    ("MAI", 5),
    ("MAY", 5),
    ("JUN", 6),
    ("JUL", 7),
    ("AGO", 8),
    ("AUG", 8),
    ("SET", 9),
    ("SEP", 9),
    ("OUT", 10),
    ("OCT", 10),
    ("NOV", 11),
    ("DEZ", 12),
    ("DEC", 12),
];

/// Nomes de dia da semana aceitos.
const DIAS: [(&str, u8); 15] = [
    ("DOM", 0),
    ("SUN", 0),
    ("SEG", 1),
    ("MON", 1),
    ("TER", 2),
    ("TUE", 2),
    ("QUA", 3),
    ("WED", 3),
    ("QUI", 4),
    ("THU", 4),
    ("SEX", 5),
    ("FRI", 5),
    ("SAB", 6),
    ("SÁB", 6),
    ("SAT", 6),
];

impl CampoDoCron {
    /// Do menor ao maior valor.
    fn limites(self) -> (u8, u8) {
        match self {
            Self::Minuto => (0, 59),
            Self::Hora => (0, 23),
            Self::DiaDoMes => (1, 31),
            Self::Mes => (1, 12),
            // 7 é domingo outra vez, como no cron de Unix.
            Self::DiaDaSemana => (0, 7),
        }
    }

    fn nomes(self) -> &'static [(&'static str, u8)] {
        match self {
            Self::Mes => &MESES,
            Self::DiaDaSemana => &DIAS,
            _ => &[],
        }
    }

    fn ajuda(self) -> &'static str {
        match self {
            Self::Minuto => "use de 0 a 59",
            Self::Hora => "use de 0 a 23",
            Self::DiaDoMes => {
                "use de 1 a 31, L (último dia), LW (último dia de semana) ou 15W (o mais próximo do dia 15)"
            }
            Self::Mes => "use de 1 a 12, ou JAN, FEV, MAR, …",
            Self::DiaDaSemana => {
                "use de 0 (domingo) a 6 (sábado), ou DOM, SEG, TER, …; SEX#1 é a primeira sexta e SEXL, a última"
            }
        }
    }

    /// Um valor escrito em número ou por nome.
    pub(super) fn valor(self, texto: &str) -> Result<u8, ErroDeCron> {
        let (minimo, maximo) = self.limites();
        let maiusculo = texto.to_uppercase();
        let nomeado = self.nomes().iter().find(|(nome, _)| *nome == maiusculo).map(|(_, valor)| *valor);
        let so_digitos = !texto.is_empty() && texto.bytes().all(|b| b.is_ascii_digit());
        let numero = || texto.parse().ok().filter(|n| so_digitos && (minimo..=maximo).contains(n));
        nomeado.or_else(numero).ok_or_else(|| ErroDeCron::no(self, format!("\"{texto}\" não serve; {}", self.ajuda())))
    }
}

/// Os valores que um campo aceita, em ordem. Nunca vazio.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conjunto {
    pub valores: Vec<u8>,
    /// Se tem todos os valores possíveis: o campo não restringe.
    pub completo: bool,
}

impl Conjunto {
    pub fn ler(campo: CampoDoCron, texto: &str) -> Result<Self, ErroDeCron> {
        let mut mascara = 0u64;
        for item in texto.split(',') {
            for valor in item_em_valores(campo, item)? {
                mascara |= 1 << if campo == CampoDoCron::DiaDaSemana { valor % 7 } else { valor };
            }
        }
        let valores: Vec<u8> = (0..64).filter(|n| mascara & (1 << n) != 0).collect();
        let (minimo, maximo) = campo.limites();
        let possiveis = usize::from(maximo - minimo) + usize::from(campo != CampoDoCron::DiaDaSemana);
        Ok(Self { completo: valores.len() == possiveis, valores })
    }

    /// O primeiro e o último, se os valores são todos seguidos e mais de dois.
    pub fn intervalo(&self) -> Option<(u8, u8)> {
        let (primeiro, ultimo) = (*self.valores.first()?, *self.valores.last()?);
        (self.valores.len() > 2 && usize::from(ultimo - primeiro) + 1 == self.valores.len())
            .then_some((primeiro, ultimo))
    }

    /// O passo, se os valores vão de zero ao fim de `total` em passos iguais: `*/15` dá 15 para 60.
    pub fn passo(&self, total: u8) -> Option<u8> {
        let passo = *self.valores.get(1)?;
        let regular = || self.valores.iter().zip(0u8..).all(|(valor, n)| *valor == n * passo);
        (self.valores[0] == 0
            && total.is_multiple_of(passo)
            && self.valores.len() == usize::from(total / passo)
            && regular())
        .then_some(passo)
    }
}

/// `*`, `5`, `1-5`, e cada um com `/passo`.
fn item_em_valores(campo: CampoDoCron, item: &str) -> Result<Vec<u8>, ErroDeCron> {
    let (minimo, maximo) = campo.limites();
    let (faixa, passo) = match item.split_once('/') {
        Some((faixa, passo)) => (faixa, Some(ler_passo(campo, passo, maximo)?)),
        None => (item, None),
    };
    let (inicio, fim) = if faixa == "*" {
        (minimo, if campo == CampoDoCron::DiaDaSemana { maximo - 1 } else { maximo })
    } else if let Some((inicio, fim)) = faixa.split_once('-') {
        let (inicio, fim) = (campo.valor(inicio)?, campo.valor(fim)?);
        // `SEX-DOM`: o domingo que acaba a semana é o 7.
        (inicio, if campo == CampoDoCron::DiaDaSemana && fim == 0 && inicio > 0 { 7 } else { fim })
    } else {
        let unico = campo.valor(faixa)?;
        // `10/15` vai até o fim do campo.
        (unico, if passo.is_some() { maximo } else { unico })
    };
    if inicio > fim {
        let mensagem = format!("\"{item}\" vai de trás para a frente; escreva em duas partes, como 22-23,0-5");
        return Err(ErroDeCron::no(campo, mensagem));
    }
    Ok((inicio..=fim).step_by(usize::from(passo.unwrap_or(1))).collect())
}

fn ler_passo(campo: CampoDoCron, texto: &str, maximo: u8) -> Result<u8, ErroDeCron> {
    let so_digitos = !texto.is_empty() && texto.bytes().all(|b| b.is_ascii_digit());
    texto.parse().ok().filter(|passo| so_digitos && (1..=maximo).contains(passo)).ok_or_else(|| {
        ErroDeCron::no(campo, format!("o passo \"/{texto}\" não serve; depois da barra use de 1 a {maximo}"))
    })
}
