//! O que se grava junto com uma decisão, na mesma transação.

use async_trait::async_trait;
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_base::ids::InstanciaId;
use esteira_motor::maquina::Decisao;

/// Mudanças de domínio que vão no mesmo commit do comando. Pode ser chamado mais de uma vez (o lote refeito), cada vez numa transação nova.
#[async_trait]
pub trait Anexo: Send + Sync {
    async fn gravar(
        &self,
        unidade: &mut Unidade,
        instancia: InstanciaId,
        decisao: &Decisao,
        agora: Instante,
    ) -> Result<(), ErroArmazem>;
}

/// Projeta no domínio o que acontece com as instâncias de um fluxo: é como o motor muda o que as telas mostram sem o conhecer.
#[async_trait]
pub trait Projetor: Send + Sync {
    async fn projetar(
        &self,
        unidade: &mut Unidade,
        instancia: InstanciaId,
        decisao: &Decisao,
        agora: Instante,
    ) -> Result<(), ErroArmazem>;
}
