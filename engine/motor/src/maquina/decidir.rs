//! O que um comando muda. Um braço por comando; o que cada tipo de passo faz ao entrar está em `passos/`.

use esteira_base::Instante;
use serde_json::Value;

use super::passada::Passada;
use super::repeticao::proxima_espera;
use super::{
    Ator, Comando, Efeito, ErroAtividade, Espera, Estado, Evento, NumeroVisita, Recusa, Situacao, Temporizador, operar,
    passos, tarefas,
};
use crate::Fluxo;
use crate::fluxo::Passo;

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
    match (estado.situacao, &comando) {
        (Situacao::Nova, Comando::Iniciar { .. }) => {}
        (Situacao::Nova, _) => return Err(Recusa::NaoIniciada),
        (_, Comando::Iniciar { .. }) => return Err(Recusa::JaIniciada),
        (situacao, _) if !situacao.viva() => return Err(Recusa::Encerrada),
        _ => {}
    }
    let mut p = Passada::nova(fluxo, estado, agora);
    match comando {
        Comando::Iniciar { entrada, instancia, por } => {
            operar::conferir_entrada(fluxo, &entrada)?;
            p.emitir(Evento::InstanciaIniciada { entrada, instancia, por, em: agora });
            p.seguir(&fluxo.inicio, 0);
        }
        Comando::Concluir { visita, tentativa, saida } => concluir(&mut p, visita, tentativa, saida)?,
        Comando::Falhar { visita, tentativa, erro, sorteio } => falhar(&mut p, visita, tentativa, erro, sorteio)?,
        Comando::FilhaEncerrou { visita, tentativa, resultado, erro: None, .. } => {
            concluir(&mut p, visita, tentativa, resultado)?;
        }
        Comando::FilhaEncerrou { visita, tentativa, erro: Some(erro), sorteio, .. } => {
            falhar(&mut p, visita, tentativa, erro, sorteio)?;
        }
        Comando::Vencer { visita, temporizador } => vencer(&mut p, visita, temporizador)?,
        Comando::Decidir { visita, decisao, dados, por } => tarefas::decidir(&mut p, visita, &decisao, dados, por)?,
        Comando::Encaminhar { visita, como, por } => tarefas::encaminhar(&mut p, visita, como, por)?,
        Comando::Entregar { nome, correlacao, dados, por } => entregar(&mut p, nome, correlacao, dados, por),
        Comando::RepetirPasso { visita, entrada, por } => operar::repetir(&mut p, visita, entrada, por)?,
        Comando::PularPasso { visita, saida, destino, por } => operar::pular(&mut p, visita, saida, destino, por)?,
        Comando::RecomecarDe { passo, entrada, por } => operar::recomecar(&mut p, passo, entrada, por)?,
        Comando::Pausar { motivo, por } => operar::pausar(&mut p, motivo, por)?,
        Comando::Retomar { por } => operar::retomar(&mut p, por)?,
        Comando::Migrar { de, plano, por } => operar::migrar(&mut p, de, plano, por)?,
        Comando::Parar { visita, erro } => {
            visita_e_passo(&p, visita)?;
            p.soltar(visita);
            p.incidente(visita, erro);
        }
        Comando::Cancelar { motivo, por } => operar::cancelar(&mut p, motivo, por)?,
    }
    p.correr();
    Ok(Decisao { eventos: p.eventos, efeitos: p.efeitos, estado: p.estado })
}

fn visita_e_passo<'f>(p: &Passada<'f>, visita: NumeroVisita) -> Result<(Espera, &'f Passo), Recusa> {
    let aberta = p.estado.visitas.get(&visita).ok_or(Recusa::VisitaPassada(visita))?;
    let passo = p.fluxo.passo(&aberta.passo).ok_or_else(|| Recusa::PassoInexistente(aberta.passo.clone()))?;
    Ok((aberta.espera.clone(), passo))
}

/// O passo cujo trabalho (ou filha) está nesta tentativa, e a tentativa que começou o ciclo.
fn vigente<'f>(p: &Passada<'f>, visita: NumeroVisita, recebida: u32) -> Result<(&'f Passo, u32), Recusa> {
    match visita_e_passo(p, visita)? {
        (Espera::Trabalho { tentativa, primeira } | Espera::Filha { tentativa, primeira }, passo) => {
            if tentativa == recebida {
                Ok((passo, primeira))
            } else {
                Err(Recusa::TentativaVelha { recebida, vigente: tentativa })
            }
        }
        (_, passo) => Err(Recusa::NaoEspera { passo: passo.nome.clone() }),
    }
}

