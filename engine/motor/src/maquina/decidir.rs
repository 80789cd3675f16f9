//! O que um comando muda. Um braço por comando; o que cada tipo de passo faz ao entrar está em `passos/`.

use esteira_base::Instante;
use serde_json::{Value, json};

use super::passada::Passada;
use super::repeticao::proxima_espera;
use super::{
    Ator, Comando, Efeito, ErroAtividade, Espera, Estado, Evento, NumeroVisita, Recusa, Situacao, Temporizador, passos,
};
use crate::Fluxo;
use crate::fluxo::{Passo, PassoTarefa, TipoPasso};

/// O que aconteceu e o que fazer. Os eventos já estão na ordem em que se gravam.
#[derive(Debug, Clone, PartialEq)]
pub struct Decisao {
    /// O que aconteceu.
    pub eventos: Vec<Evento>,
    /// O que fazer depois do commit.
    pub efeitos: Vec<Efeito>,
    /// O estado depois dos eventos: o retrato a guardar.
    pub estado: Estado,
}

/// Decide o que um comando muda numa instância. Pura: os mesmos argumentos dão sempre a mesma resposta.
pub fn decidir(fluxo: &Fluxo, estado: &Estado, comando: Comando, agora: Instante) -> Result<Decisao, Recusa> {
    let mut p = Passada::nova(fluxo, estado, agora);
    match (estado.situacao, &comando) {
        (Situacao::Nova, Comando::Iniciar { .. }) => {}
        (Situacao::Nova, _) => return Err(Recusa::NaoIniciada),
        (_, Comando::Iniciar { .. }) => return Err(Recusa::JaIniciada),
        (situacao, _) if !situacao.viva() => return Err(Recusa::Encerrada),
        _ => {}
    }
    match comando {
        Comando::Iniciar { entrada, instancia, por } => {
            p.emitir(Evento::InstanciaIniciada { entrada, instancia, por, em: agora });
            p.seguir(&fluxo.inicio);
        }
        Comando::Concluir { visita, tentativa, saida } => {
            let passo = trabalho_vigente(&p, visita, tentativa)?;
            p.concluir(visita, passo, saida, None);
        }
        Comando::Falhar { visita, tentativa, erro, sorteio } => falhar(&mut p, visita, tentativa, erro, sorteio)?,
        Comando::Vencer { visita, temporizador } => vencer(&mut p, visita, temporizador)?,
        Comando::Decidir { visita, decisao, dados, por } => decidir_tarefa(&mut p, visita, &decisao, dados, por)?,
        Comando::Entregar { nome, correlacao, dados, por } => entregar(&mut p, nome, correlacao, dados, por),
        Comando::RepetirPasso { visita, por } => {
            let nome = em_incidente(&p, visita)?.nome.clone();
            resolver(&mut p, visita, "repetir", por);
            p.recomecar(visita, &nome);
        }
        Comando::PularPasso { visita, saida, por } => {
            let passo = em_incidente(&p, visita)?;
            if passo.depois.is_none() {
                return Err(Recusa::NaoEspera { passo: passo.nome.clone() });
            }
            resolver(&mut p, visita, "pular", por);
            p.concluir(visita, passo, saida, None);
        }
        Comando::Cancelar { motivo, por } => cancelar(&mut p, motivo, por),
    }
    Ok(Decisao { eventos: p.eventos, efeitos: p.efeitos, estado: p.estado })
}

fn visita_e_passo<'f>(p: &Passada<'f>, visita: NumeroVisita) -> Result<(Espera, &'f Passo), Recusa> {
    let aberta = p.estado.visitas.get(&visita).ok_or(Recusa::VisitaPassada(visita))?;
    let passo = p.fluxo.passo(&aberta.passo).ok_or_else(|| Recusa::PassoInexistente(aberta.passo.clone()))?;
    Ok((aberta.espera.clone(), passo))
}

fn trabalho_vigente<'f>(p: &Passada<'f>, visita: NumeroVisita, recebida: u32) -> Result<&'f Passo, Recusa> {
    match visita_e_passo(p, visita)? {
        (Espera::Trabalho { tentativa, .. }, passo) if tentativa == recebida => Ok(passo),
        (Espera::Trabalho { tentativa: vigente, .. }, _) => Err(Recusa::TentativaVelha { recebida, vigente }),
        (_, passo) => Err(Recusa::NaoEspera { passo: passo.nome.clone() }),
    }
}

