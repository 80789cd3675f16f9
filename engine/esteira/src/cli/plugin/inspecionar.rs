//! `esteira plugin inspecionar`.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use esteira_portas::rpa::PluginInstalado;

use crate::cli::fluxo::imprimir;
use crate::cli::{Resultado, assincrono};
use crate::config::Config;
use crate::partida::pasta_cache;

pub fn mostrar(componente: &Path, json: bool, config: &Config) -> Resultado {
    let wasm = fs::read(componente).map_err(|erro| format!("não consegui ler {}: {erro}", componente.display()))?;
    assincrono(async {
        let plugin = esteira_rpa::inspecionar(wasm, &pasta_cache(config)).await?;
        let plugin = plugin.map_err(|motivo| format!("{}: {motivo}", componente.display()))?;
        let texto = if json { serde_json::to_string_pretty(&plugin)? } else { descrever(&plugin) };
        imprimir(texto.trim_end())?;
        Ok(ExitCode::SUCCESS)
    })
}

fn descrever(plugin: &PluginInstalado) -> String {
    let mut texto = String::new();
    let mut linha = |nome: &str, valor: String| {
        // Escrever numa String não falha.
        let _ = writeln!(texto, "{nome:<12} {valor}");
    };
    let lista = |itens: &[String]| if itens.is_empty() { "—".to_owned() } else { itens.join(", ") };
    linha("plugin", format!("{} {}", plugin.nome, plugin.versao));
    linha("resumo", plugin.resumo.to_string());
    linha("tamanho", format!("{} KiB", plugin.tamanho.div_ceil(1024)));
    linha("operações", lista(&plugin.operacoes));
    linha("domínios", lista(&plugin.dominios));
    linha("segredos", lista(&plugin.segredos));
    linha("permissões", lista(&plugin.permissoes));
    linha("importações", lista(&plugin.importacoes));
    for (nome, declarado) in plugin.manifesto["seletores"].as_object().into_iter().flatten() {
        let alternativas = declarado["alternativas"].as_array().into_iter().flatten();
        for (n, alternativa) in alternativas.enumerate() {
            let texto = |campo: &str| alternativa[campo].as_str().unwrap_or_default();
            let rotulo = if n == 0 { nome.as_str() } else { "" };
            linha(if n == 0 { "seletor" } else { "  ou" }, format!("{rotulo:<24} {}={}", texto("por"), texto("valor")));
        }
    }
    texto
}
