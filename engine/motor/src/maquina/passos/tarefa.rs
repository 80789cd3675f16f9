//! `tarefa`: espera a decisão de uma pessoa.

use serde_json::Value;

use super::{Andar, prazo, texto, vale};
use crate::fluxo::{Decisao, Passo, PassoTarefa};
use crate::maquina::passada::Passada;
use crate::maquina::{DecisaoOferecida, Efeito, ErroAtividade, Evento, NumeroVisita, TarefaAberta};

pub(super) fn entrar(
    p: &mut Passada<'_>,
    visita: NumeroVisita,
    passo: &Passo,
    tarefa: &PassoTarefa,
) -> Result<Andar, ErroAtividade> {
    let escopo = p.escopo(visita);
    let titulo = texto(p.com_contexto(escopo, |c| tarefa.titulo.avaliar(c))?, "titulo")?;
    let dados = match &tarefa.dados {
        Some(modelo) => p.com_contexto(escopo, |c| modelo.avaliar(c))?,
        None => Value::Null,
    };
    let usuarios = match &tarefa.usuarios {
        Some(modelo) => lista_de_textos(p.com_contexto(escopo, |c| modelo.avaliar(c))?)?,
        None => Vec::new(),
    };
    let mut decisoes = Vec::with_capacity(tarefa.decisoes.len());
    for (nome, decisao) in &tarefa.decisoes {
        decisoes.push(oferecer(p, visita, nome, decisao)?);
    }
    let ressalvas = decisoes.iter().filter(|d| !d.papeis.is_empty()).map(|d| d.nome.clone()).collect();
    let vence = prazo::armar(p, visita, passo);
    p.emitir(Evento::TarefaAberta { visita, vence, usuarios: usuarios.clone(), ressalvas });
    p.efeitos.push(Efeito::AbrirTarefa(TarefaAberta {
        visita,
        passo: passo.nome.clone(),
        titulo,
        papeis: tarefa.papeis.clone(),
        usuarios,
        dados,
        decisoes,
        formulario: tarefa.formulario.as_ref().map(|esquema| esquema.texto().clone()).unwrap_or_default(),
        vence,
        avisar: tarefa.avisar.clone(),
    }));
    Ok(Andar::Parar)
}

/// A decisão como se oferece agora: com a ressalva, se a condição dela vale.
fn oferecer(
    p: &Passada<'_>,
    visita: NumeroVisita,
    nome: &str,
    decisao: &Decisao,
) -> Result<DecisaoOferecida, ErroAtividade> {
    let mut oferecida = DecisaoOferecida { nome: nome.to_owned(), exige: decisao.exige.clone(), papeis: Vec::new() };
    if let Some(ressalva) = &decisao.ressalva
        && vale(p, visita, &ressalva.se)?
    {
        oferecida.exige.extend(ressalva.exige.iter().filter(|campo| !decisao.exige.contains(campo)).cloned());
        oferecida.papeis.clone_from(&ressalva.papeis);
    }
    Ok(oferecida)
}

fn lista_de_textos(valor: Value) -> Result<Vec<String>, ErroAtividade> {
    match valor {
        Value::Array(itens) => itens.into_iter().map(|item| texto(item, "usuarios")).collect(),
        unico => Ok(vec![texto(unico, "usuarios")?]),
    }
}
