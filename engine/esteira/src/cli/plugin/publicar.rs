//! `esteira plugin publicar`, `listar`, `homologar` e `reverter`: sobre o banco configurado, sem servidor.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use esteira_aplicacao::{Quem, plugins};
use esteira_armazem::plugins::Vigente;
use esteira_base::Resumo;

use super::assinar::assinar;
use crate::cli::{Resultado, assincrono};
use crate::config::Config;
use crate::partida::Montada;

pub fn publicar(componentes: &[PathBuf], chave: Option<&Path>, config: &Config) -> Resultado {
    assincrono(async {
        let montada = Montada::so_banco(config).await?;
        let quem = Quem::sistema(montada.inquilino);
        for componente in componentes {
            let wasm =
                fs::read(componente).map_err(|erro| format!("não consegui ler {}: {erro}", componente.display()))?;
            let assinatura = chave.map(|chave| assinar(&wasm, chave)).transpose()?;
            let publicado = plugins::publicar(&montada.app, &quem, wasm.into(), assinatura)
                .await
                .map_err(|erro| format!("{}: {erro}", componente.display()))?;
            println!("{} {} publicado: {}", publicado.nome, publicado.versao, publicado.resumo);
        }
        Ok(ExitCode::SUCCESS)
    })
}

pub fn listar(nome: Option<&str>, config: &Config) -> Resultado {
    assincrono(async {
        let montada = Montada::so_banco(config).await?;
        let estante = plugins::listar(&montada.app, &Quem::sistema(montada.inquilino), nome).await?;
        if estante.publicados.is_empty() {
            println!("nenhum plugin publicado; `esteira plugin publicar alvo/plugins/*.wasm`");
        }
        for plugin in &estante.publicados {
            let vigente = estante.vigentes.iter().find(|vigente| vigente.nome == plugin.nome);
            let situacao = match vigente {
                Some(v) if v.resumo == plugin.resumo => "vale".to_owned(),
                Some(v) if v.experimentada.as_ref() == Some(&plugin.resumo) => format!("em {} %", v.percentual),
                _ => String::new(),
            };
            let assinado = if plugin.assinatura.is_some() { "assinado" } else { "" };
            println!("{:<16} {:<10} {} {situacao:<8} {assinado}", plugin.nome, plugin.versao, plugin.resumo);
        }
        Ok(ExitCode::SUCCESS)
    })
}

pub fn homologar(resumo: Resumo, percentual: u8, config: &Config) -> Resultado {
    assincrono(async {
        let montada = Montada::so_banco(config).await?;
        let quem = Quem::sistema(montada.inquilino);
        contar(&plugins::homologar(&montada.app, &quem, resumo, percentual).await?);
        Ok(ExitCode::SUCCESS)
    })
}

pub fn reverter(nome: &str, config: &Config) -> Resultado {
    assincrono(async {
        let montada = Montada::so_banco(config).await?;
        contar(&plugins::reverter(&montada.app, &Quem::sistema(montada.inquilino), nome).await?);
        Ok(ExitCode::SUCCESS)
    })
}

fn contar(vigente: &Vigente) {
    match &vigente.experimentada {
        Some(nova) => {
            println!("{}: vale {}, e {nova} em {} % das instâncias", vigente.nome, vigente.resumo, vigente.percentual)
        }
        None => println!("{}: vale {}", vigente.nome, vigente.resumo),
    }
}
