//! Cancelar um processo: o fluxo dele encerra e nada mais acontece sozinho.

use esteira_base::ids::{InstanciaId, ProcessoId};
use esteira_dominio::usuario::Acao;

use super::obter;
use crate::instancias;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Cancela, com motivo.
pub async fn cancelar(app: &Aplicacao, quem: &Quem, id: ProcessoId, motivo: String) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::Executar)?;
    if motivo.trim().is_empty() {
        return Err(ErroAplicacao::campo("motivo", "obrigatorio", "diga por que o processo está sendo cancelado"));
    }
    let processo = obter(app, quem, id).await?;
    let instancia = processo.instancia_id.map(InstanciaId::from);
    let instancia =
        instancia.ok_or_else(|| ErroAplicacao::conflito("sem_instancia", "o processo não tem fluxo vivo"))?;
    instancias::cancelar(app, quem, instancia, motivo).await
}
