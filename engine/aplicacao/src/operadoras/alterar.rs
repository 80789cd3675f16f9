//! Alterar uma operadora.

use esteira_armazem::Unidade;
use esteira_armazem::cadastro::OperadoraGuardada;
use esteira_base::Instante;
use esteira_base::ids::OperadoraId;
use esteira_dominio::{Acao, Cliente, NovaOperadora, Operadora, gerar_hash_cadastro};
use serde_json::json;

use super::plugin::exigir_plugin;
use super::repetida;
use crate::clientes::duplicado;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Troca o cadastro inteiro. `revisao` é a lida: se já não é a vigente, [`ErroAplicacao::RevisaoVelha`].
///
/// O nome entra no hash de cadastro: mudá-lo refaz o hash de todos os clientes da operadora, cada um guardando o antigo no histórico.
pub async fn alterar(
    app: &Aplicacao,
    quem: &Quem,
    id: OperadoraId,
    revisao: i64,
    nova: NovaOperadora,
) -> Result<OperadoraGuardada, ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)?;
    let nova = nova.validar(id).map_err(|erros| ErroAplicacao::Invalido(erros.0))?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let lida = unidade.operadora(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("operadora", id))?;
    if lida.revisao != revisao {
        return Err(ErroAplicacao::RevisaoVelha);
    }
    exigir_plugin(app, &mut unidade, Some(&lida.operadora), &nova).await?;
    let alterada = unidade.alterar_operadora(&lida, nova, agora).await.map_err(repetida)?;
    if alterada.operadora.nome != lida.operadora.nome {
        refazer_hashes(&mut unidade, quem, &alterada.operadora, agora).await?;
    }
    let (antes, depois) = (Some(json!(lida.operadora)), Some(json!(alterada.operadora)));
    auditoria::registrar(&mut unidade, quem, "alterar", "operadora", id, antes, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(alterada)
}

async fn refazer_hashes(
    unidade: &mut Unidade,
    quem: &Quem,
    operadora: &Operadora,
    agora: Instante,
) -> Result<(), ErroAplicacao> {
    for lido in unidade.clientes_da_operadora(operadora.id).await? {
        let c = &lido.cliente;
        let hash_unico =
            gerar_hash_cadastro(&c.nome_sat, &operadora.nome, &c.servico, &c.dados_sat, &c.filtro, &c.unidade);
        // Mudar só a caixa do nome não muda hash nenhum.
        if hash_unico == c.hash_unico {
            continue;
        }
        let novo = Cliente { hash_unico, ..c.clone() };
        let refeito = unidade.alterar_cliente(&lido, novo, agora).await.map_err(duplicado)?;
        let (antes, depois) = (Some(json!(lido.cliente)), Some(json!(refeito.cliente)));
        auditoria::registrar(unidade, quem, "alterar", "cliente", lido.cliente.id, antes, depois, agora).await?;
    }
    Ok(())
}
