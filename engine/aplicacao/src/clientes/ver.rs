//! Listar e ver clientes.

use esteira_armazem::Pagina;
use esteira_armazem::cadastro::{ClienteGuardado, FiltroDeClientes};
use esteira_base::ids::ClienteId;
use esteira_dominio::Acao;

use crate::{Aplicacao, ErroAplicacao, Quem};

/// Clientes em ordem de nome no SAT.
pub async fn listar(
    app: &Aplicacao,
    quem: &Quem,
    filtro: &FiltroDeClientes,
) -> Result<Pagina<ClienteGuardado>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    Ok(app.armazem.ler(quem.inquilino).await?.clientes(filtro).await?)
}

/// Um cliente.
pub async fn obter(app: &Aplicacao, quem: &Quem, id: ClienteId) -> Result<ClienteGuardado, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let cliente = app.armazem.ler(quem.inquilino).await?.cliente(id).await?;
    cliente.ok_or_else(|| ErroAplicacao::nao_encontrado("cliente", id))
}
