//! O que se grava junto com o relato de uma execução.

use async_trait::async_trait;
use esteira_armazem::faturas::{ArquivoDaExecucao, DadosDaFatura, FimDaExecucao};
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_base::ids::{ExecucaoId, InstanciaId, ProcessoId};
use esteira_dominio::StatusExecucao;
use esteira_motor::maquina::{Decisao, Evento};
use uuid::Uuid;

use crate::consolidador::Anexo;

/// Uma execução que acabou, bem ou mal.
pub(super) struct Concluida {
    pub execucao: ExecucaoId,
    pub processo: ProcessoId,
    pub fim: FimDaExecucao,
    pub arquivos: Vec<ArquivoDaExecucao>,
    /// A fatura baixada.
    pub fatura: Option<DadosDaFatura>,
    /// O efeito único confirmado: chave, saída e comprovante (JSON).
    pub envio: Option<Envio>,
    /// O trabalho do RPA externo que acabou com ela.
    pub externo: Option<FimDoExterno>,
}

pub(super) struct Envio {
    pub chave: String,
    pub saida: String,
    pub comprovante: String,
}

/// Um trabalho do RPA externo e como acabou.
#[derive(Clone, Copy)]
pub(super) struct FimDoExterno {
    pub id: Uuid,
    /// `CONCLUIDO`, `FALHOU`, `RECUSADO` ou `INCERTO`.
    pub desfecho: &'static str,
}

#[async_trait]
impl Anexo for Concluida {
    async fn gravar(
        &self,
        unidade: &mut Unidade,
        _instancia: InstanciaId,
        decisao: &Decisao,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        let mut fim = self.fim.clone();
        // Se a máquina pediu outra tentativa, a execução não é o fim da história.
        let repete = decisao.eventos.iter().any(|evento| matches!(evento, Evento::TrabalhoFalhou { .. }))
            && decisao
                .eventos
                .iter()
                .any(|evento| matches!(evento, Evento::TrabalhoPedido { tentativa, .. } if *tentativa > 1));
        if repete {
            fim.status = StatusExecucao::TentandoNovamente.as_str().to_owned();
        }
        unidade.encerrar_execucao(self.execucao, &fim, agora).await?;
        if let Some(externo) = self.externo {
            unidade.encerrar_trabalho(externo.id, externo.desfecho, agora).await?;
        }
        for arquivo in &self.arquivos {
            unidade.anexar_arquivo(arquivo, agora).await?;
        }
        if let Some(fatura) = &self.fatura {
            unidade.guardar_fatura(self.processo, fatura, agora).await?;
        }
        if let Some(envio) = &self.envio {
            unidade.confirmar_efeito(&envio.chave, &envio.saida, agora).await?;
            unidade.anotar_envio(self.processo, &envio.comprovante, agora).await?;
        }
        Ok(())
    }
}
