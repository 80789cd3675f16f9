//! `rpa`, `notificar`, `http` e `subfluxo`: pedem um trabalho (ou uma filha) e esperam o relato.

use esteira_base::Instante;
use serde_json::Value;

use super::{Andar, prazo, texto};
use crate::expressao::Modelo;
use crate::fluxo::{
    AlvoRpa, Cabecalho, Limite, Passo, PassoHttp, PassoNotificar, PassoRpa, PassoSubfluxo, TETO_DO_LIMITE, TipoPasso,
};
use crate::maquina::efeito::EfeitoUnicoResolvido;
use crate::maquina::passada::Passada;
use crate::maquina::{
    Efeito, ErroAtividade, Evento, FilhaPedida, LimiteResolvido, NumeroEscopo, NumeroVisita, Pedido, PedidoHttp,
    PedidoNotificar, PedidoRpa, Trabalho, ValorDeCabecalho,
};

pub(super) fn entrar(p: &mut Passada<'_>, visita: NumeroVisita, passo: &Passo) -> Result<Andar, ErroAtividade> {
    // Na primeira entrada é 1; ao repetir depois de um incidente, a contagem continua.
    let tentativa = p.estado.tentativas(visita) + 1;
    pedir(p, visita, passo, tentativa, p.agora)?;
    prazo::armar(p, visita, passo);
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
    let escopo = p.escopo(visita);
    let pedido = match &passo.tipo {
        TipoPasso::Rpa(rpa) => Pedido::Rpa(pedido_rpa(p, escopo, rpa)?),
        TipoPasso::Notificar(notificar) => Pedido::Notificar(pedido_notificar(p, escopo, notificar)?),
        TipoPasso::Http(http) => Pedido::Http(pedido_http(p, escopo, http)?),
        TipoPasso::Subfluxo(subfluxo) => return pedir_filha(p, visita, passo, subfluxo, tentativa, a_partir_de),
        outro => {
            let mensagem = format!("um passo `{}` não faz trabalho", outro.nome());
            return Err(ErroAtividade::do_fluxo("passo_sem_trabalho", mensagem));
        }
    };
    let limite = passo.limite.as_ref().map(|limite| resolver_limite(p, escopo, limite)).transpose()?;
    p.emitir(Evento::TrabalhoPedido { visita, tentativa, a_partir_de });
    p.efeitos.push(Efeito::Agendar(Trabalho {
        visita,
        tentativa,
        passo: passo.nome.clone(),
        pedido,
        a_partir_de,
        prazo: passo.prazo.as_ref().and_then(|prazo| prazo.tentativa),
        limite,
        prioridade: passo.prioridade,
    }));
    Ok(())
}

fn pedir_filha(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    passo: &Passo,
    subfluxo: &PassoSubfluxo,
    tentativa: u32,
    a_partir_de: Instante,
) -> Result<(), ErroAtividade> {
    let entrada = match &subfluxo.entrada {
        Some(modelo) => p.com_contexto(p.escopo(visita), |c| modelo.avaliar(c))?,
        None => Value::Object(serde_json::Map::new()),
    };
    p.emitir(Evento::FilhaPedida { visita, tentativa, fluxo: subfluxo.fluxo.clone() });
    p.efeitos.push(Efeito::IniciarFilha(FilhaPedida {
        visita,
        tentativa,
        fluxo: subfluxo.fluxo.clone(),
        entrada,
        a_partir_de,
        prioridade: passo.prioridade,
    }));
    Ok(())
}

/// O que o trabalho devolveu → a saída do passo: em `http`, o `resultado` calculado da resposta.
pub(in crate::maquina) fn resultado(
    p: &Passada<'_>,
    visita: NumeroVisita,
    passo: &Passo,
    saida: Value,
) -> Result<Value, ErroAtividade> {
    match &passo.tipo {
        TipoPasso::Http(PassoHttp { resultado: Some(modelo), .. }) => {
            Ok(p.estado.com_contexto(p.escopo(visita), Some(&saida), |c| modelo.avaliar(c))?)
        }
        _ => Ok(saida),
    }
}

