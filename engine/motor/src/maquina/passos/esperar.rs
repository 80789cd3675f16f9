//! `esperar`: por uma duração, ou até um instante. O que já passou segue na hora, pelo temporizador.

use esteira_base::Instante;

use super::{Andar, prazo, texto};
use crate::fluxo::{Passo, PassoEsperar};
use crate::maquina::passada::Passada;
use crate::maquina::{Efeito, ErroAtividade, Evento, NumeroVisita, Temporizador};

pub(super) fn entrar(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    passo: &Passo,
    esperar: &PassoEsperar,
) -> Result<Andar, ErroAtividade> {
    let ate = match esperar {
        PassoEsperar::Por(duracao) => p.agora.mais(duracao.0),
        PassoEsperar::Ate(modelo) => {
            instante(&texto(p.com_contexto(p.escopo(visita), |c| modelo.avaliar(c))?, "ate")?)?
        }
    };
    p.emitir(Evento::TempoEsperado { visita, ate });
    p.efeitos.push(Efeito::Armar { visita, temporizador: Temporizador::Espera, em: ate });
    prazo::armar(p, visita, passo);
    Ok(Andar::Parar)
}

fn instante(texto: &str) -> Result<Instante, ErroAtividade> {
    let completo = if texto.len() == 10 { format!("{texto}T00:00:00Z") } else { texto.to_owned() };
    completo.parse().map_err(|_| {
        let mensagem = format!("`ate` deu \"{texto}\", que não é data (AAAA-MM-DD) nem instante (RFC 3339)");
        ErroAtividade::do_fluxo("expressao_falhou", mensagem)
    })
}
