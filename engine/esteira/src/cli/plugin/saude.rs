//! `esteira plugin saude`: os plugins ainda acham nos portais o que esperam?

use std::fmt::Write;
use std::process::ExitCode;

use esteira_aplicacao::Quem;
use esteira_aplicacao::plugins::{Estado, Saude, sondar};

use crate::cli::fluxo::imprimir;
use crate::cli::{Resultado, assincrono};
use crate::config::Config;
use crate::partida::Montada;

/// Só sai com sucesso se está tudo como o plugin o declara.
pub fn mostrar(alvo: &str, json: bool, config: &Config) -> Resultado {
    assincrono(async {
        let montada = Montada::com_navegador(config).await?;
        let sondadas = sondar(&montada.app, &Quem::sistema(montada.inquilino), alvo).await;
        montada.encerrar().await;
        let sondadas = sondadas?;
        let texto = if json { serde_json::to_string_pretty(&sondadas)? } else { descrever(&sondadas) };
        imprimir(texto.trim_end())?;
        let sadias = sondadas.iter().all(|saude| saude.estado == Estado::Sadio);
        Ok(if sadias { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

fn descrever(sondadas: &[Saude]) -> String {
    let mut texto = String::new();
    for saude in sondadas {
        // Escrever numa String não falha.
        let _ = writeln!(texto, "{} ({}): {}", saude.operadora, saude.plugin, saude.resumo());
        for seletor in &saude.seletores {
            let usado = seletor.usado.as_deref().map(|usado| format!("  serviu {usado}")).unwrap_or_default();
            let _ = writeln!(texto, "  {:<28} {}{usado}", seletor.nome, seletor.situacao);
        }
    }
    texto
}
