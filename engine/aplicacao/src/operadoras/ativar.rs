//! Ativar e desativar uma operadora.

use esteira_armazem::cadastro::OperadoraGuardada;
use esteira_base::ids::OperadoraId;
use esteira_dominio::{Acao, Operadora};
use serde_json::json;

use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Liga ou desliga. Desligada, não recebe clientes nem processos novos; os que já correm terminam. Repetir não muda nada.
pub async fn ativar(
    app: &Aplicacao,
    quem: &Quem,
    id: OperadoraId,
    ativa: bool,
) -> Result<OperadoraGuardada, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let lida = unidade.operadora(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("operadora", id))?;
    if lida.operadora.status_ativo == ativa {
        return Ok(lida);
    }
    let nova = Operadora { status_ativo: ativa, ..lida.operadora.clone() };
    let mudada = unidade.alterar_operadora(&lida, nova, agora).await?;
    let acao = if ativa { "ativar" } else { "desativar" };
    let (antes, depois) = (Some(json!(lida.operadora)), Some(json!(mudada.operadora)));
    auditoria::registrar(&mut unidade, quem, acao, "operadora", id, antes, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(mudada)
}
