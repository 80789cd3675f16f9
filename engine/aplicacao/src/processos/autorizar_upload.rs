//! Autorizar o upload manual da fatura de uma operadora com RPA: o portal não a deu, e um administrador aceita que alguém a traga.
//!
//! A instância larga o que fazia (baixar, esperar até amanhã, um incidente) e passa a esperar a fatura, como a de operadora sem RPA.

use std::sync::Arc;

use esteira_armazem::cadastro::RegistroDeAuditoria;
use esteira_base::ids::{InstanciaId, ProcessoId};
use esteira_dominio::usuario::Acao;
use esteira_motor::maquina::Decisao;
use serde_json::json;

use super::disparar::{desviar, visita_em};
use super::{instancia_viva, obter};
use crate::auditoria;
use crate::consolidador::{Alvo, Anexo};
use crate::faturas::{PASSO_AGUARDAR_UPLOAD, PASSO_BAIXAR, PASSO_TENTAR_AMANHA};
use crate::instancias::{conferir_motivo, estado};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Deixa que se mande à mão a fatura que o RPA ia trazer, ou não trouxe.
pub async fn autorizar_upload(
    app: &Aplicacao,
    quem: &Quem,
    id: ProcessoId,
    motivo: String,
) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::AutorizarUpload)?;
    conferir_motivo(&motivo)?;
    let processo = obter(app, quem, id).await?;
    let instancia = instancia_viva(&processo)?;
    let estado = estado(app, quem, instancia).await?;
    let esperando = [PASSO_BAIXAR, PASSO_TENTAR_AMANHA].iter().find_map(|passo| visita_em(&estado, passo));
    let visita = esperando.ok_or_else(|| {
        let mensagem = format!("o processo está em {} e não espera o RPA", processo.status_processo);
        ErroAplicacao::conflito("processo_nao_espera_fatura", mensagem)
    })?;
    let comando = desviar(visita, PASSO_AGUARDAR_UPLOAD, quem);
    let anexo = Arc::new(Autorizado { processo: id, motivo, quem: quem.clone() });
    app.consolidador.pedir(quem.inquilino, Alvo::Instancia(instancia), comando, Some(anexo)).await?;
    Ok(())
}

struct Autorizado {
    processo: ProcessoId,
    motivo: String,
    quem: Quem,
}

impl Anexo for Autorizado {
    fn auditoria(&self, _instancia: InstanciaId, _decisao: &Decisao) -> Option<RegistroDeAuditoria> {
        let depois = Some(json!({ "motivo": self.motivo }));
        Some(auditoria::registro(&self.quem, "autorizar_upload", "processo", self.processo, None, depois))
    }

    fn escreve(&self) -> bool {
        false
    }
}
