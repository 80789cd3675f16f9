//! Disparar à mão: baixar já a fatura que ia esperar, ou repetir o download ou o envio que parou. O que está em andamento não se dispara outra vez.

use std::sync::Arc;

use esteira_armazem::cadastro::RegistroDeAuditoria;
use esteira_armazem::faturas::Processo;
use esteira_base::ids::{InstanciaId, ProcessoId};
use esteira_dominio::StatusProcesso;
use esteira_dominio::usuario::Acao;
use esteira_motor::maquina::{Comando, Decisao, Estado, NumeroVisita};
use serde_json::{Value, json};

use super::{instancia_viva, obter};
use crate::consolidador::{Alvo, Anexo};
use crate::faturas::{PASSO_BAIXAR, PASSO_ENVIAR, PASSO_TENTAR_AMANHA};
use crate::instancias::{estado, repetir_com};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Baixa agora a fatura do processo: a que esperava o portal publicar, ou a que falhou.
pub async fn disparar_download(app: &Aplicacao, quem: &Quem, id: ProcessoId) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::Executar)?;
    let processo = obter(app, quem, id).await?;
    let instancia = instancia_viva(&processo)?;
    let estado = estado(app, quem, instancia).await?;
    let anexo: Arc<dyn Anexo> = Arc::new(Disparado { processo: id, acao: "executar_download", quem: quem.clone() });
    if let Some(visita) = visita_em(&estado, PASSO_TENTAR_AMANHA) {
        let comando = desviar(visita, PASSO_BAIXAR, quem);
        app.consolidador.pedir(quem.inquilino, Alvo::Instancia(instancia), comando, Some(anexo)).await?;
        return Ok(());
    }
    repetir_parado(app, quem, &processo, instancia, &estado, PASSO_BAIXAR, anexo).await
}

/// Envia agora ao SAT a fatura aprovada cujo envio falhou. O efeito único continua a valer: o que já está lá não vai outra vez.
pub async fn disparar_envio(app: &Aplicacao, quem: &Quem, id: ProcessoId) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::Executar)?;
    let processo = obter(app, quem, id).await?;
    let instancia = instancia_viva(&processo)?;
    let estado = estado(app, quem, instancia).await?;
    let anexo = Arc::new(Disparado { processo: id, acao: "executar_upload_sat", quem: quem.clone() });
    repetir_parado(app, quem, &processo, instancia, &estado, PASSO_ENVIAR, anexo).await
}

/// Dá a visita por feita e vai a outro passo. É daquela visita: se a instância já andou, a máquina recusa.
pub(super) fn desviar(visita: NumeroVisita, destino: &str, quem: &Quem) -> Comando {
    Comando::PularPasso { visita, saida: Value::Null, destino: Some(destino.to_owned()), por: quem.ator() }
}

pub(super) fn visita_em(estado: &Estado, passo: &str) -> Option<NumeroVisita> {
    estado.visitas.iter().find(|(_, visita)| visita.passo == passo).map(|(numero, _)| *numero)
}

async fn repetir_parado(
    app: &Aplicacao,
    quem: &Quem,
    processo: &Processo,
    instancia: InstanciaId,
    estado: &Estado,
    passo: &str,
    anexo: Arc<dyn Anexo>,
) -> Result<(), ErroAplicacao> {
    if visita_em(estado, passo).is_none() {
        let mensagem = format!("o processo está em {} e não espera por isto", processo.status_processo);
        return Err(ErroAplicacao::conflito("processo_nao_espera", mensagem));
    }
    if processo.status_processo != StatusProcesso::Falhou.as_str() {
        let mensagem = "já está em andamento, ou à espera da próxima tentativa; acompanhe as execuções do processo";
        return Err(ErroAplicacao::conflito("ja_em_andamento", mensagem));
    }
    repetir_com(app, quem, instancia, anexo).await
}

struct Disparado {
    processo: ProcessoId,
    acao: &'static str,
    quem: Quem,
}

impl Anexo for Disparado {
    fn auditoria(&self, instancia: InstanciaId, _decisao: &Decisao) -> Option<RegistroDeAuditoria> {
        let depois = Some(json!({ "instancia_id": instancia }));
        Some(auditoria::registro(&self.quem, self.acao, "processo", self.processo, None, depois))
    }

    fn escreve(&self) -> bool {
        false
    }
}
