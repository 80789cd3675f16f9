//! `escolha`: o primeiro caso verdadeiro ganha.

use serde_json::Value;

use super::{Andar, vale};
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
        if vale(p, visita, &caso.se)? {
            destino = caso.vai.clone();
            break;
        }
    }
    p.emitir(Evento::PassoConcluido { visita, saida: Value::Null, em: p.agora });
    Ok(Andar::Ir(destino))
}
