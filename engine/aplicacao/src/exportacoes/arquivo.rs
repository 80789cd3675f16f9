//! Buscar o arquivo de uma exportação pronta.

use esteira_base::Instante;
use esteira_base::ids::EncomendaId;
use esteira_dominio::Acao;
use esteira_planilhas::Formato;
use esteira_portas::arquivos::ErroArquivos;
use tempfile::{NamedTempFile, TempPath};

use super::encomendar::Pedido;
use crate::encomendas::{Especie, VALIDADE_DO_ARQUIVO, procurar};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// O arquivo, conferido contra o seu resumo.
#[derive(Debug)]
pub struct ExportacaoPronta {
    pub nome: String,
    pub formato: Formato,
    /// Apaga-se quando se larga.
    pub caminho: TempPath,
}

/// O arquivo, para quem pediu ou um administrador, enquanto vale. Quem o leva fica na auditoria.
pub async fn arquivo(app: &Aplicacao, quem: &Quem, id: EncomendaId) -> Result<ExportacaoPronta, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let encomenda = procurar(&mut unidade, quem, Especie::Exportacao, id).await?;
    drop(unidade);
    let (exportacao, formato) = Pedido::da_encomenda(&encomenda)?;
    // Quem pediu pode ter perdido a vista entre o pedido e a busca.
    exportacao.exigir(quem)?;
    let Some(chave) = encomenda.arquivo_chave else {
        let mensagem =
            format!("esta exportação não tem arquivo: está {}; veja-a em /api/exportacoes/{id}", encomenda.estado);
        return Err(ErroAplicacao::conflito("exportacao_nao_pronta", mensagem));
    };
    if encomenda.vence_em.is_none_or(|vence_em| agora >= Instante::de_micros(vence_em)) {
        let dias = VALIDADE_DO_ARQUIVO.as_secs() / 86_400;
        let mensagem = format!("este arquivo se buscava por {dias} dias, que já passaram; exporte de novo");
        return Err(ErroAplicacao::conflito("exportacao_vencida", mensagem));
    }
    let caminho = NamedTempFile::new().map_err(ErroAplicacao::interno)?.into_temp_path();
    app.arquivos.ler_para(&chave, &caminho).await.map_err(|erro| match erro {
        ErroArquivos::NaoEncontrado(_) => ErroAplicacao::nao_encontrado("arquivo da exportação", id),
        ErroArquivos::Indisponivel(_) => ErroAplicacao::Indisponivel(erro.into()),
        ErroArquivos::Corrompido(_) => ErroAplicacao::interno(erro),
    })?;
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    auditoria::registrar(&mut unidade, quem, "baixar", "exportacao", id, None, None, agora).await?;
    unidade.confirmar().await?;
    let nome = format!("{}.{}", exportacao.nome(), formato.extensao());
    Ok(ExportacaoPronta { nome, formato, caminho })
}
