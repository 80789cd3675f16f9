//! Ver o que há publicado e o que vale.

use esteira_armazem::plugins::{PluginPublicado, Vigente};
use esteira_dominio::usuario::Acao;

use crate::{Aplicacao, ErroAplicacao, Quem};

/// Tudo o que se publicou, e o que vale de cada plugin.
#[derive(Debug, Clone)]
pub struct Estante {
    /// Por nome, das mais novas às mais velhas.
    pub publicados: Vec<PluginPublicado>,
    pub vigentes: Vec<Vigente>,
}

/// O que há.
pub async fn listar(app: &Aplicacao, quem: &Quem, nome: Option<&str>) -> Result<Estante, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let publicados = unidade.plugins_publicados(nome).await?;
    let mut vigentes = unidade.plugins_vigentes().await?;
    vigentes.retain(|vigente| nome.is_none_or(|nome| vigente.nome == nome));
    Ok(Estante { publicados, vigentes })
}
