//! Das contagens do banco às do painel: somar, completar com zero o que não há, e tirar taxas e médias. Puro.

use std::collections::{BTreeMap, HashMap};

use esteira_armazem::painel::{ExecucoesContadas, MesContado, ProcessosContados};
use esteira_base::MesAno;
use esteira_dominio::{Operadora, StatusExecucao, StatusProcesso, TipoExecucao};
use serde::Serialize;
use uuid::Uuid;

use super::{DaOperadora, DoMes};

/// Processos por estado: todos os estados, com zero onde não há, e a soma deles.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PorStatus {
    pub total: i64,
    /// `status_processo` → quantos.
    pub por_status: BTreeMap<&'static str, i64>,
}

impl<'a> FromIterator<(&'a str, i64)> for PorStatus {
    fn from_iter<I: IntoIterator<Item = (&'a str, i64)>>(contados: I) -> Self {
        let mut por_status: BTreeMap<&'static str, i64> =
            StatusProcesso::TODOS.iter().map(|status| (status.as_str(), 0)).collect();
        let mut total = 0;
        for (status, quantos) in contados {
            total += quantos;
            if let Some(soma) = por_status.get_mut(status) {
                *soma += quantos;
            }
        }
        Self { total, por_status }
    }
}

/// As execuções de um tipo.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuantasExecucoes {
    pub tipo_execucao: &'static str,
    pub total: i64,
    pub por_status: BTreeMap<&'static str, i64>,
    /// Das que acabaram, quantas concluíram, de 0 a 1; nulo se nenhuma acabou.
    pub taxa_de_sucesso: Option<f64>,
    /// Das que acabaram, em segundos; nulo se nenhuma acabou.
    pub duracao_media_s: Option<f64>,
    /// Idem, a mais longa.
    pub duracao_maxima_s: Option<f64>,
}

pub(super) fn por_operadora(contados: &[ProcessosContados], nomes: &HashMap<Uuid, Operadora>) -> Vec<DaOperadora> {
    let mut agrupados: BTreeMap<Uuid, Vec<(&str, i64)>> = BTreeMap::new();
    for contado in contados {
        agrupados.entry(contado.operadora_id).or_default().push((&contado.status_processo, contado.quantos));
    }
    let da_operadora = |(id, contados): (Uuid, Vec<(&str, i64)>)| {
        let (codigo, nome) = nomes.get(&id).map(|o| (o.codigo.clone(), o.nome.clone())).unwrap_or_default();
        DaOperadora { operadora_id: id, codigo, nome, processos: contados.into_iter().collect() }
    };
    let mut operadoras: Vec<_> = agrupados.into_iter().map(da_operadora).collect();
    operadoras.sort_by(|a, b| b.processos.total.cmp(&a.processos.total).then_with(|| a.nome.cmp(&b.nome)));
    operadoras
}

/// Do primeiro ao último mês, sem buraco.
pub(super) fn por_mes(contados: &[MesContado], primeiro: MesAno, ultimo: MesAno) -> Vec<DoMes> {
    let meses = std::iter::successors(Some(primeiro), |mes| Some(mes.proximo()).filter(|mes| *mes <= ultimo));
    let do_mes = |mes_ano: MesAno| {
        let escrito = mes_ano.to_string();
        let deste = contados.iter().filter(|c| c.mes_ano == escrito);
        DoMes { mes_ano, processos: deste.map(|c| (c.status_processo.as_str(), c.quantos)).collect() }
    };
    meses.map(do_mes).collect()
}

pub(super) fn por_tipo(contadas: &[ExecucoesContadas]) -> Vec<QuantasExecucoes> {
    TipoExecucao::TODOS.iter().map(|tipo| do_tipo(tipo.as_str(), contadas)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "são médias para ler; ninguém soma com elas")]
fn do_tipo(tipo: &'static str, contadas: &[ExecucoesContadas]) -> QuantasExecucoes {
    let mut por_status: BTreeMap<&'static str, i64> =
        StatusExecucao::TODOS.iter().map(|status| (status.as_str(), 0)).collect();
    let (mut total, mut acabadas, mut concluidas, mut duracao, mut maxima) = (0, 0, 0, 0, 0);
    for contada in contadas.iter().filter(|contada| contada.tipo_execucao == tipo) {
        total += contada.quantas;
        let Ok(status) = contada.status_execucao.parse::<StatusExecucao>() else { continue };
        por_status.entry(status.as_str()).and_modify(|soma| *soma += contada.quantas);
        if status == StatusExecucao::Executando {
            continue;
        }
        acabadas += contada.quantas;
        duracao += contada.duracao_total;
        maxima = maxima.max(contada.duracao_maxima);
        if status == StatusExecucao::Concluido {
            concluidas += contada.quantas;
        }
    }
    let segundos = |micros: i64| micros as f64 / 1_000_000.0;
    let se_acabou = |valor: f64| (acabadas > 0).then_some(valor);
    QuantasExecucoes {
        tipo_execucao: tipo,
        total,
        por_status,
        taxa_de_sucesso: se_acabou(concluidas as f64 / acabadas as f64),
        duracao_media_s: se_acabou(segundos(duracao) / acabadas as f64),
        duracao_maxima_s: se_acabou(segundos(maxima)),
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn as_contagens_somam_e_nenhum_estado_falta() {
        let contados: PorStatus = [("FALHOU", 2), ("UPLOAD_REALIZADO", 3), ("FALHOU", 1)].into_iter().collect();
        assert_eq!(contados.total, 6);
        assert_eq!(contados.por_status.values().sum::<i64>(), contados.total);
        assert_eq!(contados.por_status.len(), StatusProcesso::TODOS.len());
        assert_eq!(contados.por_status["FALHOU"], 3);
    }

    #[test]
    fn meses_vem_sem_buraco() {
        let contado = |mes: &str| MesContado { mes_ano: mes.into(), status_processo: "FALHOU".into(), quantos: 1 };
        let (de, ate) = ("2025-11".parse().unwrap(), "2026-02".parse().unwrap());
        let meses = por_mes(&[contado("2025-11"), contado("2026-02")], de, ate);
        let lidos: Vec<_> = meses.iter().map(|m| (m.mes_ano.to_string(), m.processos.total)).collect();
        let esperados = [("2025-11", 1), ("2025-12", 0), ("2026-01", 0), ("2026-02", 1)];
        assert_eq!(lidos, esperados.map(|(mes, total)| (mes.to_owned(), total)));
    }

    #[test]
    fn taxa_e_media_so_contam_o_que_acabou() {
        let contada = |status: &str, quantas, duracao_total| ExecucoesContadas {
            tipo_execucao: "DOWNLOAD_FATURA".into(),
            status_execucao: status.into(),
            quantas,
            duracao_total,
            duracao_maxima: duracao_total,
        };
        let tipos = por_tipo(&[
            contada("CONCLUIDO", 3, 6_000_000),
            contada("FALHOU", 1, 2_000_000),
            contada("EXECUTANDO", 5, 0),
        ]);
        let baixadas = tipos.iter().find(|t| t.tipo_execucao == "DOWNLOAD_FATURA").unwrap();
        assert_eq!((baixadas.total, baixadas.taxa_de_sucesso, baixadas.duracao_media_s), (9, Some(0.75), Some(2.0)));
        let enviadas = tipos.iter().find(|t| t.tipo_execucao == "UPLOAD_SAT").unwrap();
        assert_eq!((enviadas.total, enviadas.taxa_de_sucesso), (0, None));
    }
}
