//! Conferir um componente sem hospedeiro: sem navegador, sem pasta de plugins. Para a linha de comando.

use std::path::Path;

use esteira_portas::rpa::PluginInstalado;

use crate::concentrador::ErroHospedeiro;
use crate::plugins::cache::Cache;
use crate::plugins::motor::Motor;
use crate::plugins::pasta::PluginPronto;

/// O que o componente é e pede, conferido como a execução o exigiria; ou o que há a corrigir nele. O compilado fica na pasta dada.
pub async fn inspecionar(wasm: Vec<u8>, pasta_cache: &Path) -> Result<Result<PluginInstalado, String>, ErroHospedeiro> {
    let motor = Motor::novo().map_err(|erro| ErroHospedeiro::Motor(format!("{erro:#}")))?;
    let cache = Cache::em(pasta_cache).map_err(ErroHospedeiro::Cache)?;
    Ok(PluginPronto::preparar(wasm, &motor, &cache).await.map(|plugin| plugin.instalado()))
}