fn em_incidente<'f>(p: &Passada<'f>, visita: NumeroVisita) -> Result<&'f Passo, Recusa> {
    match visita_e_passo(p, visita)? {
        (Espera::Incidente(_), passo) => Ok(passo),
        (_, passo) => Err(Recusa::NaoEspera { passo: passo.nome.clone() }),
    }
}

fn falhar(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    tentativa: u32,
    erro: ErroAtividade,
    sorteio: f64,
) -> Result<(), Recusa> {
    let passo = trabalho_vigente(p, visita, tentativa)?;
    let primeira = match p.estado.visitas[&visita].espera {
        Espera::Trabalho { primeira, .. } => primeira,
        _ => tentativa,
    };
    p.emitir(Evento::TrabalhoFalhou { visita, tentativa, erro: erro.clone(), em: p.agora });
    let feitas = tentativa + 1 - primeira;
    if let Some(espera) = proxima_espera(&passo.repetir, &erro, feitas, sorteio) {
        let a_partir_de = p.agora.mais(espera);
        if let Err(erro) = passos::pedir_trabalho(p, visita, passo, tentativa + 1, a_partir_de) {
            p.incidente(visita, erro);
        }
        return Ok(());
    }
    match passo.erros.get(&erro.codigo).or_else(|| passo.erros.get("*")) {
        Some(destino) => {
            p.emitir(Evento::ErroTratado { visita, erro });
            p.seguir(destino);
        }
        None => p.incidente(visita, erro),
    }
    Ok(())
}

fn vencer(p: &mut Passada<'_>, visita: NumeroVisita, temporizador: Temporizador) -> Result<(), Recusa> {
    let (espera, passo) = visita_e_passo(p, visita)?;
    match (temporizador, &espera) {
        (Temporizador::Espera, Espera::Tempo { .. }) => p.concluir(visita, passo, Value::Null, None),
        (Temporizador::Prazo, Espera::Tarefa | Espera::Sinal { .. }) => {
            p.emitir(Evento::PrazoVencido { visita, em: p.agora });
            let destino = passo.prazo.as_ref().and_then(|prazo| prazo.vai.clone());
            match destino {
                Some(destino) => {
                    p.efeitos.push(Efeito::Recolher { visita });
                    if espera == Espera::Tarefa {
                        p.efeitos.push(Efeito::FecharTarefa { visita, decisao: None });
                    }
                    p.concluir(visita, passo, Value::Null, Some(&destino));
                }
                None if espera == Espera::Tarefa => p.efeitos.push(Efeito::VencerTarefa { visita }),
                None => {}
            }
        }
        (Temporizador::Escalonar(indice), Espera::Tarefa | Espera::Sinal { .. }) => {
            let avisos = passo.prazo.as_ref().map(|prazo| prazo.escalonar.as_slice()).unwrap_or_default();
            let Some(aviso) = avisos.get(indice as usize) else {
                return Err(Recusa::NaoEspera { passo: passo.nome.clone() });
            };
            let (nome, notificar) = (passo.nome.clone(), aviso.notificar.clone());
            p.emitir(Evento::Escalonado { visita, indice, em: p.agora });
            p.efeitos.push(Efeito::Escalonar { visita, passo: nome, notificar });
        }
        _ => return Err(Recusa::NaoEspera { passo: passo.nome.clone() }),
    }
    Ok(())
}

