//! O painel em JSON. Quem o monta é o caso de uso; aqui se diz como ele é.

use std::collections::BTreeMap;

use esteira_aplicacao::painel::PedidoDePainel;
use esteira_base::MesAno;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// De quando.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Consultado {
    /// `AAAA-MM` ou `MM/AAAA`; sem ele, o mês corrente em Brasília.
    #[param(value_type = Option<String>)]
    mes_ano: Option<MesAno>,
    /// Quantos dias de execuções contar, de 1 a 366; sem ele, 30.
    dias: Option<u32>,
}

impl From<Consultado> for PedidoDePainel {
    fn from(Consultado { mes_ano, dias }: Consultado) -> Self {
        Self { mes_ano, dias }
    }
}

/// O painel.
#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve; quem escreve é `painel::Painel`")]
pub(crate) struct Painel {
    #[schema(example = "2026-11")]
    mes_ano: String,
    /// Os processos do mês.
    processos: PorStatus,
    /// Os mesmos, por operadora.
    operadoras: Vec<DaOperadora>,
    /// Doze meses, até o pedido.
    meses: Vec<DoMes>,
    /// Quantos dias contam para `execucoes` e `erros`.
    dias: u32,
    execucoes: Vec<DoTipo>,
    /// Os códigos de erro mais frequentes.
    erros: Vec<ErroContado>,
    pendencias: Pendencias,
}

/// Todos os estados, e a soma deles.
#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve")]
pub(crate) struct PorStatus {
    total: i64,
    #[schema(example = json!({ "AGUARDANDO_APROVACAO": 12, "UPLOAD_REALIZADO": 180 }))]
    por_status: BTreeMap<String, i64>,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve")]
pub(crate) struct DaOperadora {
    operadora_id: Uuid,
    codigo: String,
    nome: String,
    processos: PorStatus,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve")]
pub(crate) struct DoMes {
    mes_ano: String,
    processos: PorStatus,
}

/// As execuções de um tipo. Taxa de 0 a 1 e durações em segundos, das que acabaram; nulas se nenhuma acabou.
#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve")]
pub(crate) struct DoTipo {
    #[schema(example = "DOWNLOAD_FATURA")]
    tipo_execucao: String,
    total: i64,
    por_status: BTreeMap<String, i64>,
    taxa_de_sucesso: Option<f64>,
    duracao_media_s: Option<f64>,
    duracao_maxima_s: Option<f64>,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve")]
pub(crate) struct ErroContado {
    codigo: String,
    quantas: i64,
}

/// O que espera agora, em qualquer fluxo.
#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve")]
pub(crate) struct Pendencias {
    tarefas_abertas: i64,
    tarefas_vencidas: i64,
    na_fila: i64,
    em_execucao: i64,
    em_atencao: i64,
    clientes_ativos: i64,
}
