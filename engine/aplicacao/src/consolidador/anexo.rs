//! O que se grava junto com uma decisão, na mesma transação.

use async_trait::async_trait;
use esteira_armazem::cadastro::RegistroDeAuditoria;
use esteira_armazem::motor::Tarefa;
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_base::ids::InstanciaId;
use esteira_motor::maquina::Decisao;

use crate::ErroAplicacao;

/// Mudanças de domínio que vão no mesmo commit do comando. Pode ser chamado mais de uma vez (o lote refeito), cada vez numa transação nova.
#[async_trait]
pub trait Anexo: Send + Sync {
    /// Recusa o comando pela tarefa a que se dirige, já lida no lote que a decidiria.
    fn conferir_tarefa(&self, _tarefa: &Tarefa) -> Result<(), ErroAplicacao> {
        Ok(())
    }

    /// O que se audita: vai com o resto do lote, sem ida própria ao banco.
    fn auditoria(&self, _instancia: InstanciaId, _decisao: &Decisao) -> Option<RegistroDeAuditoria> {
        None
    }

    /// Se [`Anexo::gravar`] tem o que fazer. Um lote em que ninguém escreve por conta própria se grava de uma vez.
    fn escreve(&self) -> bool {
        true
    }

    /// Escreve na transação do lote.
    async fn gravar(
        &self,
        _unidade: &mut Unidade,
        _instancia: InstanciaId,
        _decisao: &Decisao,
        _agora: Instante,
    ) -> Result<(), ErroArmazem> {
        Ok(())
    }
}

/// Projeta no domínio o que acontece com as instâncias de um fluxo: é como o motor muda o que as telas mostram sem o conhecer.
#[async_trait]
pub trait Projetor: Send + Sync {
    /// Se [`Projetor::projetar`] tem o que fazer com esta decisão.
    fn interessa(&self, _decisao: &Decisao) -> bool {
        true
    }

    async fn projetar(
        &self,
        unidade: &mut Unidade,
        instancia: InstanciaId,
        decisao: &Decisao,
        agora: Instante,
    ) -> Result<(), ErroArmazem>;
}
