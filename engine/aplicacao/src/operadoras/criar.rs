//! Cadastrar uma operadora.

use esteira_armazem::cadastro::OperadoraGuardada;
use esteira_base::ids::OperadoraId;
use esteira_dominio::{Acao, NovaOperadora};
use serde_json::json;

use super::plugin::exigir_plugin;
use super::repetida;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Cadastra.
pub async fn criar(app: &Aplicacao, quem: &Quem, nova: NovaOperadora) -> Result<OperadoraGuardada, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let operadora = nova.validar(OperadoraId::novo()).map_err(|erros| ErroAplicacao::Invalido(erros.0))?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    exigir_plugin(app, &mut unidade, None, &operadora).await?;
    let criada = unidade.criar_operadora(operadora, agora).await.map_err(repetida)?;
    let depois = Some(json!(criada.operadora));
    auditoria::registrar(&mut unidade, quem, "criar", "operadora", criada.operadora.id, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(criada)
}
