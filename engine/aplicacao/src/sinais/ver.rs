//! Listar e ver sinais.

use esteira_armazem::Pagina;
use esteira_armazem::sinais::{FiltroDeSinais, Sinal};
use esteira_base::ids::SinalId;
use esteira_dominio::Acao;

use crate::{Aplicacao, ErroAplicacao, Quem};

/// Sinais na ordem em que chegaram.
pub async fn listar(app: &Aplicacao, quem: &Quem, filtro: &FiltroDeSinais) -> Result<Pagina<Sinal>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    Ok(app.armazem.ler(quem.inquilino).await?.sinais(filtro).await?)
}

/// Um sinal.
pub async fn obter(app: &Aplicacao, quem: &Quem, id: SinalId) -> Result<Sinal, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let sinal = app.armazem.ler(quem.inquilino).await?.sinal(id).await?;
    sinal.ok_or_else(|| ErroAplicacao::nao_encontrado("sinal", id))
}
