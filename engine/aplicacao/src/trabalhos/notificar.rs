//! `notificar`: pôr as mensagens na caixa de saída, no commit que conclui o passo. Por isso não repetem nem se perdem.

use async_trait::async_trait;
use esteira_armazem::{ErroArmazem, Unidade};
use esteira_base::Instante;
use esteira_base::ids::InstanciaId;
use esteira_dominio::Canal;
use esteira_motor::maquina::{Decisao, PedidoNotificar, Trabalho};
use serde_json::Value;

use super::relato::{Relato, negocio};
use crate::consolidador::Anexo;
use crate::notificacoes::{Mensagem, Para, avisar};

pub(super) fn fazer(trabalho: &Trabalho, pedido: &PedidoNotificar) -> Relato {
    let Ok(canal) = pedido.canal.parse::<Canal>() else {
        let canais: Vec<_> = Canal::TODOS.iter().map(|canal| canal.as_str()).collect();
        let mensagem = format!("não há canal \"{}\"; os canais são {}", pedido.canal, canais.join(", "));
        return Relato::falha(
            trabalho,
            negocio("canal_desconhecido", mensagem, "corrija `canal` no fluxo e repita o passo"),
        );
    };
    let mensagem = Mensagem::nova(&pedido.modelo, pedido.com.clone());
    Relato::sucesso(trabalho, Value::Null).com(NaCaixaDeSaida { para: pedido.para.clone(), canal, mensagem })
}

struct NaCaixaDeSaida {
    para: Vec<String>,
    canal: Canal,
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
        let para = Para::por(self.canal, &self.para);
        avisar(unidade, Some(instancia), para, &self.mensagem, agora).await
    }
}
