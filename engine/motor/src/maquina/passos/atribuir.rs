//! `atribuir`: calcula variáveis e segue.

use serde_json::{Map, Value};

use super::{Andar, seguir_adiante};
use crate::fluxo::{Passo, PassoAtribuir};
use crate::maquina::passada::Passada;
use crate::maquina::{ErroAtividade, Evento, NumeroVisita};

pub(super) fn entrar(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    passo: &Passo,
    atribuir: &PassoAtribuir,
) -> Result<Andar, ErroAtividade> {
    let escopo = p.escopo(visita);
    for (nome, modelo) in &atribuir.valores {
        let valor = p.com_contexto(escopo, |c| modelo.avaliar(c))?;
        p.emitir(Evento::VariaveisAtribuidas { valores: Map::from_iter([(nome.clone(), valor)]), escopo });
    }
    let destino = seguir_adiante(passo)?;
    p.emitir(Evento::PassoConcluido { visita, saida: Value::Null, em: p.agora });
    Ok(destino)
}
