//! Os logs do processo, na saída de erro.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::Diario;

/// Liga os logs. Filtro ilegível vira `info`, com aviso.
pub fn iniciar(config: &Diario) {
    let filtro = EnvFilter::try_new(&config.filtro);
    let ilegivel = filtro.is_err();
    let filtro = filtro.unwrap_or_else(|_| EnvFilter::new("info"));
    let montagem = tracing_subscriber::fmt().with_env_filter(filtro).with_writer(std::io::stderr);
    // Cor só em terminal: num arquivo, os códigos atrapalham quem procura.
    let montagem = montagem.with_ansi(std::io::stderr().is_terminal());
    // Só falha se já houver um: em teste, por exemplo.
    let _ = if config.json { montagem.json().try_init() } else { montagem.try_init() };
    if ilegivel {
        tracing::warn!(filtro = config.filtro, "filtro de log ilegível; usando info");
    }
}
