//! Listar e ver operadoras.

use esteira_armazem::Pagina;
use esteira_armazem::cadastro::{FiltroDeOperadoras, OperadoraGuardada};
use esteira_base::ids::OperadoraId;
use esteira_dominio::Acao;

use crate::{Aplicacao, ErroAplicacao, Quem};

/// Operadoras em ordem de nome.
pub async fn listar(
    app: &Aplicacao,
    quem: &Quem,
    filtro: &FiltroDeOperadoras,
) -> Result<Pagina<OperadoraGuardada>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    Ok(app.armazem.ler(quem.inquilino).await?.operadoras(filtro).await?)
}

/// Uma operadora.
pub async fn obter(app: &Aplicacao, quem: &Quem, id: OperadoraId) -> Result<OperadoraGuardada, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let operadora = app.armazem.ler(quem.inquilino).await?.operadora(id).await?;
    operadora.ok_or_else(|| ErroAplicacao::nao_encontrado("operadora", id))
}
