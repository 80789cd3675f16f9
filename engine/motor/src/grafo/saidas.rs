//! Para onde um passo pode mandar, e por quê.

use crate::fluxo::{Passo, TipoPasso};

/// Uma seta que sai de um passo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saida {
    /// Passo de destino.
    pub para: String,
    /// Por que se vai por ela.
    pub tipo: TipoSaida,
}

/// Por que se toma uma seta.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TipoSaida {
    /// O passo concluiu (`depois`).
    Conclusao,
    /// Uma pessoa decidiu assim.
    Decisao(String),
    /// Este caso da escolha é verdadeiro.
    Caso(String),
    /// Nenhum caso é verdadeiro.
    Senao,
    /// Falhou com este código (`*` = os demais).
    Erro(String),
    /// O prazo venceu.
    Vencimento,
    /// Um ramo começa.
    Ramo(String),
    /// Repete para cada item.
    CadaItem,
    /// Desfaz o que o passo fez.
    Compensacao,
}

impl TipoSaida {
    /// O que se escreve na seta; nada na conclusão.
    pub fn rotulo(&self) -> Option<String> {
        match self {
            Self::Conclusao => None,
            Self::Decisao(nome) => Some(nome.clone()),
            Self::Caso(fonte) => Some(fonte.clone()),
            Self::Senao => Some("senão".to_owned()),
            Self::Erro(codigo) if codigo == "*" => Some("outro erro".to_owned()),
            Self::Erro(codigo) => Some(codigo.clone()),
            Self::Vencimento => Some("prazo vencido".to_owned()),
            Self::Ramo(nome) => Some(format!("ramo {nome}")),
            Self::CadaItem => Some("cada item".to_owned()),
            Self::Compensacao => Some("desfazer".to_owned()),
        }
    }
}

/// As setas de um passo, do caminho mais comum ao mais raro.
pub fn saidas(passo: &Passo) -> Vec<Saida> {
    let mut saidas = Vec::new();
    let mut por = |para: &str, tipo| saidas.push(Saida { para: para.to_owned(), tipo });
    if let Some(depois) = &passo.depois {
        por(depois, TipoSaida::Conclusao);
    }
    match &passo.tipo {
        TipoPasso::Tarefa(tarefa) => {
            tarefa.decisoes.iter().for_each(|(nome, decisao)| por(&decisao.vai, TipoSaida::Decisao(nome.clone())));
        }
        TipoPasso::Escolha(escolha) => {
            escolha.casos.iter().for_each(|caso| por(&caso.vai, TipoSaida::Caso(caso.se.fonte().to_owned())));
            por(&escolha.senao, TipoSaida::Senao);
        }
        TipoPasso::Paralelo(paralelo) => {
            paralelo.ramos.iter().for_each(|(nome, corpo)| por(&corpo.inicio, TipoSaida::Ramo(nome.clone())));
        }
        TipoPasso::ParaCada(cada) => por(&cada.corpo.inicio, TipoSaida::CadaItem),
        _ => {}
    }
    passo.erros.iter().for_each(|(codigo, para)| por(para, TipoSaida::Erro(codigo.clone())));
    if let Some(vai) = passo.prazo.as_ref().and_then(|prazo| prazo.vai.as_ref()) {
        por(vai, TipoSaida::Vencimento);
    }
    if let Some(compensacao) = &passo.compensar {
        por(compensacao, TipoSaida::Compensacao);
    }
    saidas
}
