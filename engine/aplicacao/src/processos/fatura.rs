//! O PDF da fatura vigente de um processo.

use esteira_base::ids::ProcessoId;
use esteira_portas::arquivos::ErroArquivos;
use tokio_util::bytes::Bytes;

use super::obter;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// O arquivo, com o nome com que se salva.
#[derive(Debug, Clone)]
pub struct FaturaGuardada {
    pub nome: String,
    pub resumo: String,
    pub conteudo: Bytes,
}

/// A fatura, conferida contra o seu resumo.
pub async fn fatura(app: &Aplicacao, quem: &Quem, id: ProcessoId) -> Result<FaturaGuardada, ErroAplicacao> {
    let processo = obter(app, quem, id).await?;
    let (Some(chave), Some(resumo)) = (processo.caminho_s3_fatura, processo.resumo_fatura) else {
        return Err(ErroAplicacao::nao_encontrado("fatura do processo", id));
    };
    let conteudo = ler_arquivo(app, &chave).await?;
    let nome = processo.nome_fatura.unwrap_or_else(|| format!("{}_{}.pdf", processo.hash_unico, processo.mes_ano));
    Ok(FaturaGuardada { nome, resumo, conteudo })
}

/// Lê do armazém de arquivos, com os erros dele traduzidos.
pub(crate) async fn ler_arquivo(app: &Aplicacao, chave: &str) -> Result<Bytes, ErroAplicacao> {
    app.arquivos.ler(chave).await.map_err(|erro| match erro {
        ErroArquivos::NaoEncontrado(_) => ErroAplicacao::nao_encontrado("arquivo", chave),
        ErroArquivos::Indisponivel(_) => ErroAplicacao::Indisponivel(erro.into()),
        ErroArquivos::Corrompido(_) => ErroAplicacao::Interno(erro.into()),
    })
}