fn decidir_tarefa(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    nome: &str,
    dados: Value,
    por: Ator,
) -> Result<(), Recusa> {
    let (espera, passo) = visita_e_passo(p, visita)?;
    let (Espera::Tarefa, TipoPasso::Tarefa(tarefa)) = (espera, &passo.tipo) else {
        return Err(Recusa::NaoEspera { passo: passo.nome.clone() });
    };
    conferir_quem_decide(p, passo, tarefa, &por)?;
    let decisao = tarefa.decisoes.get(nome).ok_or_else(|| Recusa::DecisaoDesconhecida {
        recebida: nome.to_owned(),
        possiveis: tarefa.decisoes.keys().cloned().collect::<Vec<_>>().join(", "),
    })?;
    for campo in &decisao.exige {
        let preenchido = match dados.get(campo) {
            None | Some(Value::Null) => false,
            Some(Value::String(texto)) => !texto.trim().is_empty(),
            Some(_) => true,
        };
        if !preenchido {
            return Err(Recusa::CampoExigido { campo: campo.clone(), decisao: nome.to_owned() });
        }
    }
    let saida = json!({ "decisao": nome, "dados": dados, "por": por.nome, "por_id": por.id, "em": p.agora });
    p.emitir(Evento::TarefaDecidida { visita, decisao: nome.to_owned(), dados, por, em: p.agora });
    p.efeitos.push(Efeito::Recolher { visita });
    p.efeitos.push(Efeito::FecharTarefa { visita, decisao: Some(nome.to_owned()) });
    let destino = decisao.vai.clone();
    p.concluir(visita, passo, saida, Some(&destino));
    Ok(())
}

fn conferir_quem_decide(p: &Passada<'_>, passo: &Passo, tarefa: &PassoTarefa, por: &Ator) -> Result<(), Recusa> {
    if !tarefa.papeis.iter().any(|papel| por.papeis.contains(papel)) {
        return Err(Recusa::SemPapel { papeis: tarefa.papeis.join(", ") });
    }
    // Quem já decidiu este mesmo passo (rejeitou, e a fatura voltou) pode decidir de novo; quem iniciou ou decidiu outro, não.
    let participou = |id: &String| {
        p.estado.participantes.iter().any(|anterior| anterior.id == *id && anterior.passo.as_ref() != Some(&passo.nome))
    };
    if tarefa.quatro_olhos && por.id.as_ref().is_some_and(participou) {
        return Err(Recusa::QuatroOlhos);
    }
    Ok(())
}

fn entregar(p: &mut Passada<'_>, nome: String, correlacao: Option<String>, dados: Value, por: Ator) {
    let esperando = p.estado.visitas.iter().find_map(|(visita, aberta)| match &aberta.espera {
        Espera::Sinal { nome: esperado, correlacao: exigida }
            if *esperado == nome && (exigida.is_none() || *exigida == correlacao) =>
        {
            Some((*visita, p.fluxo.passo(&aberta.passo)?))
        }
        _ => None,
    });
    match esperando {
        Some((visita, passo)) => {
            p.emitir(Evento::SinalEntregue { visita, nome, guardado: false, por, em: p.agora });
            p.efeitos.push(Efeito::Recolher { visita });
            p.concluir(visita, passo, dados, None);
        }
        None => p.emitir(Evento::SinalGuardado { nome, correlacao, dados, por, em: p.agora }),
    }
}

fn resolver(p: &mut Passada<'_>, visita: NumeroVisita, como: &str, por: Ator) {
    p.emitir(Evento::IncidenteResolvido { visita, como: como.to_owned(), por, em: p.agora });
    p.efeitos.push(Efeito::AtencaoResolvida);
    if let Some(estado) = p.estado.estado_de_negocio.clone() {
        p.efeitos.push(Efeito::EstadoDeNegocio(estado));
    }
}

fn cancelar(p: &mut Passada<'_>, motivo: String, por: Ator) {
    for (visita, aberta) in &p.estado.visitas {
        p.efeitos.push(Efeito::Recolher { visita: *visita });
        if aberta.espera == Espera::Tarefa {
            p.efeitos.push(Efeito::FecharTarefa { visita: *visita, decisao: None });
        }
    }
    p.encerrar(Evento::InstanciaCancelada { motivo, por, em: p.agora }, Situacao::Cancelada);
}

/// Põe em atenção uma instância cuja decisão não pôde ser tomada (um defeito do motor ou de uma expressão): só ela para.
///
/// Sem visita aberta com esse número, a mais nova é a que para.
pub fn parar(
    fluxo: &Fluxo,
    estado: &Estado,
    visita: Option<NumeroVisita>,
    erro: ErroAtividade,
    agora: Instante,
) -> Decisao {
    let mut p = Passada::nova(fluxo, estado, agora);
    let escolhida = visita.filter(|v| estado.visitas.contains_key(v)).or(estado.visitas.keys().last().copied());
    p.incidente(escolhida.unwrap_or(estado.ultima_visita), erro);
    Decisao { eventos: p.eventos, efeitos: p.efeitos, estado: p.estado }
}
