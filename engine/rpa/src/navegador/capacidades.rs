//! As capacidades pedidas ao abrir o navegador. Puro.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::config::ConfigNavegador;

/// Sem tela, sem serviços de fundo, sem protocolo que escape das regras de host (QUIC).
const ARGUMENTOS: [&str; 10] = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
];

/// O que muda de uma sessão para outra.
pub struct Pastas<'a> {
    pub perfil: &'a Path,
    pub downloads: &'a Path,
}

/// Capacidades W3C. `local` traz o binário e as pastas desta máquina; num Grid não se mandam.
pub fn capacidades(
    config: &ConfigNavegador,
    regra_de_resolucao: Option<String>,
    local: Option<(&Path, Pastas<'_>)>,
) -> Map<String, Value> {
    let mut argumentos: Vec<String> = ARGUMENTOS.iter().map(|a| (*a).to_owned()).collect();
    argumentos.push(format!("--window-size={},{}", config.janela.0, config.janela.1));
    argumentos.extend(regra_de_resolucao.map(|regra| format!("--host-resolver-rules={regra}")));
    let mut preferencias = json!({
        "download.prompt_for_download": false,
        "plugins.always_open_pdf_externally": true,
        "profile.default_content_setting_values.automatic_downloads": 1,
        "credentials_enable_service": false,
        "profile.password_manager_enabled": false,
    });
    let mut opcoes = Map::new();
    if let Some((binario, pastas)) = local {
        // A caixa de areia do Chromium não funciona como root; fora dele, fica.
        if rustix::process::geteuid().is_root() {
            argumentos.push("--no-sandbox".to_owned());
        }
        argumentos.push(format!("--user-data-dir={}", pastas.perfil.display()));
        preferencias["download.default_directory"] = json!(pastas.downloads.display().to_string());
        opcoes.insert("binary".to_owned(), json!(binario.display().to_string()));
    }
    argumentos.extend(config.argumentos.iter().cloned());
    opcoes.insert("args".to_owned(), json!(argumentos));
    opcoes.insert("prefs".to_owned(), preferencias);

    let ms = |prazo: std::time::Duration| u64::try_from(prazo.as_millis()).unwrap_or(u64::MAX);
    let mut capacidades = Map::new();
    capacidades.insert("browserName".to_owned(), json!("chrome"));
    // O padrão fecharia o alerta e faria falhar o comando seguinte; quem trata alerta é o plugin.
    capacidades.insert("unhandledPromptBehavior".to_owned(), json!("ignore"));
    capacidades.insert(
        "timeouts".to_owned(),
        json!({ "implicit": 0, "pageLoad": ms(config.prazos.carga_da_pagina), "script": ms(config.prazos.script) }),
    );
    capacidades.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
    capacidades.insert("goog:chromeOptions".to_owned(), Value::Object(opcoes));
    capacidades
}
