//! Reabrir: uma fatura rejeitada volta ao começo; um processo parado por falha repete o passo em que parou.

use std::sync::Arc;

use async_trait::async_trait;
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_base::ids::{InstanciaId, ProcessoId};
use esteira_dominio::StatusProcesso;
use esteira_dominio::usuario::Acao;
use esteira_motor::maquina::{Comando, Decisao};
use serde_json::json;

use super::{instancia_viva, obter};
use crate::auditoria;
use crate::consolidador::{Alvo, Anexo};
use crate::faturas::SINAL_REABRIR;
use crate::instancias;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Reabre o processo. Quem aprova também pode: foi ele quem rejeitou.
pub async fn reabrir(
    app: &Aplicacao,
    quem: &Quem,
    id: ProcessoId,
    observacao: Option<String>,
) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::Aprovar).or_else(|_| quem.exigir(Acao::Executar))?;
    let processo = obter(app, quem, id).await?;
    let instancia = instancia_viva(&processo)?;
    let anexo: Arc<dyn Anexo> =
        Arc::new(Reaberto { processo: id, de: processo.status_processo.clone(), quem: quem.clone() });
    match processo.status_processo.parse::<StatusProcesso>() {
        Ok(StatusProcesso::Rejeitado) => {
            let comando = Comando::Entregar {
                nome: SINAL_REABRIR.to_owned(),
                correlacao: None,
                dados: json!({ "observacao": observacao }),
                por: quem.ator(),
            };
            app.consolidador.pedir(quem.inquilino, Alvo::Instancia(instancia), comando, Some(anexo)).await?;
            Ok(())
        }
        Ok(StatusProcesso::Falhou) => instancias::repetir_com(app, quem, instancia, anexo).await,
        _ => {
            let mensagem =
                format!("só se reabre processo REJEITADO ou FALHOU; este está em {}", processo.status_processo);
            Err(ErroAplicacao::conflito("processo_nao_reabre", mensagem))
        }
    }
}

struct Reaberto {
    processo: ProcessoId,
    de: String,
    quem: Quem,
}

#[async_trait]
impl Anexo for Reaberto {
    async fn gravar(
        &self,
        unidade: &mut Unidade,
        _instancia: InstanciaId,
        decisao: &Decisao,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        let antes = Some(json!({ "status_processo": self.de }));
        let depois = Some(json!({ "status_processo": decisao.estado.estado_de_negocio }));
        auditoria::registrar(unidade, &self.quem, "reabrir", "processo", self.processo, antes, depois, agora).await
    }
}
