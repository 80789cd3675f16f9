//! O que cada tipo de passo faz ao entrar. Um arquivo por tipo; aqui só se despacha.

mod atribuir;
mod escolha;
mod esperar;
mod evento;
mod fim;
mod prazo;
mod ramos;
mod tarefa;
mod trabalho;

use serde_json::Value;

use super::passada::Passada;
use super::{ErroAtividade, NumeroVisita};
use crate::expressao::{ErroDeExpressao, Expressao};
use crate::fluxo::{NomePasso, Passo, TipoPasso};

pub(super) use trabalho::{pedir as pedir_tentativa, resultado};

/// Depois de entrar num passo: ficar nele, ou ir adiante.
pub(super) enum Andar {
    /// Espera algo de fora (ou a instância encerrou).
    Parar,
    /// Segue na mesma decisão.
    Ir(NomePasso),
}

pub(super) fn entrar(p: &mut Passada<'_>, visita: NumeroVisita, passo: &Passo) -> Result<Andar, ErroAtividade> {
    match &passo.tipo {
        TipoPasso::Rpa(_) | TipoPasso::Notificar(_) | TipoPasso::Http(_) | TipoPasso::Subfluxo(_) => {
            trabalho::entrar(p, visita, passo)
        }
        TipoPasso::Paralelo(paralelo) => Ok(ramos::paralelo(p, visita, passo, paralelo)),
        TipoPasso::ParaCada(cada) => ramos::para_cada(p, visita, passo, cada),
        TipoPasso::Tarefa(tarefa) => tarefa::entrar(p, visita, passo, tarefa),
        TipoPasso::Evento(evento) => evento::entrar(p, visita, passo, evento),
        TipoPasso::Esperar(esperar) => esperar::entrar(p, visita, passo, esperar),
        TipoPasso::Escolha(escolha) => escolha::entrar(p, visita, escolha),
        TipoPasso::Atribuir(atribuir) => atribuir::entrar(p, visita, passo, atribuir),
        TipoPasso::Fim(fim) => fim::entrar(p, visita, fim),
    }
}

/// Conclui na hora e segue para o `depois` do passo.
fn seguir_adiante(passo: &Passo) -> Result<Andar, ErroAtividade> {
    passo.depois.clone().map(Andar::Ir).ok_or_else(|| {
        ErroAtividade::do_fluxo("sem_destino", format!("o passo \"{}\" não diz para onde ir depois", passo.nome))
    })
}

impl From<ErroDeExpressao> for ErroAtividade {
    fn from(erro: ErroDeExpressao) -> Self {
        Self::do_fluxo("expressao_falhou", erro.to_string())
    }
}

/// Se uma condição é verdadeira nesta visita.
fn vale(p: &Passada<'_>, visita: NumeroVisita, condicao: &Expressao) -> Result<bool, ErroAtividade> {
    match p.com_contexto(p.escopo(visita), |c| condicao.avaliar(c))? {
        Value::Bool(vale) => Ok(vale),
        outro => {
            let mensagem = format!("a condição devia dar verdadeiro ou falso, e deu {outro}");
            Err(ErroAtividade::do_fluxo("expressao_falhou", mensagem))
        }
    }
}

/// Um valor que tem de ser texto.
fn texto(valor: Value, campo: &str) -> Result<String, ErroAtividade> {
    match valor {
        Value::String(texto) => Ok(texto),
        outro => Err(ErroAtividade::do_fluxo("expressao_falhou", format!("`{campo}` devia dar texto, e deu {outro}"))),
    }
}
