//! As capacidades pedidas ao abrir o navegador. Puro.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::config::ConfigNavegador;

/// Sem serviços de fundo, sem protocolo que escape das regras de host (QUIC).
const ARGUMENTOS: [&str; 9] = [
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

/// O que há nesta máquina para uma sessão; num Grid não se manda.
pub struct Local<'a> {
    pub chromium: &'a Path,
    pub perfil: &'a Path,
    pub downloads: &'a Path,
}

/// Capacidades W3C. `rede` são os argumentos que dizem por onde o navegador sai.
pub fn capacidades(config: &ConfigNavegador, rede: Vec<String>, local: Option<Local<'_>>) -> Map<String, Value> {
    let mut argumentos: Vec<String> = ARGUMENTOS.iter().map(|a| (*a).to_owned()).collect();
    if !config.visivel {
        argumentos.push("--headless".to_owned());
    }
    argumentos.push(format!("--window-size={},{}", config.janela.0, config.janela.1));
    argumentos.extend(rede);
    let mut preferencias = json!({
        "download.prompt_for_download": false,
        "plugins.always_open_pdf_externally": true,
        "profile.default_content_setting_values.automatic_downloads": 1,
        "credentials_enable_service": false,
        "profile.password_manager_enabled": false,
        "webrtc.ip_handling_policy": "disable_non_proxied_udp",
    });
    let mut opcoes = Map::new();
    if let Some(local) = local {
        // A caixa de areia do Chromium não funciona como root; fora dele, fica.
        if rustix::process::geteuid().is_root() {
            argumentos.push("--no-sandbox".to_owned());
        }
        argumentos.push(format!("--user-data-dir={}", local.perfil.display()));
        preferencias["download.default_directory"] = json!(local.downloads.display().to_string());
        opcoes.insert("binary".to_owned(), json!(local.chromium.display().to_string()));
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
