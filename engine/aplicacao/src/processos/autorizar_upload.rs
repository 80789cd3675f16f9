//! Autorizar o upload manual da fatura de uma operadora com RPA: o portal não a deu, e um administrador aceita que alguém a traga.
//!
//! A instância larga o que fazia (baixar, esperar até amanhã, um incidente) e passa a esperar a fatura, como a de operadora sem RPA.

use std::sync::Arc;

use esteira_armazem::cadastro::RegistroDeAuditoria;
use esteira_base::ids::{InstanciaId, ProcessoId};
use esteira_dominio::StatusProcesso;
use esteira_dominio::usuario::Acao;
use esteira_motor::maquina::{Comando, Decisao};
use serde_json::json;

use super::{instancia_viva, obter};
use crate::auditoria;
use crate::consolidador::{Alvo, Anexo};
use crate::faturas::PASSO_AGUARDAR_UPLOAD;
use crate::instancias::conferir_motivo;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Deixa que se mande à mão a fatura do processo. Só antes de haver fatura aprovada.
pub async fn autorizar_upload(
    app: &Aplicacao,
    quem: &Quem,
    id: ProcessoId,
    motivo: String,
) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::AutorizarUpload)?;
    conferir_motivo(&motivo)?;
    let processo = obter(app, quem, id).await?;
    let espera_fatura = match processo.status_processo.parse::<StatusProcesso>() {
        Ok(StatusProcesso::AguardandoDownload) => true,
        Ok(StatusProcesso::Falhou) => processo.data_aprovacao.is_none(),
        _ => false,
    };
    if !espera_fatura {
        let mensagem = format!("o processo está em {} e não espera fatura", processo.status_processo);
        return Err(ErroAplicacao::conflito("processo_nao_espera_fatura", mensagem));
    }
    let instancia = instancia_viva(&processo)?;
    let comando = Comando::RecomecarDe { passo: PASSO_AGUARDAR_UPLOAD.to_owned(), entrada: None, por: quem.ator() };
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
