//! Criar os processos do mês em que o disparo cai, no fuso da agenda.

use async_trait::async_trait;
use esteira_base::MesAno;
use esteira_base::ids::OperadoraId;
use esteira_motor::agenda::Momento;
use serde_json::{Map, Value};

use super::{CRIAR_PROCESSOS_MENSAIS, Trabalho, so};
use crate::processos::{DesfechoDaCriacao, PedidoDeMes, criar_mes};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Parâmetros: `operadora_id`, se é só de uma.
pub(super) struct CriarProcessosMensais;

#[async_trait]
impl Trabalho for CriarProcessosMensais {
    fn nome(&self) -> &'static str {
        CRIAR_PROCESSOS_MENSAIS
    }

    fn conferir(&self, parametros: &Map<String, Value>) -> Result<(), String> {
        so(parametros, &["operadora_id"])?;
        operadora(parametros).map(|_| ())
    }

    async fn fazer(
        &self,
        app: &Aplicacao,
        quem: &Quem,
        parametros: &Map<String, Value>,
        momento: &Momento<'_>,
    ) -> Result<String, ErroAplicacao> {
        let recusa = |mensagem| ErroAplicacao::conflito("agendamento_invalido", mensagem);
        let operadora = operadora(parametros).map_err(recusa)?;
        let mes_ano = MesAno::da_data(momento.previsto_em.date_naive()).map_err(|erro| recusa(erro.to_string()))?;
        let resultados = criar_mes(app, quem, PedidoDeMes { mes_ano, operadora, automatico: true }).await?;
        let contar = |qual: fn(&DesfechoDaCriacao) -> bool| resultados.iter().filter(|r| qual(&r.desfecho)).count();
        let criados = contar(|desfecho| *desfecho == DesfechoDaCriacao::Criado);
        let existiam = contar(|desfecho| *desfecho == DesfechoDaCriacao::JaExistia);
        let falhos: Vec<_> = resultados
            .iter()
            .filter_map(|resultado| match &resultado.desfecho {
                DesfechoDaCriacao::Falhou(motivo) => Some(format!("{}: {motivo}", resultado.cliente.nome_sat)),
                _ => None,
            })
            .collect();
        let resumo = format!("{mes_ano}: {criados} criados, {existiam} já existiam");
        match falhos.first() {
            None => Ok(resumo),
            Some(primeiro) => {
                let mensagem = format!("{resumo}, {} falharam; o primeiro, {primeiro}", falhos.len());
                Err(ErroAplicacao::conflito("processos_falharam", mensagem))
            }
        }
    }
}

fn operadora(parametros: &Map<String, Value>) -> Result<Option<OperadoraId>, String> {
    match parametros.get("operadora_id") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(id)) => id.parse().map(Some).map_err(|_| "operadora_id não é um id válido".to_owned()),
        Some(_) => Err("operadora_id é um texto com o id da operadora".to_owned()),
    }
}