fn pedido_http(p: &Passada<'_>, escopo: NumeroEscopo, http: &PassoHttp) -> Result<PedidoHttp, ErroAtividade> {
    let mut cabecalhos = Vec::with_capacity(http.cabecalhos.len());
    for (nome, valor) in &http.cabecalhos {
        let valor = match valor {
            Cabecalho::Aberto(modelo) => {
                ValorDeCabecalho::Aberto(texto(p.com_contexto(escopo, |c| modelo.avaliar(c))?, nome)?)
            }
            Cabecalho::Segredo { nome, prefixo } => {
                ValorDeCabecalho::Segredo { segredo: nome.clone(), prefixo: prefixo.clone() }
            }
        };
        cabecalhos.push((nome.clone(), valor));
    }
    Ok(PedidoHttp {
        metodo: http.metodo.clone(),
        url: texto(p.com_contexto(escopo, |c| http.url.avaliar(c))?, "url")?,
        cabecalhos,
        corpo: opcional(p, escopo, http.corpo.as_ref())?,
        aceita: http.aceita.clone(),
    })
}

fn pedido_rpa(p: &Passada<'_>, escopo: NumeroEscopo, rpa: &PassoRpa) -> Result<PedidoRpa, ErroAtividade> {
    let avaliar_texto = |modelo: &Modelo, campo| texto(p.com_contexto(escopo, |c| modelo.avaliar(c))?, campo);
    let (operadora, plugin) = match &rpa.alvo {
        AlvoRpa::Operadora(modelo) => (Some(avaliar_texto(modelo, "operadora")?), None),
        AlvoRpa::Plugin(modelo) => (None, Some(avaliar_texto(modelo, "plugin")?)),
    };
    let efeito_unico = match &rpa.efeito_unico {
        Some(unico) => Some(EfeitoUnicoResolvido {
            chave: texto(p.com_contexto(escopo, |c| unico.chave.avaliar(c))?, "efeito_unico.chave")?,
            conferir: unico.conferir.clone(),
        }),
        None => None,
    };
    Ok(PedidoRpa {
        operacao: rpa.operacao.clone(),
        operadora,
        plugin,
        com: opcional(p, escopo, rpa.com.as_ref())?,
        efeito_unico,
    })
}

fn pedido_notificar(
    p: &Passada<'_>,
    escopo: NumeroEscopo,
    notificar: &PassoNotificar,
) -> Result<PedidoNotificar, ErroAtividade> {
    let para = match p.com_contexto(escopo, |c| notificar.para.avaliar(c))? {
        Value::Array(itens) => itens.into_iter().map(|item| texto(item, "para")).collect::<Result<_, _>>()?,
        unico => vec![texto(unico, "para")?],
    };
    Ok(PedidoNotificar {
        para,
        canal: notificar.canal.clone(),
        modelo: notificar.modelo.clone(),
        com: opcional(p, escopo, notificar.com.as_ref())?,
    })
}

fn resolver_limite(p: &Passada<'_>, escopo: NumeroEscopo, limite: &Limite) -> Result<LimiteResolvido, ErroAtividade> {
    Ok(LimiteResolvido {
        chave: texto(p.com_contexto(escopo, |c| limite.chave.avaliar(c))?, "limite.chave")?,
        simultaneos: simultaneos(opcional(p, escopo, limite.simultaneos.as_ref())?)?,
        por_minuto: limite.por_minuto,
    })
}

fn simultaneos(valor: Value) -> Result<Option<u32>, ErroAtividade> {
    if valor.is_null() {
        return Ok(None);
    }
    let inteiro = valor.as_u64().and_then(|inteiro| u32::try_from(inteiro).ok());
    match inteiro.filter(|inteiro| (1..=TETO_DO_LIMITE).contains(inteiro)) {
        Some(inteiro) => Ok(Some(inteiro)),
        None => {
            let mensagem =
                format!("`limite.simultaneos` devia dar um inteiro de 1 a {TETO_DO_LIMITE}, ou nulo, e deu {valor}");
            Err(ErroAtividade::do_fluxo("expressao_falhou", mensagem))
        }
    }
}

fn opcional(p: &Passada<'_>, escopo: NumeroEscopo, modelo: Option<&Modelo>) -> Result<Value, ErroAtividade> {
    match modelo {
        Some(modelo) => Ok(p.com_contexto(escopo, |c| modelo.avaliar(c))?),
        None => Ok(Value::Null),
    }
}
