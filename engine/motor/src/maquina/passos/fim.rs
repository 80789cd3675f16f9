//! `fim`: encerra a instância.

use serde_json::Value;

use super::Andar;
use crate::fluxo::PassoFim;
use crate::maquina::passada::Passada;
use crate::maquina::{ErroAtividade, Evento, NumeroVisita, Situacao};

pub(super) fn entrar(p: &mut Passada<'_>, visita: NumeroVisita, fim: &PassoFim) -> Result<Andar, ErroAtividade> {
    let resultado = match &fim.resultado {
        Some(modelo) => p.com_contexto(|c| modelo.avaliar(c))?,
        None => Value::Null,
    };
    p.emitir(Evento::PassoConcluido { visita, saida: Value::Null, em: p.agora });
    p.encerrar(Evento::InstanciaConcluida { resultado, em: p.agora }, Situacao::Concluida);
    Ok(Andar::Parar)
}
