//! Decidir uma tarefa. Papel, campos exigidos e quatro olhos são conferidos pela máquina, na transação da decisão.

use std::sync::Arc;

use async_trait::async_trait;
use esteira_armazem::motor::Tarefa;
use esteira_armazem::{ErroArmazem, Unidade};
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
    let tarefa = obter(app, quem, id).await?;
    // A aprovação de fatura tem ação própria na tabela de perfis; as outras tarefas ficam com os papéis do passo.
    quem.exigir(if tarefa.passo == PASSO_APROVAR { Acao::Aprovar } else { Acao::VerTudo })?;
    if tarefa.situacao != "ABERTA" {
        return Err(ja_decidida(&tarefa));
    }
    let visita = u32::try_from(tarefa.visita).map_err(ErroAplicacao::interno)?;
    let comando = Comando::Decidir { visita, decisao: decisao.to_owned(), dados: dados.clone(), por: quem.ator() };
    let anexo = Arc::new(Decidida { tarefa: id, decisao: decisao.to_owned(), dados, quem: quem.clone() });
    let alvo = Alvo::Instancia(tarefa.instancia_id.into());
    match app.consolidador.pedir(quem.inquilino, alvo, comando, Some(anexo)).await {
        Ok(_) => obter(app, quem, id).await,
        // Alguém decidiu entre a leitura e a gravação: diga quem.
        Err(ErroAplicacao::Recusado(Recusa::VisitaPassada(_) | Recusa::NaoEspera { .. } | Recusa::Encerrada)) => {
            Err(ja_decidida(&obter(app, quem, id).await?))
        }
        Err(ErroAplicacao::Recusado(Recusa::CampoExigido { campo, .. })) if campo == "motivo" => {
            Err(ErroAplicacao::campo("motivo", "obrigatorio", "diga por que a fatura está sendo rejeitada"))
        }
        Err(erro) => Err(erro),
    }
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

#[async_trait]
impl Anexo for Decidida {
    async fn gravar(
        &self,
        unidade: &mut Unidade,
        instancia: InstanciaId,
        _decisao: &Decisao,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        let depois = json!({ "decisao": self.decisao, "dados": self.dados, "instancia_id": instancia });
        auditoria::registrar(unidade, &self.quem, "decidir", "tarefa", self.tarefa, None, Some(depois), agora).await
    }
}
