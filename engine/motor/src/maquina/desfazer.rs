//! Encerrar sem concluir: desfazer o que se fez, do último ao primeiro, e só então encerrar.

use serde_json::Value;

use super::passada::Passada;
use super::{Desfecho, ErroAtividade, Evento, Situacao};
use crate::fluxo::Passo;

impl Passada<'_> {
    /// Larga o que está aberto e começa a desfazer; encerra já, se não há o que desfazer.
    pub fn encerrar_sem_concluir(&mut self, desfecho: Desfecho) {
        self.soltar_tudo();
        if self.estado.compensacoes.is_empty() {
            return self.encerrar_com(desfecho);
        }
        self.emitir(Evento::DesfazimentoIniciado { desfecho, em: self.agora });
        self.desfazer_o_ultimo();
    }

    /// Um passo de compensação concluiu.
    pub fn passo_desfeito(&mut self) {
        if let Some(passo) = self.estado.compensacoes.last().map(|c| c.passo.clone()) {
            self.emitir(Evento::PassoDesfeito { passo, em: self.agora });
        }
        self.desfazer_o_ultimo();
    }

    fn desfazer_o_ultimo(&mut self) {
        match self.estado.compensacoes.last().cloned() {
            Some(feito) => self.seguir(&Passo::nome_da_compensacao(&feito.passo), feito.escopo),
            None => {
                if let Some(desfecho) = self.estado.desfecho.clone() {
                    self.encerrar_com(desfecho);
                }
            }
        }
    }

    fn encerrar_com(&mut self, desfecho: Desfecho) {
        let em = self.agora;
        match desfecho {
            Desfecho::Cancelamento { motivo, por } => {
                let erro = ErroAtividade::de_negocio("cancelada", motivo.clone());
                let evento = Evento::InstanciaCancelada { motivo, por, em };
                self.encerrar(evento, Situacao::Cancelada, Value::Null, Some(erro));
            }
            Desfecho::Falha(erro) => {
                let evento = Evento::InstanciaFalhou { erro: erro.clone(), em };
                self.encerrar(evento, Situacao::Falhou, Value::Null, Some(erro));
            }
        }
    }
}
