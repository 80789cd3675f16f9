//! `notificar`: pôr as mensagens na caixa de saída, no commit que conclui o passo. Por isso não repetem nem se perdem.

use async_trait::async_trait;
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_base::ids::InstanciaId;
use esteira_motor::maquina::{Decisao, PedidoNotificar, Trabalho};
use serde_json::Value;

use super::relato::Relato;
use crate::consolidador::Anexo;
use crate::notificacoes::{Mensagem, avisar};

pub(super) fn fazer(trabalho: &Trabalho, pedido: &PedidoNotificar) -> Relato {
    let mensagem = Mensagem::nova(&pedido.modelo, pedido.com.clone());
    Relato::sucesso(trabalho, Value::Null).com(NaCaixaDeSaida { para: pedido.para.clone(), mensagem })
}

struct NaCaixaDeSaida {
    para: Vec<String>,
    mensagem: Mensagem,
}

#[async_trait]
impl Anexo for NaCaixaDeSaida {
    fn escreve(&self) -> bool {
        !self.para.is_empty()
    }

    async fn gravar(
        &self,
        unidade: &mut Unidade,
        instancia: InstanciaId,
        _decisao: &Decisao,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        avisar(unidade, Some(instancia), &self.para, &self.mensagem, agora).await
    }
}
