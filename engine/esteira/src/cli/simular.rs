//! `esteira fluxo simular`: percorre um fluxo com um roteiro e um relógio que salta, e imprime a história. Nada se executa de verdade.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use esteira_motor::Fluxo;
use esteira_motor::definicao;
use esteira_motor::simulacao::{Roteiro, Simulacao, ler_roteiro};
use serde_json::Value;

use super::Resultado;
use super::fluxo::{imprimir, ler, mostrar};

#[derive(Debug, Args)]
pub struct Simular {
    /// Arquivos de caso (regra, fluxo, entrada, roteiro e história esperada), ou um fluxo.
    #[arg(required = true)]
    arquivos: Vec<PathBuf>,
    /// Roteiro, quando o arquivo é um fluxo; sem ele, só se vê o começo.
    #[arg(long)]
    roteiro: Option<PathBuf>,
    /// Entrada em JSON, no lugar da do roteiro.
    #[arg(long)]
    entrada: Option<String>,
}

impl Simular {
    pub fn executar(self) -> Resultado {
        let mut codigo = ExitCode::SUCCESS;
        let entrada: Option<Value> = match &self.entrada {
            Some(texto) => Some(serde_json::from_str(texto).map_err(|erro| format!("--entrada não é JSON: {erro}"))?),
            None => None,
        };
        for arquivo in &self.arquivos {
            let texto = ler(arquivo)?;
            let Some((fluxo, mut roteiro)) = self.abrir(arquivo, &texto)? else {
                codigo = ExitCode::FAILURE;
                continue;
            };
            roteiro.entrada = entrada.clone().unwrap_or(roteiro.entrada);
            if !simular(arquivo, &fluxo, &roteiro)? {
                codigo = ExitCode::FAILURE;
            }
        }
        Ok(codigo)
    }

    /// O fluxo e o roteiro de um arquivo; nenhum se o fluxo tem problemas, já mostrados.
    fn abrir(&self, arquivo: &Path, texto: &str) -> Result<Option<(Fluxo, Roteiro)>, String> {
        let e_fluxo = texto.lines().any(|linha| linha.starts_with("esteira:"));
        let roteiro = match (&self.roteiro, e_fluxo) {
            (Some(caminho), _) => ler_roteiro(&ler(caminho)?)?,
            (None, true) => ler_roteiro("roteiro: []")?,
            (None, false) => ler_roteiro(texto).map_err(|erro| format!("{}: {erro}", arquivo.display()))?,
        };
        let do_fluxo = match (e_fluxo, &roteiro.fluxo) {
            (true, _) => texto,
            (false, Some(fluxo)) => fluxo,
            (false, None) => return Err(format!("{}: o caso não traz o fluxo, em `fluxo: |`", arquivo.display())),
        };
        match definicao::ler(&arquivo.display().to_string(), do_fluxo) {
            Ok(fluxo) => Ok(Some((fluxo, roteiro))),
            Err(diagnosticos) => {
                mostrar(&diagnosticos, do_fluxo);
                Ok(None)
            }
        }
    }
}

/// `false` se o roteiro não coube no fluxo, ou a história não é a que se esperava.
fn simular(arquivo: &Path, fluxo: &Fluxo, roteiro: &Roteiro) -> Result<bool, Box<dyn std::error::Error>> {
    let arquivo = arquivo.display();
    imprimir(&format!("{arquivo}: {}", roteiro.regra.as_deref().unwrap_or(&fluxo.titulo)))?;
    let mut simulacao = match Simulacao::comecar(fluxo, roteiro.entrada.clone()) {
        Ok(simulacao) => simulacao,
        Err(erro) => {
            eprintln!("{arquivo}: {erro}");
            return Ok(false);
        }
    };
    for lance in &roteiro.roteiro {
        if let Err(erro) = simulacao.jogar(lance) {
            imprimir(&simulacao.historia())?;
            eprintln!("{arquivo}: {erro}");
            return Ok(false);
        }
    }
    let historia = simulacao.historia();
    imprimir(&historia)?;
    let diferente = roteiro.historia.as_ref().filter(|esperada| esperada.trim() != historia.trim());
    if let Some(esperada) = diferente {
        eprintln!("{arquivo}: a história não é a esperada, que é:\n{esperada}");
    }
    Ok(diferente.is_none())
}
