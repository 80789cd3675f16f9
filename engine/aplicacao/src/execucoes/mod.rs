//! Execuções: ver, com logs e arquivos.

use esteira_armazem::Pagina;
use esteira_armazem::faturas::{ArquivoDaExecucao, Execucao, LinhaDaExecucao};
use esteira_base::ids::{ArquivoId, ExecucaoId, ProcessoId};
use esteira_dominio::usuario::Acao;
use tokio_util::bytes::Bytes;
use uuid::Uuid;

use crate::processos::ler_arquivo;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Quantas linhas de log por leitura.
pub const MAXIMO_DE_LINHAS: u32 = 1_000;

/// Execuções na ordem em que começaram.
pub async fn listar(
    app: &Aplicacao,
    quem: &Quem,
    processo: Option<ProcessoId>,
    status: Option<&str>,
    depois_de: Option<Uuid>,
    limite: u32,
) -> Result<Pagina<Execucao>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    Ok(unidade.execucoes(processo.map(|p| p.0), status, depois_de, limite).await?)
}

/// Uma execução com os seus arquivos.
pub async fn obter(
    app: &Aplicacao,
    quem: &Quem,
    id: ExecucaoId,
) -> Result<(Execucao, Vec<ArquivoDaExecucao>), ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let execucao = unidade.execucao(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("execução", id))?;
    let arquivos = unidade.arquivos_da_execucao(id).await?;
    Ok((execucao, arquivos))
}

/// Linhas de log depois do número dado (0 = do começo), até [`MAXIMO_DE_LINHAS`].
pub async fn linhas(
    app: &Aplicacao,
    quem: &Quem,
    id: ExecucaoId,
    depois_de: i64,
) -> Result<Vec<LinhaDaExecucao>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    Ok(app.armazem.ler(quem.inquilino).await?.linhas_da_execucao(id, depois_de, MAXIMO_DE_LINHAS).await?)
}

/// Um arquivo da execução, com o conteúdo.
pub async fn arquivo(
    app: &Aplicacao,
    quem: &Quem,
    execucao: ExecucaoId,
    id: ArquivoId,
) -> Result<(ArquivoDaExecucao, Bytes), ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let arquivo = app.armazem.ler(quem.inquilino).await?.arquivo_da_execucao(execucao, id).await?;
    let arquivo = arquivo.ok_or_else(|| ErroAplicacao::nao_encontrado("arquivo", id))?;
    let conteudo = ler_arquivo(app, &arquivo.chave).await?;
    Ok((arquivo, conteudo))
}
