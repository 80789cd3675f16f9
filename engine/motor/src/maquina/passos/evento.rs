//! `evento`: espera um sinal; se ele já chegou e está guardado, segue na hora.

use super::{Andar, prazo, texto};
use crate::fluxo::{Passo, PassoEvento};
use crate::maquina::passada::Passada;
use crate::maquina::{Efeito, ErroAtividade, Evento, NumeroVisita};

pub(super) fn entrar(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    passo: &Passo,
    evento: &PassoEvento,
) -> Result<Andar, ErroAtividade> {
    let correlacao = match &evento.correlacao {
        Some(modelo) => Some(texto(p.com_contexto(p.escopo(visita), |c| modelo.avaliar(c))?, "correlacao")?),
        None => None,
    };
    p.emitir(Evento::SinalEsperado { visita, nome: evento.nome.clone(), correlacao: correlacao.clone() });
    let Some(posicao) = p.estado.sinal_guardado_para(visita, &evento.nome) else {
        p.efeitos.push(Efeito::Escutar { visita, nome: evento.nome.clone(), correlacao });
        prazo::armar(p, visita, passo);
        return Ok(Andar::Parar);
    };
    let sinal = p.estado.sinais[posicao].clone();
    p.emitir(Evento::SinalEntregue { visita, nome: sinal.nome, guardado: true, por: sinal.por, em: p.agora });
    p.concluir(visita, passo, sinal.dados);
    Ok(Andar::Parar)
}
