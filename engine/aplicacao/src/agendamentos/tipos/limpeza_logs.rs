//! Apagar os logs de execução que passaram do prazo: a retenção, só dessa espécie.

use async_trait::async_trait;
use esteira_armazem::retencao::Especie;
use esteira_motor::agenda::Momento;
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::{LIMPEZA_LOGS, Trabalho, so};
use crate::retencao::{Pedido, aplicar};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Sem parâmetros: o prazo é o da espécie, em `/api/retencao`.
pub(super) struct LimpezaLogs;

#[async_trait]
impl Trabalho for LimpezaLogs {
    fn nome(&self) -> &'static str {
        LIMPEZA_LOGS
    }

    fn conferir(&self, parametros: &Map<String, Value>) -> Result<(), String> {
        so(parametros, &[]).map_err(|erro| format!("{erro}; o prazo dos logs é o da retenção, em /api/retencao"))
    }

    async fn fazer(
        &self,
        app: &Aplicacao,
        quem: &Quem,
        _parametros: &Map<String, Value>,
        _momento: &Momento<'_>,
    ) -> Result<String, ErroAplicacao> {
        let pedido = Pedido { especies: vec![Especie::Logs], levas: None };
        let (desfechos, _) = aplicar(app, quem, &pedido, &CancellationToken::new()).await?;
        let apagados: u64 = desfechos.iter().map(|desfecho| desfecho.removidas).sum();
        let retidos: u64 = desfechos.iter().map(|desfecho| desfecho.retidas).sum();
        Ok(format!("logs de {apagados} execuções apagados; {retidos} sob guarda"))
    }
}
