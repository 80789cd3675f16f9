//! `paralelo` e `para_cada`: abrem ramos e esperam por eles.

use serde_json::{Value, json};

use super::{Andar, prazo};
use crate::fluxo::{Passo, PassoParaCada, PassoParalelo};
use crate::maquina::passada::Passada;
use crate::maquina::{ErroAtividade, Evento, MAXIMO_DE_ITENS, NumeroVisita};

pub(super) fn paralelo(p: &mut Passada<'_>, visita: NumeroVisita, passo: &Passo, paralelo: &PassoParalelo) -> Andar {
    abrir(p, visita, passo, paralelo.ramos.len(), Vec::new());
    Andar::Parar
}

pub(super) fn para_cada(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    passo: &Passo,
    cada: &PassoParaCada,
) -> Result<Andar, ErroAtividade> {
    let itens = match p.com_contexto(p.escopo(visita), |c| cada.em.avaliar(c))? {
        Value::Array(itens) => itens,
        outro => {
            let mensagem = format!("`em` devia dar uma lista, e deu {outro}");
            return Err(ErroAtividade::do_fluxo("expressao_falhou", mensagem));
        }
    };
    if itens.len() > MAXIMO_DE_ITENS {
        let mensagem = format!("`em` deu {} itens; o limite é {MAXIMO_DE_ITENS}", itens.len());
        return Err(ErroAtividade::do_fluxo("itens_demais", mensagem));
    }
    if itens.is_empty() {
        p.concluir(visita, passo, json!([]));
        return Ok(Andar::Parar);
    }
    abrir(p, visita, passo, itens.len(), itens);
    Ok(Andar::Parar)
}

fn abrir(p: &mut Passada<'_>, visita: NumeroVisita, passo: &Passo, total: usize, itens: Vec<Value>) {
    // Os dois têm teto bem abaixo disto.
    let total = u32::try_from(total).unwrap_or(u32::MAX);
    p.emitir(Evento::RamosAbertos { visita, total, itens });
    prazo::armar(p, visita, passo);
    p.comecar_ramos(visita);
}
