//! De cada operadora, quantos processos do mês em cada estado; a última linha é a soma.

use esteira_base::MesAno;
use esteira_dominio::StatusProcesso;
use esteira_planilhas::Celula;

use crate::painel::{self, PedidoDePainel, PorStatus};
use crate::{Aplicacao, ErroAplicacao, Quem};

pub(super) fn colunas() -> Vec<&'static str> {
    let estados = StatusProcesso::TODOS.iter().map(|status| status.as_str());
    std::iter::once("operadora").chain(estados).chain(["total"]).collect()
}

pub(super) async fn linhas(app: &Aplicacao, quem: &Quem, mes: MesAno) -> Result<Vec<Vec<Celula>>, ErroAplicacao> {
    let painel = painel::ver(app, quem, PedidoDePainel { mes_ano: Some(mes), dias: None }).await?;
    let das_operadoras = painel.operadoras.iter().map(|operadora| linha(&operadora.nome, &operadora.processos));
    Ok(das_operadoras.chain([linha("TOTAL", &painel.processos)]).collect())
}

fn linha(nome: &str, processos: &PorStatus) -> Vec<Celula> {
    let quantos = |status: &StatusProcesso| processos.por_status.get(status.as_str()).copied().unwrap_or_default();
    let por_estado = StatusProcesso::TODOS.iter().map(|status| Celula::Inteiro(quantos(status)));
    std::iter::once(nome.into()).chain(por_estado).chain([Celula::Inteiro(processos.total)]).collect()
}
