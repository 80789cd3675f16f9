//! Listar e ver tarefas, cada um as que pode decidir; o administrador vê todas.

use esteira_armazem::Pagina;
use esteira_armazem::motor::{ComQuem, FiltroDeTarefas, Tarefa};
use esteira_base::ids::TarefaId;
use esteira_dominio::usuario::Acao;

use crate::consolidador::{candidato_por_papel, candidato_por_usuario};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// As tarefas que quem pede pode decidir, por papel ou por nome, da mais velha à mais nova.
pub async fn listar(
    app: &Aplicacao,
    quem: &Quem,
    mut filtro: FiltroDeTarefas,
) -> Result<Pagina<Tarefa>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    filtro.candidatos = candidatos(quem);
    Ok(app.armazem.ler(quem.inquilino).await?.tarefas(&filtro).await?)
}

/// Como quem pede se escreve entre os candidatos de uma tarefa: por papel e por nome.
pub(super) fn candidatos(quem: &Quem) -> Vec<String> {
    let ator = quem.ator();
    let papeis = ator.papeis.iter().map(|papel| candidato_por_papel(papel));
    papeis.chain(ator.id.iter().map(|id| candidato_por_usuario(id))).collect()
}

/// Quais das abertas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quais {
    /// As que estão com quem pede.
    Minhas,
    /// As que não estão com ninguém.
    Disponiveis,
}

impl Quais {
    /// Como se filtra, para quem pede. O sistema não tem tarefas suas.
    pub fn com_quem(self, quem: &Quem) -> ComQuem {
        match self {
            Self::Minhas => ComQuem::Pessoa(quem.usuario.map(|id| id.to_string()).unwrap_or_default()),
            Self::Disponiveis => ComQuem::Ninguem,
        }
    }
}

/// Uma tarefa.
pub async fn obter(app: &Aplicacao, quem: &Quem, id: TarefaId) -> Result<Tarefa, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let tarefa = app.armazem.ler(quem.inquilino).await?.tarefa(id).await?;
    tarefa.ok_or_else(|| ErroAplicacao::nao_encontrado("tarefa", id))
}
