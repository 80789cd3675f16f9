//! Decidir uma tarefa. Papel, campos exigidos e quatro olhos são conferidos pela máquina, na transação da decisão.

use std::sync::Arc;

use async_trait::async_trait;
use esteira_armazem::cadastro::RegistroDeAuditoria;
use esteira_armazem::motor::Tarefa;
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_base::ids::{InstanciaId, LinkId, TarefaId};
use esteira_dominio::usuario::Acao;
use esteira_motor::maquina::{Comando, Decisao, Recusa};
use serde_json::{Value, json};

use super::obter;
use crate::auditoria;
use crate::consolidador::{Alvo, Anexo, Aplicado, Solicitacao};
use crate::faturas::PASSO_APROVAR;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Quantas se decidem num pedido só.
pub const MAXIMO_DE_DECISOES: usize = 500;

/// Decide. `dados` são os campos preenchidos (objeto): `motivo`, `observacao`…
pub async fn decidir(
    app: &Aplicacao,
    quem: &Quem,
    id: TarefaId,
    decisao: &str,
    dados: Value,
) -> Result<Tarefa, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    quem.exigir_no_escopo(Acao::Aprovar)?;
    decidir_uma(app, quem, id, solicitacao(quem, id, None, decisao, dados)).await
}

/// Decide e gasta o link, num commit.
pub(super) async fn decidir_por_link(
    app: &Aplicacao,
    quem: &Quem,
    id: TarefaId,
    link: LinkId,
    decisao: &str,
    dados: Value,
) -> Result<Tarefa, ErroAplicacao> {
    decidir_uma(app, quem, id, solicitacao(quem, id, Some(link), decisao, dados)).await
}

async fn decidir_uma(
    app: &Aplicacao,
    quem: &Quem,
    id: TarefaId,
    solicitacao: Solicitacao,
) -> Result<Tarefa, ErroAplicacao> {
    let Solicitacao { inquilino, alvo, comando, anexo } = solicitacao;
    let desfecho = app.consolidador.pedir(inquilino, alvo, comando, anexo).await;
    como_ficou(app, quem, id, desfecho).await
}

/// Decide várias do mesmo jeito, um desfecho para cada, na ordem. Uma recusada não impede as outras.
pub async fn decidir_varias(
    app: &Aplicacao,
    quem: &Quem,
    ids: &[TarefaId],
    decisao: &str,
    dados: Value,
) -> Result<Vec<Result<Tarefa, ErroAplicacao>>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    quem.exigir_no_escopo(Acao::Aprovar)?;
    if ids.len() > MAXIMO_DE_DECISOES {
        let mensagem =
            format!("decidem-se no máximo {MAXIMO_DE_DECISOES} tarefas por pedido; divida em pedidos menores");
        return Err(ErroAplicacao::LimiteExcedido(mensagem));
    }
    let solicitacoes = ids.iter().map(|id| solicitacao(quem, *id, None, decisao, dados.clone())).collect();
    let desfechos = app.consolidador.pedir_varios(solicitacoes).await;
    let mut decididas = Vec::with_capacity(ids.len());
    for (id, desfecho) in ids.iter().zip(desfechos) {
        decididas.push(como_ficou(app, quem, *id, desfecho).await);
    }
    Ok(decididas)
}

fn solicitacao(quem: &Quem, id: TarefaId, link: Option<LinkId>, decisao: &str, dados: Value) -> Solicitacao {
    // A visita é a da tarefa: preenche-a quem a lê, na transação que a decide.
    let comando = Comando::Decidir { visita: 0, decisao: decisao.to_owned(), dados: dados.clone(), por: quem.ator() };
    let anexo = Arc::new(Decidida { tarefa: id, link, decisao: decisao.to_owned(), dados, quem: quem.clone() });
    Solicitacao { inquilino: quem.inquilino, alvo: Alvo::Tarefa(id), comando, anexo: Some(anexo) }
}

async fn como_ficou(
    app: &Aplicacao,
    quem: &Quem,
    id: TarefaId,
    desfecho: Result<Aplicado, ErroAplicacao>,
) -> Result<Tarefa, ErroAplicacao> {
    match desfecho.map(|aplicado| aplicado.tarefa) {
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
pub(super) fn exigir_quem_decide(quem: &Quem, tarefa: &Tarefa) -> Result<(), ErroAplicacao> {
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
    /// Por que link, se foi por um.
    link: Option<LinkId>,
    decisao: String,
    dados: Value,
    quem: Quem,
}

#[async_trait]
impl Anexo for Decidida {
    fn conferir_tarefa(&self, tarefa: &Tarefa) -> Result<(), ErroAplicacao> {
        exigir_quem_decide(&self.quem, tarefa)
    }

    fn auditoria(&self, instancia: InstanciaId, _decisao: &Decisao) -> Option<RegistroDeAuditoria> {
        let mut depois = json!({ "decisao": self.decisao, "dados": self.dados, "instancia_id": instancia });
        if let Some(link) = self.link {
            depois["link"] = json!(link);
        }
        Some(auditoria::registro(&self.quem, "decidir", "tarefa", self.tarefa, None, Some(depois)))
    }

    fn escreve(&self) -> bool {
        self.link.is_some()
    }

    async fn gravar(
        &self,
        unidade: &mut Unidade,
        _instancia: InstanciaId,
        _decisao: &Decisao,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        match self.link {
            Some(link) if !unidade.usar_link(link, agora).await? => Err(ErroArmazem::Conflito),
            _ => Ok(()),
        }
    }
}
