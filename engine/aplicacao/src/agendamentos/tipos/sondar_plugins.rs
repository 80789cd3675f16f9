//! Sondar os portais das operadoras que têm plugin, e avisar do que mudou.

use async_trait::async_trait;
use esteira_motor::agenda::Momento;
use serde_json::{Map, Value};

use super::{SONDAR_PLUGINS, Trabalho, so};
use crate::plugins::{Estado, sondar_todas};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Sem parâmetros.
pub(super) struct SondarPlugins;

#[async_trait]
impl Trabalho for SondarPlugins {
    fn nome(&self) -> &'static str {
        SONDAR_PLUGINS
    }

    fn conferir(&self, parametros: &Map<String, Value>) -> Result<(), String> {
        so(parametros, &[])
    }

    async fn fazer(
        &self,
        app: &Aplicacao,
        quem: &Quem,
        _parametros: &Map<String, Value>,
        _momento: &Momento<'_>,
    ) -> Result<String, ErroAplicacao> {
        let sondadas = sondar_todas(app, quem).await?;
        let quantas = |estado: Estado| sondadas.iter().filter(|saude| saude.estado == estado).count();
        let ruins: Vec<String> = sondadas
            .iter()
            .filter(|saude| saude.estado.pede_cuidado())
            .map(|saude| format!("{}: {}", saude.operadora, saude.resumo()))
            .collect();
        let contas = format!(
            "{} sondadas, {} em dia, {} sem sonda",
            sondadas.len(),
            quantas(Estado::Sadio),
            quantas(Estado::SemSonda)
        );
        Ok(std::iter::once(contas).chain(ruins).collect::<Vec<_>>().join("; "))
    }
}
