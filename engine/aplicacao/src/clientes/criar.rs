//! Cadastrar um cliente.

use esteira_armazem::cadastro::ClienteGuardado;
use esteira_base::Segredo;
use esteira_base::ids::{ClienteId, OperadoraId};
use esteira_dominio::{Acao, NovoCliente};

use super::senha_do_portal::cifrar;
use super::{duplicado, operadora_do_cliente, operadora_inativa, para_a_auditoria};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Cadastra, ligado a uma operadora ativa.
pub async fn criar(
    app: &Aplicacao,
    quem: &Quem,
    operadora: OperadoraId,
    novo: NovoCliente,
    senha_portal: Option<Segredo>,
) -> Result<ClienteGuardado, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let operadora = operadora_do_cliente(&mut unidade, operadora).await?;
    if !operadora.status_ativo {
        return Err(operadora_inativa(&operadora));
    }
    let cliente = novo.criar(ClienteId::novo(), &operadora).map_err(|erros| ErroAplicacao::Invalido(erros.0))?;
    let senha_portal = senha_portal.map(|senha| cifrar(app, quem.inquilino, &senha)).transpose()?;
    let criado = unidade.criar_cliente(cliente, senha_portal, agora).await.map_err(duplicado)?;
    let depois = Some(para_a_auditoria(&criado.cliente));
    auditoria::registrar(&mut unidade, quem, "criar", "cliente", criado.cliente.id, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(criado)
}
