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
    let titulo = texto(p.com_contexto(|c| tarefa.titulo.avaliar(c))?, "titulo")?;
    let dados = match &tarefa.dados {
        Some(modelo) => p.com_contexto(|c| modelo.avaliar(c))?,
        None => Value::Null,
    };
    let vence = prazo::armar(p, visita, passo);
    p.emitir(Evento::TarefaAberta { visita, vence });
    p.efeitos.push(Efeito::AbrirTarefa(TarefaAberta {
        visita,
        passo: passo.nome.clone(),
        titulo,
        papeis: tarefa.papeis.clone(),
        dados,
        decisoes: tarefa.decisoes.iter().map(|(nome, d)| (nome.clone(), d.exige.clone())).collect(),
        vence,
    }));
    Ok(Andar::Parar)
}
