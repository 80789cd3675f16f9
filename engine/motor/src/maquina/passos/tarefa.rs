//! `tarefa`: espera a decisão de uma pessoa.

use serde_json::Value;

use super::{Andar, prazo, texto};
use crate::fluxo::{Passo, PassoTarefa};
use crate::maquina::passada::Passada;
use crate::maquina::{Efeito, ErroAtividade, Evento, NumeroVisita, TarefaAberta};

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
    let vence = prazo::armar(p, visita, passo);
    p.emitir(Evento::TarefaAberta { visita, vence, usuarios: usuarios.clone() });
    p.efeitos.push(Efeito::AbrirTarefa(TarefaAberta {
        visita,
        passo: passo.nome.clone(),
        titulo,
        papeis: tarefa.papeis.clone(),
        usuarios,
        dados,
        decisoes: tarefa.decisoes.iter().map(|(nome, d)| (nome.clone(), d.exige.clone())).collect(),
        formulario: tarefa.formulario.as_ref().map(|esquema| esquema.texto().clone()).unwrap_or_default(),
        vence,
    }));
    Ok(Andar::Parar)
}

fn lista_de_textos(valor: Value) -> Result<Vec<String>, ErroAtividade> {
    match valor {
        Value::Array(itens) => itens.into_iter().map(|item| texto(item, "usuarios")).collect(),
        unico => Ok(vec![texto(unico, "usuarios")?]),
    }
}
