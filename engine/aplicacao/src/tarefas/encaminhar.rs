//! Assumir, devolver, atribuir e delegar: a tarefa muda de mãos sem ser decidida. Quem pode, confere a máquina, na transação da mudança.

use std::sync::Arc;

use esteira_armazem::cadastro::RegistroDeAuditoria;
use esteira_armazem::motor::Tarefa;
use esteira_base::ids::{InstanciaId, TarefaId, UsuarioId};
use esteira_dominio::usuario::{Acao, Usuario};
use esteira_motor::maquina::{Comando, Decisao, Encaminhamento, Pessoa};
use serde_json::json;

use super::decidir::exigir_quem_decide;
use super::obter;
use crate::auditoria;
use crate::consolidador::{Alvo, Anexo};
use crate::faturas::PASSO_APROVAR;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// O que se faz com a tarefa.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mudanca {
    /// Quem pede a toma para si.
    Assumir,
    /// Quem a tem a devolve a todos.
    Devolver,
    /// Um supervisor a dá a alguém.
    Atribuir(UsuarioId),
    /// Quem podia decidir passa a vez a alguém.
    Delegar(UsuarioId),
}

impl Mudanca {
    fn nome(self) -> &'static str {
        match self {
            Self::Assumir => "assumir",
            Self::Devolver => "devolver",
            Self::Atribuir(_) => "atribuir",
            Self::Delegar(_) => "delegar",
        }
    }

    fn para(self) -> Option<UsuarioId> {
        match self {
            Self::Assumir | Self::Devolver => None,
            Self::Atribuir(para) | Self::Delegar(para) => Some(para),
        }
    }
}

/// Muda a tarefa de mãos. Com `revisao`, só se ela ainda é a que se leu.
pub async fn encaminhar(
    app: &Aplicacao,
    quem: &Quem,
    id: TarefaId,
    mudanca: Mudanca,
    revisao: Option<i64>,
) -> Result<Tarefa, ErroAplicacao> {
    quem.exigir_no_escopo(Acao::Aprovar)?;
    quem.exigir(if matches!(mudanca, Mudanca::Atribuir(_)) { Acao::DistribuirTarefas } else { Acao::VerTudo })?;
    let para = match mudanca.para() {
        Some(para) => Some(destinatario(app, quem, para).await?),
        None => None,
    };
    let como = match (mudanca, &para) {
        (Mudanca::Assumir, _) => Encaminhamento::Assumir,
        (Mudanca::Atribuir(_), Some(para)) => Encaminhamento::Atribuir(pessoa(para)),
        (Mudanca::Delegar(_), Some(para)) => Encaminhamento::Delegar(pessoa(para)),
        _ => Encaminhamento::Devolver,
    };
    // A visita é a da tarefa: preenche-a quem a lê, na transação que a muda.
    let comando = Comando::Encaminhar { visita: 0, como, por: quem.ator() };
    let anexo = Arc::new(Encaminhada { tarefa: id, quem: quem.clone(), mudanca, para, revisao });
    let aplicado = app.consolidador.pedir(quem.inquilino, Alvo::Tarefa(id), comando, Some(anexo)).await;
    match aplicado.map(|aplicado| aplicado.tarefa) {
        Ok(Some(tarefa)) => Ok(tarefa),
        Ok(None) => obter(app, quem, id).await,
        Err(ErroAplicacao::NaoEncontrado { .. }) => {
            obter(app, quem, id).await?;
            Err(ErroAplicacao::conflito(
                "tarefa_encerrada",
                "a tarefa já foi decidida ou abandonada; não muda mais de mãos",
            ))
        }
        Err(erro) => Err(erro),
    }
}

async fn destinatario(app: &Aplicacao, quem: &Quem, id: UsuarioId) -> Result<Usuario, ErroAplicacao> {
    let guardado = app.armazem.ler(quem.inquilino).await?.usuario(id).await?;
    let usuario = guardado.map(|guardado| guardado.usuario);
    match usuario {
        Some(usuario) if usuario.status_ativo => Ok(usuario),
        Some(_) => Err(ErroAplicacao::campo("para", "inativo", "esta pessoa está inativa; escolha outra")),
        None => Err(ErroAplicacao::campo("para", "nao_encontrado", "não há usuário com este id")),
    }
}

fn pessoa(usuario: &Usuario) -> Pessoa {
    Pessoa { id: usuario.id.to_string(), nome: usuario.nome_completo.clone() }
}

struct Encaminhada {
    tarefa: TarefaId,
    quem: Quem,
    mudanca: Mudanca,
    para: Option<Usuario>,
    revisao: Option<i64>,
}

impl Anexo for Encaminhada {
    fn conferir_tarefa(&self, tarefa: &Tarefa) -> Result<(), ErroAplicacao> {
        if self.revisao.is_some_and(|revisao| revisao != tarefa.revisao) {
            return Err(ErroAplicacao::RevisaoVelha);
        }
        if matches!(self.mudanca, Mudanca::Assumir | Mudanca::Delegar(_)) {
            exigir_quem_decide(&self.quem, tarefa)?;
        }
        // Dada a quem não pode aprovar, a fatura ficaria parada na mão dele.
        let aprova = |usuario: &Usuario| tarefa.passo != PASSO_APROVAR || usuario.pode(Acao::Aprovar);
        if self.para.as_ref().is_some_and(|para| !aprova(para)) {
            let mensagem = "o perfil desta pessoa não aprova faturas; escolha quem aprove";
            return Err(ErroAplicacao::campo("para", "sem_permissao", mensagem));
        }
        Ok(())
    }

    fn auditoria(&self, instancia: InstanciaId, _decisao: &Decisao) -> Option<RegistroDeAuditoria> {
        let para = self.para.as_ref().map(|para| para.id);
        let depois = json!({ "para": para, "instancia_id": instancia });
        Some(auditoria::registro(&self.quem, self.mudanca.nome(), "tarefa", self.tarefa, None, Some(depois)))
    }

    fn escreve(&self) -> bool {
        false
    }
}
