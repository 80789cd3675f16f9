//! O relatório de uma importação encomendada: o que já se fez, também enquanto ela anda.

use esteira_armazem::encomendas::LinhaDaImportacao;
use esteira_base::ids::EncomendaId;

use super::exigir;
use crate::encomendas::{self, Especie};
use crate::exportacoes::Exportacao;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// O relatório, para quem pediu a importação ou um administrador o pôr numa planilha.
pub async fn relatorio(app: &Aplicacao, quem: &Quem, id: EncomendaId) -> Result<Exportacao, ErroAplicacao> {
    exigir(quem)?;
    encomendas::obter(app, quem, Especie::Importacao, id).await?;
    Ok(Exportacao::Importacao(id))
}

/// As linhas depois da de número dado. De quem é a importação já se conferiu.
pub(crate) async fn linhas(
    app: &Aplicacao,
    quem: &Quem,
    id: EncomendaId,
    depois_de: i64,
    limite: u32,
) -> Result<Vec<LinhaDaImportacao>, ErroAplicacao> {
    exigir(quem)?;
    Ok(app.armazem.ler(quem.inquilino).await?.linhas_da_importacao(id, depois_de, limite).await?)
}
