//! `fim`: encerra a instância, ou o ramo em que está.

use serde_json::Value;

use super::{Andar, texto};
use crate::fluxo::{Falha, PassoFim};
use crate::maquina::passada::Passada;
use crate::maquina::{Desfecho, ErroAtividade, Evento, NumeroVisita, Situacao};

pub(super) fn entrar(p: &mut Passada<'_>, visita: NumeroVisita, fim: &PassoFim) -> Result<Andar, ErroAtividade> {
    let escopo = p.escopo(visita);
    if let Some(falha) = &fim.falha {
        return falhar(p, visita, falha);
    }
    let resultado = match &fim.resultado {
        Some(modelo) => p.com_contexto(escopo, |c| modelo.avaliar(c))?,
        None => Value::Null,
    };
    p.emitir(Evento::PassoConcluido { visita, saida: Value::Null, em: p.agora });
    if escopo == 0 {
        let evento = Evento::InstanciaConcluida { resultado: resultado.clone(), em: p.agora };
        p.encerrar(evento, Situacao::Concluida, resultado, None);
    } else {
        p.terminar_ramo(escopo, resultado, None);
    }
    Ok(Andar::Parar)
}

/// Num ramo, é a falha do ramo; no corpo do fluxo, a instância desfaz o que fez e encerra.
fn falhar(p: &mut Passada<'_>, visita: NumeroVisita, falha: &Falha) -> Result<Andar, ErroAtividade> {
    let escopo = p.escopo(visita);
    let mensagem = texto(p.com_contexto(escopo, |c| falha.mensagem.avaliar(c))?, "falha.mensagem")?;
    let erro = ErroAtividade::de_negocio(&falha.codigo, mensagem);
    if escopo == 0 {
        p.emitir(Evento::PassoConcluido { visita, saida: Value::Null, em: p.agora });
        p.encerrar_sem_concluir(Desfecho::Falha(erro));
    } else {
        p.falhou_no_ramo(visita, escopo, erro);
    }
    Ok(Andar::Parar)
}
