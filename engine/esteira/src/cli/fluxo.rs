//! `esteira fluxo`.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use esteira_aplicacao::Quem;
use esteira_aplicacao::fluxos::{self, ErroDePublicacao};
use esteira_motor::{definicao, desenho};

use super::simular::Simular;
use super::{Resultado, assincrono};
use crate::config::{Config, ErroDeConfig};
use crate::partida::Montada;

#[derive(Debug, Subcommand)]
pub enum AcaoDeFluxo {
    /// Confere arquivos de fluxo e mostra todos os problemas, cada um no seu lugar.
    Validar {
        #[arg(required = true)]
        arquivos: Vec<PathBuf>,
    },
    /// Publica uma versão no banco configurado. Republicar o mesmo conteúdo não cria versão.
    Publicar { arquivo: PathBuf },
    /// Desenha um fluxo, na saída padrão ou num arquivo.
    Desenhar {
        arquivo: PathBuf,
        #[arg(long, value_enum, default_value = "svg")]
        formato: Formato,
        /// Onde gravar; sem isto, na saída padrão.
        #[arg(long, short)]
        saida: Option<PathBuf>,
    },
    /// Percorre um fluxo com um roteiro e um relógio que salta, e conta a história.
    Simular(Simular),
    /// Escreve o JSON Schema da linguagem, para o editor completar e conferir.
    Esquema,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Formato {
    Svg,
    Mermaid,
}

impl AcaoDeFluxo {
    pub fn executar(self, config: impl FnOnce() -> Result<Config, ErroDeConfig>) -> Resultado {
        match self {
            Self::Validar { arquivos } => validar(&arquivos),
            Self::Publicar { arquivo } => publicar(&arquivo, config()?),
            Self::Desenhar { arquivo, formato, saida } => desenhar(&arquivo, formato, saida),
            Self::Simular(simular) => simular.executar(),
            Self::Esquema => {
                imprimir(&serde_json::to_string_pretty(&definicao::esquema_da_linguagem())?)?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn validar(arquivos: &[PathBuf]) -> Resultado {
    let mut codigo = ExitCode::SUCCESS;
    for arquivo in arquivos {
        let texto = ler(arquivo)?;
        let nome = arquivo.display().to_string();
        let analise = definicao::analisar(&nome, &texto);
        mostrar(&analise.diagnosticos, &texto);
        match analise.fluxo {
            Some(fluxo) => {
                println!(
                    "{nome}: fluxo \"{}\" válido, {} passos, resumo {}",
                    fluxo.nome,
                    fluxo.passos.len(),
                    fluxo.resumo.curto()
                );
            }
            None => codigo = ExitCode::FAILURE,
        }
    }
    Ok(codigo)
}

fn publicar(arquivo: &Path, config: Config) -> Resultado {
    let texto = ler(arquivo)?;
    let nome = arquivo.display().to_string();
    assincrono(async move {
        let montada = Montada::so_banco(&config).await?;
        let quem = Quem::sistema(montada.inquilino);
        match fluxos::publicar(&montada.app, &quem, &nome, &texto).await {
            Ok(publicado) => {
                println!("{} versão {} (resumo {})", publicado.nome, publicado.versao, &publicado.resumo[..12]);
                Ok(ExitCode::SUCCESS)
            }
            Err(ErroDePublicacao::Invalido(diagnosticos)) => {
                mostrar(&diagnosticos, &texto);
                Ok(ExitCode::FAILURE)
            }
            Err(ErroDePublicacao::Falha(erro)) => Err(erro.into()),
        }
    })
}

fn desenhar(arquivo: &Path, formato: Formato, saida: Option<PathBuf>) -> Resultado {
    let texto = ler(arquivo)?;
    let fluxo = match definicao::ler(&arquivo.display().to_string(), &texto) {
        Ok(fluxo) => fluxo,
        Err(diagnosticos) => {
            mostrar(&diagnosticos, &texto);
            return Ok(ExitCode::FAILURE);
        }
    };
    let desenho = match formato {
        Formato::Svg => desenho::svg(&fluxo),
        Formato::Mermaid => desenho::mermaid(&fluxo),
    };
    match saida {
        Some(saida) => {
            fs::write(&saida, desenho).map_err(|erro| format!("não consegui gravar {}: {erro}", saida.display()))?
        }
        None => imprimir(&desenho)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Escreve na saída. Quem lê pode parar no meio (`| head`): não é erro.
pub(super) fn imprimir(texto: &str) -> io::Result<()> {
    match writeln!(io::stdout(), "{texto}") {
        Err(erro) if erro.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        escrito => escrito,
    }
}

pub(super) fn mostrar(diagnosticos: &[definicao::Diagnostico], texto: &str) {
    for diagnostico in diagnosticos {
        eprintln!("{}", diagnostico.mostrar(texto, io::stderr().is_terminal()));
    }
}

pub(super) fn ler(arquivo: &Path) -> Result<String, String> {
    fs::read_to_string(arquivo).map_err(|erro| format!("não consegui ler {}: {erro}", arquivo.display()))
}
