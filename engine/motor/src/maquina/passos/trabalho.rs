//! `rpa` e `notificar`: pedem um trabalho e esperam o relato.

use esteira_base::Instante;
use serde_json::Value;

use super::{Andar, texto};
use crate::expressao::Modelo;
use crate::fluxo::{AlvoRpa, Limite, Passo, PassoNotificar, PassoRpa, TipoPasso};
use crate::maquina::efeito::EfeitoUnicoResolvido;
use crate::maquina::passada::Passada;
use crate::maquina::{
    Efeito, ErroAtividade, Evento, LimiteResolvido, NumeroVisita, Pedido, PedidoNotificar, PedidoRpa, Trabalho,
};

pub(super) fn entrar(p: &mut Passada<'_>, visita: NumeroVisita, passo: &Passo) -> Result<Andar, ErroAtividade> {
    // Na primeira entrada é 1; ao repetir depois de um incidente, a contagem continua.
    let tentativa = p.estado.tentativa(visita) + 1;
    pedir(p, visita, passo, tentativa, p.agora)?;
    Ok(Andar::Parar)
}

/// Pede a tentativa. As expressões se resolvem de novo a cada uma: a entrada pode ter sido corrigida.
pub(in crate::maquina) fn pedir(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    passo: &Passo,
    tentativa: u32,
    a_partir_de: Instante,
) -> Result<(), ErroAtividade> {
    let pedido = match &passo.tipo {
        TipoPasso::Rpa(rpa) => Pedido::Rpa(pedido_rpa(p, rpa)?),
        TipoPasso::Notificar(notificar) => Pedido::Notificar(pedido_notificar(p, notificar)?),
        outro => {
            let mensagem = format!("um passo `{}` não faz trabalho", outro.nome());
            return Err(ErroAtividade::do_fluxo("passo_sem_trabalho", mensagem));
        }
    };
    let limite = passo.limite.as_ref().map(|limite| resolver_limite(p, limite)).transpose()?;
    p.emitir(Evento::TrabalhoPedido { visita, tentativa, a_partir_de });
    p.efeitos.push(Efeito::Agendar(Trabalho {
        visita,
        tentativa,
        passo: passo.nome.clone(),
        pedido,
        a_partir_de,
        prazo: passo.prazo.as_ref().map(|prazo| prazo.vence),
        limite,
        prioridade: passo.prioridade,
    }));
    Ok(())
}

fn pedido_rpa(p: &Passada<'_>, rpa: &PassoRpa) -> Result<PedidoRpa, ErroAtividade> {
    let avaliar_texto = |modelo: &Modelo, campo| texto(p.com_contexto(|c| modelo.avaliar(c))?, campo);
    let (operadora, plugin) = match &rpa.alvo {
        AlvoRpa::Operadora(modelo) => (Some(avaliar_texto(modelo, "operadora")?), None),
        AlvoRpa::Plugin(modelo) => (None, Some(avaliar_texto(modelo, "plugin")?)),
    };
    let efeito_unico = match &rpa.efeito_unico {
        Some(unico) => Some(EfeitoUnicoResolvido {
            chave: texto(p.com_contexto(|c| unico.chave.avaliar(c))?, "efeito_unico.chave")?,
            conferir: unico.conferir.clone(),
        }),
        None => None,
    };
    Ok(PedidoRpa {
        operacao: rpa.operacao.clone(),
        operadora,
        plugin,
        com: opcional(p, rpa.com.as_ref())?,
        efeito_unico,
    })
}

fn pedido_notificar(p: &Passada<'_>, notificar: &PassoNotificar) -> Result<PedidoNotificar, ErroAtividade> {
    let para = match p.com_contexto(|c| notificar.para.avaliar(c))? {
        Value::Array(itens) => itens.into_iter().map(|item| texto(item, "para")).collect::<Result<_, _>>()?,
        unico => vec![texto(unico, "para")?],
    };
    Ok(PedidoNotificar {
        para,
        canal: notificar.canal.clone(),
        modelo: notificar.modelo.clone(),
        com: opcional(p, notificar.com.as_ref())?,
    })
}

fn resolver_limite(p: &Passada<'_>, limite: &Limite) -> Result<LimiteResolvido, ErroAtividade> {
    Ok(LimiteResolvido {
        chave: texto(p.com_contexto(|c| limite.chave.avaliar(c))?, "limite.chave")?,
        simultaneos: limite.simultaneos,
        por_minuto: limite.por_minuto,
    })
}

fn opcional(p: &Passada<'_>, modelo: Option<&Modelo>) -> Result<Value, ErroAtividade> {
    match modelo {
        Some(modelo) => Ok(p.com_contexto(|c| modelo.avaliar(c))?),
        None => Ok(Value::Null),
    }
}
