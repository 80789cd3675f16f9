//! As próximas datas: de um agendamento, ou de um cron que ainda se escreve.

use esteira_base::Instante;
use esteira_base::ids::AgendamentoId;
use esteira_dominio::Acao;
use esteira_motor::agenda::{Calendario, Fuso};

use super::cadastro::{calendario, ler};
use super::ver::obter;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Mais que isto não vem de uma vez.
pub const MAXIMO_DE_DATAS: usize = 100;
/// Quantas se mostram ao conferir.
const DATAS_AO_CONFERIR: usize = 5;

/// Uma hora do calendário.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hora {
    pub instante: Instante,
    /// Como se diz no fuso da agenda: `2026-11-05T08:00:00-03:00`.
    pub no_lugar: String,
}

/// O que um cron quer dizer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conferencia {
    pub em_palavras: String,
    pub fuso: String,
    pub proximas: Vec<Hora>,
}

/// As próximas `quantas` horas de um agendamento; pausado, as que teria.
pub async fn proximas(
    app: &Aplicacao,
    quem: &Quem,
    id: AgendamentoId,
    quantas: usize,
) -> Result<Vec<Hora>, ErroAplicacao> {
    let agendamento = obter(app, quem, id).await?;
    let calendario = calendario(&agendamento).map_err(|erro| ErroAplicacao::conflito("calendario_invalido", erro))?;
    Ok(horas(&calendario, app.relogio.agora(), quantas))
}

/// Lê um cron e diz o que ele quer dizer. Sem fuso, o de Brasília.
pub fn conferir(app: &Aplicacao, quem: &Quem, cron: &str, fuso: Option<&str>) -> Result<Conferencia, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let mut erros = Vec::new();
    let cron = ler(&mut erros, "cron_expressao", cron);
    let fuso = fuso.map_or(Some(Fuso::default()), |fuso| ler(&mut erros, "fuso", fuso));
    let (Some(cron), Some(fuso)) = (cron, fuso) else { return Err(ErroAplicacao::Invalido(erros)) };
    let calendario = Calendario { cron, fuso };
    Ok(Conferencia {
        em_palavras: calendario.cron.em_palavras(),
        fuso: fuso.to_string(),
        proximas: horas(&calendario, app.relogio.agora(), DATAS_AO_CONFERIR),
    })
}

fn horas(calendario: &Calendario, depois: Instante, quantas: usize) -> Vec<Hora> {
    let instantes = calendario.proximas(depois, quantas.min(MAXIMO_DE_DATAS)).into_iter();
    instantes.map(|instante| Hora { instante, no_lugar: calendario.no_lugar(instante).to_rfc3339() }).collect()
}
