//! Execuções: ver, com logs e arquivos.

use esteira_armazem::Pagina;
use esteira_armazem::faturas::{ArquivoDaExecucao, Execucao, FiltroDeExecucoes, LinhaDaExecucao};
use esteira_base::ids::{ArquivoId, ExecucaoId};
use esteira_dominio::usuario::Acao;
use tokio_util::bytes::Bytes;

use crate::processos::ler_arquivo;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Quantas linhas de log por leitura.
pub const MAXIMO_DE_LINHAS: u32 = 1_000;

/// Execuções, da mais nova à mais velha.
pub async fn listar(
    app: &Aplicacao,
    quem: &Quem,
    filtro: &FiltroDeExecucoes,
) -> Result<Pagina<Execucao>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    Ok(app.armazem.ler(quem.inquilino).await?.execucoes(filtro).await?)
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
