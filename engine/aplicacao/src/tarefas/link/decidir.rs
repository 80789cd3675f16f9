//! Decidir por um link.

use esteira_armazem::motor::Tarefa;
use esteira_base::ids::TarefaId;
use serde_json::Value;

use super::abrir::abrir;
use crate::autenticacao::Origem;
use crate::tarefas::decidir::decidir_por_link;
use crate::{Aplicacao, ErroAplicacao};

/// Decide como o dono do link. O link se gasta no commit da decisão: recusada, ele ainda serve.
pub async fn decidir(
    app: &Aplicacao,
    token: &str,
    origem: Origem,
    decisao: &str,
    dados: Value,
) -> Result<Tarefa, ErroAplicacao> {
    let aberto = abrir(app, token, origem).await?;
    if aberto.usado_em.is_some() {
        return Err(ErroAplicacao::conflito("link_usado", "você já decidiu por este link"));
    }
    let tarefa = TarefaId::from(aberto.vista.tarefa.id);
    decidir_por_link(app, &aberto.quem, tarefa, aberto.link, decisao, dados).await
}
