//! O prazo do passo: um temporizador para o vencimento e um para cada aviso.

use esteira_base::Instante;

use crate::fluxo::Passo;
use crate::maquina::passada::Passada;
use crate::maquina::{Efeito, NumeroVisita, Temporizador};

/// Arma os temporizadores do passo e devolve o vencimento.
pub(super) fn armar(p: &mut Passada<'_>, visita: NumeroVisita, passo: &Passo) -> Option<Instante> {
    let prazo = passo.prazo.as_ref()?;
    for (indice, aviso) in (0u32..).zip(&prazo.avisos) {
        let em = p.agora.mais(aviso.apos.0);
        p.efeitos.push(Efeito::Armar { visita, temporizador: Temporizador::Escalonar(indice), em });
    }
    let vence = p.agora.mais(prazo.vence?.0);
    p.efeitos.push(Efeito::Armar { visita, temporizador: Temporizador::Prazo, em: vence });
    Some(vence)
}
