//! Aplicar a retenção na hora do agendamento, até o fim.

use async_trait::async_trait;
use esteira_motor::agenda::Momento;
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::{APLICAR_RETENCAO, Trabalho, so};
use crate::retencao::{Especie, Pedido, aplicar};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Parâmetros: `especies`, se não são todas.
pub(super) struct AplicarRetencao;

#[async_trait]
impl Trabalho for AplicarRetencao {
    fn nome(&self) -> &'static str {
        APLICAR_RETENCAO
    }

    fn conferir(&self, parametros: &Map<String, Value>) -> Result<(), String> {
        so(parametros, &["especies"])?;
        especies(parametros).map(|_| ())
    }

    async fn fazer(
        &self,
        app: &Aplicacao,
        quem: &Quem,
        parametros: &Map<String, Value>,
        _momento: &Momento<'_>,
    ) -> Result<String, ErroAplicacao> {
        let especies = especies(parametros).map_err(|erro| ErroAplicacao::conflito("agendamento_invalido", erro))?;
        // Quem para o disparo larga este futuro: a leva em curso se desfaz, e as anteriores valem.
        let pedido = Pedido { especies, levas: None };
        let (desfechos, _) = aplicar(app, quem, &pedido, &CancellationToken::new()).await?;
        let contas = desfechos.iter().map(|desfecho| {
            let retidas =
                if desfecho.retidas > 0 { format!(" ({} sob guarda)", desfecho.retidas) } else { String::new() };
            format!("{}: {} apagadas{retidas}", desfecho.especie, desfecho.removidas)
        });
        Ok(contas.collect::<Vec<_>>().join("; "))
    }
}

fn especies(parametros: &Map<String, Value>) -> Result<Vec<Especie>, String> {
    match parametros.get("especies") {
        None | Some(Value::Null) => Ok(Especie::TODAS.into()),
        Some(Value::Array(lista)) if !lista.is_empty() => {
            lista.iter().map(|nome| nome.as_str().ok_or("cada espécie é um texto, como \"SINAIS\"")?.parse()).collect()
        }
        Some(_) => Err("especies é uma lista de espécies, como [\"SINAIS\"]; sem ela, todas".to_owned()),
    }
}
