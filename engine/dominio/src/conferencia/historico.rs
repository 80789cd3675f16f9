//! A fatura contra as outras que já chegaram: a mesma duas vezes, e o valor contra o dos últimos meses.

use chrono::NaiveDate;
use esteira_base::{Dinheiro, MesAno};
use serde::Serialize;

use super::parecer::{Parecer, aviso, bloqueia, ok};

/// Diferença da média a partir da qual se avisa, em centésimos da média.
const DESVIO_AVISADO: i128 = 30;

/// O que se sabe das outras faturas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Historico {
    /// Outro processo, de qualquer cliente, com o mesmo arquivo ou o mesmo código de barras.
    pub repetida: Option<Repetida>,
    /// Do mesmo cliente, a mais nova primeiro.
    pub anteriores: Vec<Anterior>,
}

/// A mesma fatura noutro processo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repetida {
    pub cliente: String,
    pub mes_ano: MesAno,
    /// O arquivo é o mesmo, byte a byte; senão, é o código de barras.
    pub mesmo_arquivo: bool,
}

/// A fatura de um mês anterior.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Anterior {
    pub mes_ano: MesAno,
    pub valor: Option<Dinheiro>,
    pub data_vencimento: Option<NaiveDate>,
}

pub(super) fn repetida(historico: &Historico) -> Parecer {
    match &historico.repetida {
        None => ok("não chegou antes"),
        Some(Repetida { cliente, mes_ano, mesmo_arquivo }) => {
            let o_que = if *mesmo_arquivo { "este arquivo" } else { "este código de barras" };
            bloqueia(format!("{o_que} já está no processo de {cliente}, {}", mes_ano.por_extenso_curto()))
        }
    }
}

pub(super) fn variacao(historico: &Historico, valor: Option<Dinheiro>) -> Parecer {
    let anteriores: Vec<i128> =
        historico.anteriores.iter().filter_map(|anterior| Some(i128::from(anterior.valor?.centavos()))).collect();
    let (Some(valor), false) = (valor, anteriores.is_empty()) else {
        return ok("sem meses anteriores com que comparar");
    };
    let meses = anteriores.len();
    let soma: i128 = anteriores.iter().sum();
    let media = soma / meses as i128;
    let Some(desvio) = desvio(i128::from(valor.centavos()), media) else {
        return aviso("nos últimos meses o valor foi zero");
    };
    let de = if meses == 1 { "do mês anterior".to_owned() } else { format!("da média dos últimos {meses} meses") };
    let escrito = format!("{desvio:+} % {de}");
    if desvio.abs() > DESVIO_AVISADO { aviso(escrito) } else { ok(escrito) }
}

/// Quanto difere da média, em centésimos dela; nada, se a média é zero.
fn desvio(valor: i128, media: i128) -> Option<i128> {
    (media != 0).then(|| (valor - media) * 100 / media)
}
