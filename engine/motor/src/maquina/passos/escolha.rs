//! `escolha`: o primeiro caso verdadeiro ganha.

use serde_json::Value;

use super::Andar;
use crate::fluxo::PassoEscolha;
use crate::maquina::passada::Passada;
use crate::maquina::{ErroAtividade, Evento, NumeroVisita};

pub(super) fn entrar(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    escolha: &PassoEscolha,
) -> Result<Andar, ErroAtividade> {
    let mut destino = escolha.senao.clone();
    for caso in &escolha.casos {
        match p.com_contexto(p.escopo(visita), |c| caso.se.avaliar(c))? {
            Value::Bool(true) => {
                destino = caso.vai.clone();
                break;
            }
            Value::Bool(false) => {}
            outro => {
                let mensagem = format!("a condição devia dar verdadeiro ou falso, e deu {outro}");
                return Err(ErroAtividade::do_fluxo("expressao_falhou", mensagem));
            }
        }
    }
    p.emitir(Evento::PassoConcluido { visita, saida: Value::Null, em: p.agora });
    Ok(Andar::Ir(destino))
}
