//! O que um operador manda: repetir, pular, recomeçar, pausar, retomar, migrar, cancelar.

use std::collections::BTreeMap;

use serde_json::Value;

use super::passada::Passada;
use super::{Ator, Desfecho, Efeito, Espera, Estado, Evento, NumeroVisita, Recusa};
use crate::Fluxo;
use crate::fluxo::NomePasso;

pub(super) fn repetir(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    entrada: Option<Value>,
    por: Ator,
) -> Result<(), Recusa> {
    let aberta = p.estado.visitas.get(&visita).ok_or(Recusa::VisitaPassada(visita))?;
    let nome = aberta.passo.clone();
    if !matches!(aberta.espera, Espera::Incidente(_)) {
        return Err(Recusa::NaoEspera { passo: nome });
    }
    corrigir_entrada(p, entrada, &por)?;
    resolver(p, visita, "repetir", por);
    p.comecar(visita, &nome);
    Ok(())
}

pub(super) fn pular(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    saida: Value,
    destino: Option<NomePasso>,
    por: Ator,
) -> Result<(), Recusa> {
    let aberta = p.estado.visitas.get(&visita).ok_or(Recusa::VisitaPassada(visita))?;
    let passo = p.fluxo.passo(&aberta.passo).ok_or_else(|| Recusa::PassoInexistente(aberta.passo.clone()))?;
    let parada = matches!(aberta.espera, Espera::Incidente(_));
    if let Some(destino) = &destino {
        let novo = p.fluxo.passo(destino).ok_or_else(|| Recusa::PassoInexistente(destino.clone()))?;
        if novo.dentro_de != passo.dentro_de || novo.nome.contains('.') {
            return Err(Recusa::PassoInalcancavel(destino.clone()));
        }
    } else if passo.depois.is_none() && p.estado.desfecho.is_none() {
        return Err(Recusa::NaoEspera { passo: passo.nome.clone() });
    }
    p.soltar(visita);
    if parada {
        resolver(p, visita, "pular", por);
    } else {
        p.emitir(Evento::PassoPulado { visita, por, em: p.agora });
    }
    match destino {
        Some(destino) => p.sair(visita, saida, &destino),
        None => p.concluir(visita, passo, saida),
    }
    Ok(())
}

pub(super) fn recomecar(
    p: &mut Passada<'_>,
    passo: NomePasso,
    entrada: Option<Value>,
    por: Ator,
) -> Result<(), Recusa> {
    let destino = p.fluxo.passo(&passo).ok_or_else(|| Recusa::PassoInexistente(passo.clone()))?;
    if destino.dentro_de.is_some() || passo.contains('.') {
        return Err(Recusa::PassoInalcancavel(passo));
    }
    if p.estado.desfecho.is_some() {
        return Err(Recusa::Desfazendo);
    }
    corrigir_entrada(p, entrada, &por)?;
    let em_atencao = em_incidente(&p.estado).next().is_some();
    p.soltar_tudo();
    p.emitir(Evento::Recomecada { passo: passo.clone(), por, em: p.agora });
    if em_atencao {
        voltou_da_atencao(p);
    }
    p.seguir(&passo, 0);
    Ok(())
}

pub(super) fn pausar(p: &mut Passada<'_>, motivo: String, por: Ator) -> Result<(), Recusa> {
    if p.estado.pausada {
        return Err(Recusa::NadaMuda);
    }
    p.emitir(Evento::InstanciaPausada { motivo, por, em: p.agora });
    p.efeitos.push(Efeito::Suspender);
    Ok(())
}

pub(super) fn retomar(p: &mut Passada<'_>, por: Ator) -> Result<(), Recusa> {
    if !p.estado.pausada {
        return Err(Recusa::NadaMuda);
    }
    p.emitir(Evento::InstanciaRetomada { por, em: p.agora });
    p.efeitos.push(Efeito::Reativar);
    Ok(())
}

pub(super) fn migrar(
    p: &mut Passada<'_>,
    de: String,
    plano: BTreeMap<NomePasso, NomePasso>,
    por: Ator,
) -> Result<(), Recusa> {
    let problemas = problemas_do_plano(p.fluxo, &p.estado, &plano);
    if !problemas.is_empty() {
        return Err(Recusa::PlanoInvalido(problemas));
    }
    let para = p.fluxo.resumo.to_string();
    p.emitir(Evento::InstanciaMigrada { de, para, plano, por, em: p.agora });
    Ok(())
}

