//! `esteira importar`: trazer o cadastro de uma planilha, direto no banco configurado, com o servidor no ar ou não.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use esteira_aplicacao::Quem;
use esteira_aplicacao::importacoes::{self, Importacao, LinhaImportada};
use esteira_planilhas::EscritorCsv;

use super::fluxo::imprimir;
use super::{Resultado, assincrono};
use crate::config::Config;
use crate::partida::Montada;

/// De quantas em quantas linhas se diz onde se está.
const PASSO_DO_ANDAMENTO: usize = 50;

#[derive(Debug, Subcommand)]
pub enum AcaoDeImportar {
    /// Clientes, de um CSV ou XLSX com os títulos do cadastro legado. Sem `--sim`, só diz o que faria. Repetir não duplica.
    Clientes {
        /// A planilha.
        planilha: PathBuf,
        /// Gravar de verdade.
        #[arg(long)]
        sim: bool,
        /// Onde pôr o relatório, linha a linha, em CSV.
        #[arg(long, value_name = "ARQUIVO")]
        relatorio: Option<PathBuf>,
    },
}

impl AcaoDeImportar {
    pub fn executar(self, config: Config) -> Resultado {
        let Self::Clientes { planilha, sim, relatorio } = self;
        assincrono(async move {
            let bytes = std::fs::read(&planilha).map_err(|erro| format!("{}: {erro}", planilha.display()))?;
            let tabela = importacoes::ler(&bytes)?;
            let montada = Montada::so_banco(&config).await?;
            let quem = Quem { nome: "linha de comando".to_owned(), ..Quem::sistema(montada.inquilino) };
            let total = tabela.linhas.len();
            let andamento = |feitas: usize| mostrar_andamento(feitas, total);
            let importacao = importacoes::importar_clientes(&montada.app, &quem, &tabela, !sim, &andamento).await?;
            resumir(&importacao)?;
            if let Some(caminho) = relatorio {
                gravar_relatorio(&caminho, &importacao)?;
            }
            Ok(if importacao.recusados == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        })
    }
}

/// Só a quem olha: num arquivo de log, seria sujeira.
fn mostrar_andamento(feitas: usize, total: usize) {
    let mut saida = std::io::stderr();
    if saida.is_terminal() && (feitas.is_multiple_of(PASSO_DO_ANDAMENTO) || feitas == total) {
        let fim = if feitas == total { "\n" } else { "" };
        let _ = write!(saida, "\r{feitas} de {total} linhas{fim}");
    }
}

fn resumir(importacao: &Importacao) -> std::io::Result<()> {
    for linha in importacao.linhas.iter().filter(|linha| !linha.mensagens.is_empty()) {
        let (numero, desfecho) = (linha.linha, linha.desfecho.como_texto());
        imprimir(&format!("linha {numero} ({}): {desfecho} — {}", linha.cliente, linha.mensagens.join("; ")))?;
    }
    if !importacao.colunas_ignoradas.is_empty() {
        imprimir(&format!("colunas que não se usam: {}", importacao.colunas_ignoradas.join(", ")))?;
    }
    let Importacao { criados, alterados, iguais, recusados, .. } = importacao;
    imprimir(&format!("{criados} criados, {alterados} alterados, {iguais} iguais, {recusados} recusados"))?;
    if importacao.simulada {
        imprimir("nada foi gravado; para gravar, repita com --sim")?;
    }
    Ok(())
}

fn gravar_relatorio(caminho: &Path, importacao: &Importacao) -> std::io::Result<()> {
    let mut bytes = EscritorCsv::comeco(&["linha", "cliente", "desfecho", "cliente_id", "mensagens"]);
    let id = |linha: &LinhaImportada| linha.cliente_id.map(|id| id.to_string()).unwrap_or_default();
    let celulas = |linha: &LinhaImportada| {
        vec![
            linha.linha.to_string().into(),
            linha.cliente.as_str().into(),
            linha.desfecho.como_texto().into(),
            id(linha).into(),
            linha.mensagens.join("; ").into(),
        ]
    };
    bytes.extend(EscritorCsv::linhas(&importacao.linhas.iter().map(celulas).collect::<Vec<_>>()));
    std::fs::write(caminho, bytes)
}
