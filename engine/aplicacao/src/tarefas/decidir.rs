//! Decidir uma tarefa. Papel, campos exigidos e quatro olhos são conferidos pela máquina, na transação da decisão.

use std::sync::Arc;

use esteira_armazem::cadastro::RegistroDeAuditoria;
use esteira_armazem::motor::Tarefa;
use esteira_base::Instante;
use esteira_base::ids::{InstanciaId, TarefaId};
use esteira_dominio::usuario::Acao;
use esteira_motor::maquina::{Comando, Decisao, Recusa};
use serde_json::{Value, json};

use super::obter;
use crate::auditoria;
use crate::consolidador::{Alvo, Anexo};
use crate::faturas::PASSO_APROVAR;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Decide. `dados` são os campos preenchidos (objeto): `motivo`, `observacao`…
pub async fn decidir(
    app: &Aplicacao,
    quem: &Quem,
    id: TarefaId,
    decisao: &str,
    dados: Value,
) -> Result<Tarefa, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    // A visita é a da tarefa: preenche-a quem a lê, na transação que a decide.
    let comando = Comando::Decidir { visita: 0, decisao: decisao.to_owned(), dados: dados.clone(), por: quem.ator() };
    let anexo = Arc::new(Decidida { tarefa: id, decisao: decisao.to_owned(), dados, quem: quem.clone() });
    let aplicado = app.consolidador.pedir(quem.inquilino, Alvo::Tarefa(id), comando, Some(anexo)).await;
    match aplicado.map(|aplicado| aplicado.tarefa) {
        Ok(Some(tarefa)) => Ok(tarefa),
        Ok(None) => obter(app, quem, id).await,
        // Não está aberta: nunca existiu, ou alguém decidiu antes; diga quem.
        Err(ErroAplicacao::NaoEncontrado { .. }) => {
            let tarefa = obter(app, quem, id).await?;
            exigir_quem_decide(quem, &tarefa)?;
            Err(ja_decidida(&tarefa))
        }
        Err(ErroAplicacao::Recusado(Recusa::CampoExigido { campo, .. })) if campo == "motivo" => {
            Err(ErroAplicacao::campo("motivo", "obrigatorio", "diga por que a fatura está sendo rejeitada"))
        }
        Err(erro) => Err(erro),
    }
}

/// A aprovação de fatura tem ação própria na tabela de perfis; as outras tarefas ficam com os papéis do passo.
fn exigir_quem_decide(quem: &Quem, tarefa: &Tarefa) -> Result<(), ErroAplicacao> {
    quem.exigir(if tarefa.passo == PASSO_APROVAR { Acao::Aprovar } else { Acao::VerTudo })
}

fn ja_decidida(tarefa: &Tarefa) -> ErroAplicacao {
    let por = tarefa.decidida_por.as_deref().unwrap_or("o sistema");
    let quando = tarefa.decidida_em.map(|micros| Instante::de_micros(micros).to_string()).unwrap_or_default();
    let decisao = tarefa.decisao.as_deref().unwrap_or("cancelar");
    ErroAplicacao::conflito("tarefa_ja_decidida", format!("já decidida (\"{decisao}\") por {por} em {quando}"))
}

struct Decidida {
    tarefa: TarefaId,
    decisao: String,
    dados: Value,
    quem: Quem,
}

impl Anexo for Decidida {
    fn conferir_tarefa(&self, tarefa: &Tarefa) -> Result<(), ErroAplicacao> {
        exigir_quem_decide(&self.quem, tarefa)
    }

    fn auditoria(&self, instancia: InstanciaId, _decisao: &Decisao) -> Option<RegistroDeAuditoria> {
        let depois = json!({ "decisao": self.decisao, "dados": self.dados, "instancia_id": instancia });
        Some(auditoria::registro(&self.quem, "decidir", "tarefa", self.tarefa, None, Some(depois)))
    }

    fn escreve(&self) -> bool {
        false
    }
}