/// Por que o que está aberto não cabe na versão nova; vazio se cabe. É o que se confere antes de migrar muitas.
pub fn problemas_do_plano(novo: &Fluxo, estado: &Estado, plano: &BTreeMap<NomePasso, NomePasso>) -> Vec<String> {
    let destino = |passo: &NomePasso| plano.get(passo).unwrap_or(passo).clone();
    let mut problemas = Vec::new();
    for aberta in estado.visitas.values() {
        let nome = destino(&aberta.passo);
        match novo.passo(&nome) {
            None => problemas
                .push(format!("o passo \"{nome}\" não existe na versão nova; diga para onde vai \"{}\"", aberta.passo)),
            Some(passo) => {
                if !combina(&aberta.espera, passo.tipo.nome()) {
                    let tipo = passo.tipo.nome();
                    problemas.push(format!(
                        "\"{}\" está aberto, e \"{nome}\" é do tipo `{tipo}`, que não espera a mesma coisa",
                        aberta.passo
                    ));
                }
                let dono = estado
                    .escopos
                    .get(&aberta.escopo)
                    .and_then(|e| estado.visitas.get(&e.dono))
                    .map(|v| destino(&v.passo));
                if passo.dentro_de.as_ref().map(|lar| &lar.passo) != dono.as_ref() {
                    problemas.push(format!("\"{nome}\" não está no mesmo ramo de \"{}\"", aberta.passo));
                }
            }
        }
    }
    for feito in &estado.compensacoes {
        let nome = destino(&feito.passo);
        if novo.passo(&nome).is_none_or(|passo| passo.compensar.is_none()) {
            problemas.push(format!("\"{}\" já foi feito, e na versão nova \"{nome}\" não se desfaz", feito.passo));
        }
    }
    problemas
}

fn combina(espera: &Espera, tipo: &str) -> bool {
    match espera {
        Espera::Nada | Espera::Incidente(_) => true,
        Espera::Trabalho { .. } => matches!(tipo, "rpa" | "notificar" | "http"),
        Espera::Tarefa(_) => tipo == "tarefa",
        Espera::Ramos(ramos) if ramos.itens.is_empty() && ramos.total > 0 => tipo == "paralelo",
        Espera::Ramos(_) => tipo == "para_cada",
        Espera::Filha { .. } => tipo == "subfluxo",
        Espera::Sinal { .. } => tipo == "evento",
        Espera::Tempo { .. } => tipo == "esperar",
    }
}

pub(super) fn cancelar(p: &mut Passada<'_>, motivo: String, por: Ator) -> Result<(), Recusa> {
    if p.estado.desfecho.is_some() {
        return Err(Recusa::Desfazendo);
    }
    // Quem cancela quer que acabe: pausada, o que há a desfazer esperaria para sempre.
    if p.estado.pausada {
        retomar(p, por.clone())?;
    }
    p.encerrar_sem_concluir(Desfecho::Cancelamento { motivo, por });
    Ok(())
}

fn corrigir_entrada(p: &mut Passada<'_>, entrada: Option<Value>, por: &Ator) -> Result<(), Recusa> {
    let Some(entrada) = entrada else { return Ok(()) };
    conferir_entrada(p.fluxo, &entrada)?;
    p.emitir(Evento::EntradaCorrigida { entrada, por: por.clone(), em: p.agora });
    Ok(())
}

pub(super) fn conferir_entrada(fluxo: &Fluxo, entrada: &Value) -> Result<(), Recusa> {
    let problemas = fluxo.entrada.as_ref().map(|esquema| esquema.problemas(entrada)).unwrap_or_default();
    if problemas.is_empty() { Ok(()) } else { Err(Recusa::EntradaInvalida(problemas)) }
}

fn resolver(p: &mut Passada<'_>, visita: NumeroVisita, como: &str, por: Ator) {
    p.emitir(Evento::IncidenteResolvido { visita, como: como.to_owned(), por, em: p.agora });
    if em_incidente(&p.estado).next().is_none() {
        voltou_da_atencao(p);
    }
}

fn voltou_da_atencao(p: &mut Passada<'_>) {
    p.efeitos.push(Efeito::AtencaoResolvida);
    if let Some(estado) = p.estado.estado_de_negocio.clone() {
        p.efeitos.push(Efeito::EstadoDeNegocio(estado));
    }
}

fn em_incidente(estado: &Estado) -> impl Iterator<Item = NumeroVisita> {
    estado.visitas.iter().filter(|(_, v)| matches!(v.espera, Espera::Incidente(_))).map(|(numero, _)| *numero)
}
