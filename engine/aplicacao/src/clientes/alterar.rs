//! Alterar um cliente.

use esteira_armazem::cadastro::ClienteGuardado;
use esteira_base::Segredo;
use esteira_base::ids::{ClienteId, OperadoraId};
use esteira_dominio::{Acao, NovoCliente};

use super::senha_do_portal::trocar_senha;
use super::{duplicado, operadora_do_cliente, operadora_inativa, para_a_auditoria};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Troca o cadastro inteiro; a senha do portal, só se vem outra. `revisao` é a lida: se já não é a vigente, [`ErroAplicacao::RevisaoVelha`].
///
/// Se o hash muda, o antigo continua levando a este cliente: o vínculo com processos e com o SAT não se perde.
pub async fn alterar(
    app: &Aplicacao,
    quem: &Quem,
    id: ClienteId,
    revisao: i64,
    operadora: OperadoraId,
    mut novo: NovoCliente,
    senha_portal: Option<Segredo>,
) -> Result<ClienteGuardado, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let lido = unidade.cliente(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("cliente", id))?;
    if lido.revisao != revisao {
        return Err(ErroAplicacao::RevisaoVelha);
    }
    let operadora = operadora_do_cliente(&mut unidade, operadora).await?;
    if !operadora.status_ativo && operadora.id != lido.cliente.operadora_id {
        return Err(operadora_inativa(&operadora));
    }
    // Por fora o CPF só se vê coberto; quem devolve o que leu não o está mudando.
    if novo.cpf == lido.cliente.cpf.map(|cpf| cpf.coberto()) {
        novo.cpf = lido.cliente.cpf.map(|cpf| cpf.to_string());
    }
    let novo = novo.alterar(&lido.cliente, &operadora).map_err(|erros| ErroAplicacao::Invalido(erros.0))?;
    let mut alterado = unidade.alterar_cliente(&lido, novo, agora).await.map_err(duplicado)?;
    let (antes, depois) = (Some(para_a_auditoria(&lido.cliente)), Some(para_a_auditoria(&alterado.cliente)));
    auditoria::registrar(&mut unidade, quem, "alterar", "cliente", id, antes, depois, agora).await?;
    if let Some(senha) = senha_portal {
        alterado = trocar_senha(app, &mut unidade, quem, &alterado, Some(senha), agora).await?;
    }
    unidade.confirmar().await?;
    Ok(alterado)
}
