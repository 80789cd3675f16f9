//! A tarefa humana: quem pode, com quem está, como se decide.

use serde_json::{Value, json};

use super::passada::Passada;
use super::{Ator, Efeito, Encaminhamento, Espera, EsperaDeTarefa, Evento, NumeroVisita, Pessoa, Recusa, Voto};
use crate::esquema::Esquema;
use crate::fluxo::{Decisao, Passo, PassoTarefa, TipoPasso};

type Aberta<'f> = (EsperaDeTarefa, &'f Passo, &'f PassoTarefa);

fn aberta<'f>(p: &Passada<'f>, visita: NumeroVisita) -> Result<Aberta<'f>, Recusa> {
    let aberta = p.estado.visitas.get(&visita).ok_or(Recusa::VisitaPassada(visita))?;
    let passo = p.fluxo.passo(&aberta.passo).ok_or_else(|| Recusa::PassoInexistente(aberta.passo.clone()))?;
    match (&aberta.espera, &passo.tipo) {
        (Espera::Tarefa(espera), TipoPasso::Tarefa(tarefa)) => Ok((espera.clone(), passo, tarefa)),
        _ => Err(Recusa::NaoEspera { passo: passo.nome.clone() }),
    }
}

pub(super) fn decidir(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    nome: &str,
    dados: Value,
    por: Ator,
) -> Result<(), Recusa> {
    let (espera, passo, tarefa) = aberta(p, visita)?;
    if p.estado.pausada {
        return Err(Recusa::Pausada);
    }
    conferir_quem(&espera, tarefa, &por)?;
    if let Some(outro) = espera.responsavel.as_ref().filter(|r| Some(&r.id) != por.id.as_ref()) {
        return Err(Recusa::TarefaDeOutro(outro.nome.clone()));
    }
    conferir_quatro_olhos(p, passo, tarefa, &por)?;
    let decisao = tarefa.decisoes.get(nome).ok_or_else(|| Recusa::DecisaoDesconhecida {
        recebida: nome.to_owned(),
        possiveis: tarefa.decisoes.keys().cloned().collect::<Vec<_>>().join(", "),
    })?;
    conferir_ressalva(&espera, decisao, nome, &dados, &por)?;
    conferir_dados(tarefa, decisao, nome, &dados)?;
    if decisao.quorum > 1 && !votar(p, visita, &espera, decisao, nome, &dados, &por)? {
        return Ok(());
    }
    let mut saida = json!({ "decisao": nome, "dados": dados, "por": por.nome, "por_id": por.id, "em": p.agora });
    if decisao.quorum > 1 {
        let ultimo = por.pessoa().map(|pessoa| Voto {
            por: pessoa,
            decisao: nome.to_owned(),
            dados: dados.clone(),
            em: p.agora,
        });
        let votos: Vec<_> = espera.votos.into_iter().chain(ultimo).collect();
        saida["votos"] = serde_json::to_value(votos).unwrap_or_default();
    }
    p.emitir(Evento::TarefaDecidida { visita, decisao: nome.to_owned(), dados, por, em: p.agora });
    p.efeitos.push(Efeito::Recolher { visita });
    p.efeitos.push(Efeito::FecharTarefa { visita, decisao: Some(nome.to_owned()) });
    p.sair(visita, saida, &decisao.vai);
    Ok(())
}

/// Conta o voto; `true` se com ele o quórum se fez.
fn votar(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    espera: &EsperaDeTarefa,
    decisao: &Decisao,
    nome: &str,
    dados: &Value,
    por: &Ator,
) -> Result<bool, Recusa> {
    let id = por.id.as_ref().ok_or(Recusa::SemPessoa)?;
    if espera.votos.iter().any(|voto| voto.por.id == *id) {
        return Err(Recusa::JaVotou);
    }
    let iguais = espera.votos.iter().filter(|voto| voto.decisao == nome).count() + 1;
    if iguais >= decisao.quorum as usize {
        return Ok(true);
    }
    let (decisao, dados) = (nome.to_owned(), dados.clone());
    p.emitir(Evento::TarefaVotada { visita, decisao, dados, por: por.clone(), em: p.agora });
    atualizar(p, visita);
    Ok(false)
}

