//! O que custa começar um plugin publicado, sem navegador.

use std::time::{Duration, Instant};

use serde_json::json;

use super::Medida;
use crate::apoio::Bancada;

const RODADAS: usize = 50;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "medição"]
async fn instanciar_um_plugin_ja_compilado() {
    let b = Bancada::nova().await;
    let (mut instanciar, mut inteira) = (Vec::new(), Vec::new());
    for _ in 0..RODADAS {
        let inicio = Instant::now();
        let desfecho = b.executar(b.pedido("vazio", json!({}))).await;
        inteira.push(inicio.elapsed());
        assert!(desfecho.resultado.is_ok());
        instanciar.push(Duration::from_micros(desfecho.medidas.instanciar_us));
    }
    let perfil = if cfg!(debug_assertions) { "dev" } else { "release" };
    println!("{RODADAS} execuções vazias, perfil {perfil}");
    println!("instanciar {}; execução vazia inteira {}", Medida::de(&instanciar), Medida::de(&inteira));
}
