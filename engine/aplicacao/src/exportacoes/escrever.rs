//! Escrever uma exportação inteira num arquivo temporário, sem a ter na memória.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use esteira_planilhas::{EscritorCsv, EscritorXlsx, Formato};
use tempfile::{NamedTempFile, TempPath};
use tokio::sync::mpsc;

use super::{Exportacao, Folha};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Quantas folhas se deixam prontas à frente de quem escreve.
const ADIANTE: usize = 2;

/// O caminho do arquivo, que se apaga quando se larga, e quantas linhas tem; nenhum, se passam de `maximo`. `andamento` recebe quantas já se leram.
///
/// Segue de `primeira`, se já se leu.
pub async fn escrever(
    app: &Aplicacao,
    quem: &Quem,
    exportacao: &Exportacao,
    formato: Formato,
    primeira: Option<Folha>,
    maximo: u64,
    andamento: &(dyn Fn(u64) + Sync),
) -> Result<Option<(TempPath, u64)>, ErroAplicacao> {
    let (envio, chegada) = mpsc::channel::<Folha>(ADIANTE);
    let (nome, colunas) = (exportacao.nome(), exportacao.colunas());
    let escrita = tokio::task::spawn_blocking(move || -> Result<TempPath, ErroAplicacao> {
        let caminho = NamedTempFile::new().map_err(ErroAplicacao::interno)?.into_temp_path();
        match formato {
            Formato::Csv => em_csv(&caminho, colunas, chegada)?,
            Formato::Xlsx => em_xlsx(&caminho, nome, colunas, chegada)?,
        }
        Ok(caminho)
    });
    let mut folha = match primeira {
        Some(folha) => folha,
        None => exportacao.folha(app, quem, None).await?,
    };
    let mut linhas = 0;
    loop {
        let proximo = folha.proximo;
        linhas += folha.linhas.len() as u64;
        if linhas > maximo {
            return Ok(None);
        }
        andamento(linhas);
        // Se quem escreve parou, o erro é o dele.
        if envio.send(folha).await.is_err() {
            break;
        }
        let Some(depois_de) = proximo else { break };
        folha = exportacao.folha(app, quem, Some(depois_de)).await?;
    }
    drop(envio);
    let caminho = escrita.await.map_err(ErroAplicacao::interno)??;
    Ok(Some((caminho, linhas)))
}

fn em_csv(caminho: &Path, colunas: &[&str], mut chegada: mpsc::Receiver<Folha>) -> Result<(), ErroAplicacao> {
    let mut arquivo = BufWriter::new(File::create(caminho).map_err(ErroAplicacao::interno)?);
    arquivo.write_all(&EscritorCsv::comeco(colunas)).map_err(ErroAplicacao::interno)?;
    while let Some(folha) = chegada.blocking_recv() {
        arquivo.write_all(&EscritorCsv::linhas(&folha.linhas)).map_err(ErroAplicacao::interno)?;
    }
    arquivo.flush().map_err(ErroAplicacao::interno)
}

fn em_xlsx(
    caminho: &Path,
    nome: &str,
    colunas: &[&str],
    mut chegada: mpsc::Receiver<Folha>,
) -> Result<(), ErroAplicacao> {
    let mut escritor = EscritorXlsx::novo(nome, colunas).map_err(ErroAplicacao::interno)?;
    while let Some(folha) = chegada.blocking_recv() {
        for linha in &folha.linhas {
            escritor.linha(linha).map_err(ErroAplicacao::interno)?;
        }
    }
    escritor.gravar(caminho).map_err(ErroAplicacao::interno)
}