fn concluir(p: &mut Passada<'_>, visita: NumeroVisita, tentativa: u32, saida: Value) -> Result<(), Recusa> {
    let (passo, _) = vigente(p, visita, tentativa)?;
    // Os temporizadores de prazo ainda estão na fila.
    if passo.prazo.as_ref().is_some_and(|prazo| prazo.vence.is_some() || !prazo.avisos.is_empty()) {
        p.efeitos.push(Efeito::Recolher { visita });
    }
    match passos::resultado(p, visita, passo, saida) {
        Ok(saida) => p.concluir(visita, passo, saida),
        Err(erro) => p.incidente(visita, erro),
    }
    Ok(())
}

fn falhar(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    tentativa: u32,
    erro: ErroAtividade,
    sorteio: f64,
) -> Result<(), Recusa> {
    let (passo, primeira) = vigente(p, visita, tentativa)?;
    p.emitir(Evento::TrabalhoFalhou { visita, tentativa, erro: erro.clone(), em: p.agora });
    let feitas = tentativa + 1 - primeira;
    match proxima_espera(&passo.repetir, &erro, feitas, sorteio) {
        Some(espera) => {
            let a_partir_de = p.agora.mais(espera);
            if let Err(erro) = passos::pedir_tentativa(p, visita, passo, tentativa + 1, a_partir_de) {
                p.incidente(visita, erro);
            }
        }
        None => p.falhou(visita, erro),
    }
    Ok(())
}

fn vencer(p: &mut Passada<'_>, visita: NumeroVisita, temporizador: Temporizador) -> Result<(), Recusa> {
    let (espera, passo) = visita_e_passo(p, visita)?;
    match temporizador {
        Temporizador::Espera if matches!(espera, Espera::Tempo { .. }) => {
            p.efeitos.push(Efeito::Recolher { visita });
            p.concluir(visita, passo, Value::Null);
        }
        Temporizador::Prazo => prazo_venceu(p, visita, passo, &espera)?,
        Temporizador::Escalonar(indice) if !matches!(espera, Espera::Incidente(_)) => {
            avisar(p, visita, passo, indice)?;
        }
        _ => return Err(Recusa::NaoEspera { passo: passo.nome.clone() }),
    }
    Ok(())
}

/// Prazo vencido nunca decide: desvia, se o passo diz para onde; senão marca quem espera gente, e falha quem espera máquina.
fn prazo_venceu(p: &mut Passada<'_>, visita: NumeroVisita, passo: &Passo, espera: &Espera) -> Result<(), Recusa> {
    let destino = passo.prazo.as_ref().and_then(|prazo| prazo.vai.clone());
    if destino.is_none() && matches!(espera, Espera::Incidente(_)) {
        return Err(Recusa::NaoEspera { passo: passo.nome.clone() });
    }
    p.emitir(Evento::PrazoVencido { visita, em: p.agora });
    match (destino, espera) {
        (Some(destino), _) => {
            p.soltar(visita);
            p.sair(visita, Value::Null, &destino);
        }
        (None, Espera::Tarefa(_)) => p.efeitos.push(Efeito::VencerTarefa { visita }),
        (None, Espera::Sinal { .. }) => {}
        (None, _) => {
            let mensagem = format!("o prazo do passo \"{}\" venceu", passo.nome);
            p.falhou(visita, ErroAtividade::de_negocio("prazo_vencido", mensagem));
        }
    }
    Ok(())
}

fn avisar(p: &mut Passada<'_>, visita: NumeroVisita, passo: &Passo, indice: u32) -> Result<(), Recusa> {
    let avisos = passo.prazo.as_ref().map(|prazo| prazo.avisos.as_slice()).unwrap_or_default();
    let aviso = avisos.get(indice as usize).ok_or_else(|| Recusa::NaoEspera { passo: passo.nome.clone() })?;
    p.emitir(Evento::Escalonado { visita, indice, papeis: aviso.papeis.clone(), em: p.agora });
    if !aviso.papeis.is_empty() {
        tarefas::atualizar(p, visita);
    }
    if let Some(notificar) = aviso.notificar.clone() {
        let (passo, escalona) = (passo.nome.clone(), aviso.escalona);
        p.efeitos.push(Efeito::Escalonar { visita, passo, notificar, escalona });
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
            p.concluir(visita, passo, dados);
        }
        None => p.emitir(Evento::SinalGuardado { nome, correlacao, dados, por, em: p.agora }),
    }
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