pub(super) fn encaminhar(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    como: Encaminhamento,
    por: Ator,
) -> Result<(), Recusa> {
    let (espera, passo, tarefa) = aberta(p, visita)?;
    let quem = por.id.clone().ok_or(Recusa::SemPessoa)?;
    let ja_esta_com = |id: &String| espera.responsavel.as_ref().is_some_and(|r| r.id == *id);
    let de_outro = espera.responsavel.as_ref().filter(|r| r.id != quem).map(|r| r.nome.clone());
    let em = p.agora;
    // Quem não soube da resposta repete o pedido: a tarefa que já está com a pessoa fica como está.
    let evento = match como {
        Encaminhamento::Assumir => {
            conferir_quem(&espera, tarefa, &por)?;
            conferir_quatro_olhos(p, passo, tarefa, &por)?;
            recusar_outro(de_outro)?;
            if ja_esta_com(&quem) {
                return Ok(());
            }
            Evento::TarefaAssumida { visita, por, em }
        }
        Encaminhamento::Devolver => {
            espera.responsavel.as_ref().ok_or(Recusa::TarefaDeNinguem)?;
            recusar_outro(de_outro)?;
            Evento::TarefaDevolvida { visita, por, em }
        }
        Encaminhamento::Atribuir(para) if ja_esta_com(&para.id) => return Ok(()),
        // Quem pode mandar atribuir confere-se antes, pelo perfil: a máquina não sabe de supervisores.
        Encaminhamento::Atribuir(para) => Evento::TarefaAtribuida { visita, para, delegada: false, por, em },
        Encaminhamento::Delegar(para) => {
            conferir_quem(&espera, tarefa, &por)?;
            recusar_outro(de_outro)?;
            Evento::TarefaAtribuida { visita, para, delegada: true, por, em }
        }
    };
    p.emitir(evento);
    atualizar(p, visita);
    Ok(())
}

/// Diz lá fora o que a tarefa é agora.
pub(super) fn atualizar(p: &mut Passada<'_>, visita: NumeroVisita) {
    if let Some(Espera::Tarefa(agora)) = p.estado.visitas.get(&visita).map(|aberta| &aberta.espera) {
        let agora = agora.clone();
        p.efeitos.push(Efeito::AtualizarTarefa { visita, agora });
    }
}

fn recusar_outro(de_outro: Option<String>) -> Result<(), Recusa> {
    de_outro.map_or(Ok(()), |nome| Err(Recusa::TarefaDeOutro(nome)))
}

fn conferir_quem(espera: &EsperaDeTarefa, tarefa: &PassoTarefa, por: &Ator) -> Result<(), Recusa> {
    let por_papel = tarefa.papeis.iter().chain(&espera.papeis).any(|papel| por.papeis.contains(papel));
    let por_nome = por.id.as_ref().is_some_and(|id| {
        espera.usuarios.contains(id) || espera.responsavel.as_ref().is_some_and(|r: &Pessoa| r.id == *id)
    });
    if por_papel || por_nome { Ok(()) } else { Err(Recusa::SemPapel { papeis: tarefa.papeis.join(", ") }) }
}

/// Quem já decidiu este mesmo passo (rejeitou, e a fatura voltou) pode decidir de novo; quem iniciou ou decidiu outro, não.
fn conferir_quatro_olhos(p: &Passada<'_>, passo: &Passo, tarefa: &PassoTarefa, por: &Ator) -> Result<(), Recusa> {
    let participou = |id: &String| {
        p.estado.participantes.iter().any(|anterior| anterior.id == *id && anterior.passo.as_ref() != Some(&passo.nome))
    };
    if tarefa.quatro_olhos && por.id.as_ref().is_some_and(participou) {
        return Err(Recusa::QuatroOlhos);
    }
    Ok(())
}

/// O que a ressalva pede, se valia quando a tarefa abriu.
fn conferir_ressalva(
    espera: &EsperaDeTarefa,
    decisao: &Decisao,
    nome: &str,
    dados: &Value,
    por: &Ator,
) -> Result<(), Recusa> {
    let Some(ressalva) = decisao.ressalva.as_ref().filter(|_| espera.ressalvas.iter().any(|com| com == nome)) else {
        return Ok(());
    };
    if !ressalva.papeis.iter().any(|papel| por.papeis.contains(papel)) {
        return Err(Recusa::ComRessalva { decisao: nome.to_owned(), papeis: ressalva.papeis.join(", ") });
    }
    conferir_exigidos(&ressalva.exige, nome, dados)
}

fn conferir_exigidos(campos: &[String], decisao: &str, dados: &Value) -> Result<(), Recusa> {
    for campo in campos {
        let preenchido = match dados.get(campo) {
            None | Some(Value::Null) => false,
            Some(Value::String(texto)) => !texto.trim().is_empty(),
            Some(_) => true,
        };
        if !preenchido {
            return Err(Recusa::CampoExigido { campo: campo.clone(), decisao: decisao.to_owned() });
        }
    }
    Ok(())
}

fn conferir_dados(tarefa: &PassoTarefa, decisao: &Decisao, nome: &str, dados: &Value) -> Result<(), Recusa> {
    conferir_exigidos(&decisao.exige, nome, dados)?;
    let formulario: Option<&Esquema> = decisao.formulario.as_ref().or(tarefa.formulario.as_ref());
    let problemas = formulario.map(|esquema| esquema.problemas(dados)).unwrap_or_default();
    if problemas.is_empty() { Ok(()) } else { Err(Recusa::FormularioInvalido(problemas)) }
}
