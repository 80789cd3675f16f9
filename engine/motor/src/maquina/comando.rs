//! O que se pede à máquina, e por que ela recusa.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ErroAtividade, NumeroVisita, Temporizador};
use crate::esquema::ProblemaDeValor;
use crate::fluxo::NomePasso;

/// Um pedido a uma instância. A hora vem ao lado, em `decidir`; o acaso, dentro.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "comando", rename_all = "snake_case")]
pub enum Comando {
    /// Primeiro comando de toda instância.
    Iniciar {
        /// Entrada do fluxo.
        entrada: Value,
        /// `instancia` nas expressões: `id` e `chave`.
        instancia: Value,
        /// Quem pediu.
        por: Ator,
    },
    /// Um trabalho terminou bem.
    Concluir {
        /// A visita que o pediu.
        visita: NumeroVisita,
        /// A tentativa que o fez.
        tentativa: u32,
        /// O que produziu.
        saida: Value,
    },
    /// Um trabalho terminou mal.
    Falhar {
        /// A visita que o pediu.
        visita: NumeroVisita,
        /// A tentativa que o fez.
        tentativa: u32,
        /// O que houve.
        erro: ErroAtividade,
        /// Entre 0 e 1: variação da próxima espera.
        sorteio: f64,
    },
    /// Um temporizador venceu.
    Vencer {
        /// A visita que o armou.
        visita: NumeroVisita,
        /// Qual.
        temporizador: Temporizador,
    },
    /// Uma pessoa decidiu uma tarefa.
    Decidir {
        /// A visita da tarefa.
        visita: NumeroVisita,
        /// Uma das decisões do passo.
        decisao: String,
        /// Campos preenchidos (objeto): `motivo`, …
        dados: Value,
        /// Quem decidiu.
        por: Ator,
    },
    /// Uma pessoa mexe em quem tem a tarefa, sem decidi-la.
    Encaminhar {
        /// A visita da tarefa.
        visita: NumeroVisita,
        /// O que faz.
        como: Encaminhamento,
        /// Quem.
        por: Ator,
    },
    /// Uma instância filha encerrou, ou não pôde nascer.
    FilhaEncerrou {
        /// A visita que a pediu.
        visita: NumeroVisita,
        /// A tentativa que a pediu.
        tentativa: u32,
        /// O que devolveu, se concluiu.
        resultado: Value,
        /// Por que não concluiu.
        erro: Option<ErroAtividade>,
        /// Entre 0 e 1: variação da próxima espera.
        sorteio: f64,
    },
    /// Chegou um sinal de fora.
    Entregar {
        /// Nome do sinal.
        nome: String,
        /// Correlação, se o sinal tem.
        correlacao: Option<String>,
        /// Conteúdo.
        dados: Value,
        /// Quem mandou.
        por: Ator,
    },
    /// Repete um passo parado por incidente, com novas tentativas.
    RepetirPasso {
        /// A visita em incidente.
        visita: NumeroVisita,
        /// A entrada do fluxo, corrigida.
        entrada: Option<Value>,
        /// Quem mandou.
        por: Ator,
    },
    /// Dá por concluído um passo aberto, com a saída que ele teria.
    PularPasso {
        /// A visita.
        visita: NumeroVisita,
        /// O que o passo teria produzido.
        saida: Value,
        /// Para onde ir; sem isto, o `depois` do passo.
        destino: Option<NomePasso>,
        /// Quem mandou.
        por: Ator,
    },
    /// Abandona o que está aberto e recomeça de um passo do corpo do fluxo.
    RecomecarDe {
        /// O passo.
        passo: NomePasso,
        /// A entrada do fluxo, corrigida.
        entrada: Option<Value>,
        /// Quem mandou.
        por: Ator,
    },
    /// Não deixa nada novo começar.
    Pausar {
        /// Por quê.
        motivo: String,
        /// Quem mandou.
        por: Ator,
    },
    /// Deixa andar de novo.
    Retomar {
        /// Quem mandou.
        por: Ator,
    },
    /// Passa à versão do fluxo com que se decide este comando.
    Migrar {
        /// Resumo da versão a que estava presa.
        de: String,
        /// Passo de antes → passo novo, dos que mudaram de nome.
        plano: BTreeMap<NomePasso, NomePasso>,
        /// Quem mandou.
        por: Ator,
    },
    /// Para a visita em atenção: o que se ia fazer por ela não se entende.
    Parar {
        /// A visita.
        visita: NumeroVisita,
        /// O que houve.
        erro: ErroAtividade,
    },
    /// Encerra sem concluir, desfazendo antes o que tem `compensar`.
    Cancelar {
        /// Por quê.
        motivo: String,
        /// Quem mandou.
        por: Ator,
    },
}

/// Como a tarefa muda de mãos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encaminhamento {
    /// Quem pede toma a tarefa para si.
    Assumir,
    /// Quem a tem devolve a todos.
    Devolver,
    /// Um supervisor a dá a alguém, tenha ou não o papel.
    Atribuir(Pessoa),
    /// Quem podia decidir passa a vez a alguém, tenha ou não o papel.
    Delegar(Pessoa),
}

/// Uma pessoa.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pessoa {
    /// Id do usuário.
    pub id: String,
    /// Como aparece no histórico.
    pub nome: String,
}

/// Quem age: uma pessoa com os seus papéis, ou o próprio sistema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ator {
    /// Id do usuário; nenhum para o sistema.
    pub id: Option<String>,
    /// Como aparece no histórico.
    pub nome: String,
    /// Papéis que tem.
    pub papeis: Vec<String>,
}

impl Ator {
    /// O próprio sistema.
    pub fn sistema() -> Self {
        Self { id: None, nome: "sistema".to_owned(), papeis: Vec::new() }
    }
}

/// Por que um comando não se aplica. A instância fica como estava.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Recusa {
    /// `Iniciar` numa instância que já existe.
    #[error("a instância já foi iniciada")]
    JaIniciada,
    /// Qualquer outro comando antes de `Iniciar`.
    #[error("a instância ainda não foi iniciada")]
    NaoIniciada,
    /// A instância concluiu ou foi cancelada.
    #[error("a instância já está encerrada")]
    Encerrada,
    /// A visita não existe mais: o relato, a decisão ou o temporizador chegou tarde.
    #[error("a visita {0} já passou")]
    VisitaPassada(NumeroVisita),
    /// O relato é de uma tentativa que já não vale.
    #[error("relato da tentativa {recebida} recusado; a vigente é a {vigente}")]
    TentativaVelha {
        /// A que veio.
        recebida: u32,
        /// A que vale.
        vigente: u32,
    },
    /// A visita não está esperando isto.
    #[error("o passo \"{passo}\" não está esperando isto agora")]
    NaoEspera {
        /// Passo da visita.
        passo: String,
    },
    /// Decisão que o passo não declara.
    #[error("decisão desconhecida: \"{recebida}\"; as possíveis são: {possiveis}")]
    DecisaoDesconhecida {
        /// A que veio.
        recebida: String,
        /// As declaradas, separadas por vírgula.
        possiveis: String,
    },
    /// A entrada não cabe no esquema do fluxo.
    #[error("a entrada não serve: {}", juntar(.0))]
    EntradaInvalida(Vec<ProblemaDeValor>),
    /// Os dados da decisão não cabem no formulário.
    #[error("o formulário tem problemas: {}", juntar(.0))]
    FormularioInvalido(Vec<ProblemaDeValor>),
    /// A tarefa está com outra pessoa.
    #[error("esta tarefa está com {0}; peça que devolva, ou que um supervisor a atribua a você")]
    TarefaDeOutro(String),
    /// Só se devolve o que se tem.
    #[error("esta tarefa não está com ninguém")]
    TarefaDeNinguem,
    /// No quórum, cada pessoa conta uma vez.
    #[error("você já se manifestou nesta tarefa; falta outra pessoa")]
    JaVotou,
    /// Quem decide não tem id: só uma pessoa decide, assume ou delega.
    #[error("só uma pessoa identificada pode fazer isto")]
    SemPessoa,
    /// A instância está pausada.
    #[error("a instância está pausada; retome-a antes")]
    Pausada,
    /// Pausar o que está pausado, ou retomar o que não está.
    #[error("a instância já está assim")]
    NadaMuda,
    /// A instância está desfazendo o que fez.
    #[error("a instância já está sendo encerrada e desfaz o que fez")]
    Desfazendo,
    /// Um passo que não se alcança por fora (de um ramo, ou de compensação).
    #[error("o passo \"{0}\" não pode ser destino daqui; escolha um do mesmo corpo do fluxo")]
    PassoInalcancavel(String),
    /// O plano de migração não cobre tudo o que está aberto.
    #[error("o plano de migração não serve: {}", .0.join("; "))]
    PlanoInvalido(Vec<String>),
    /// Falta um campo exigido pela decisão.
    #[error("informe \"{campo}\" para {decisao}")]
    CampoExigido {
        /// O campo que falta.
        campo: String,
        /// A decisão que o exige.
        decisao: String,
    },
    /// Quem decide não tem nenhum dos papéis do passo.
    #[error("esta tarefa é de {}", if papeis.is_empty() { "outras pessoas" } else { papeis })]
    SemPapel {
        /// Papéis aceitos, separados por vírgula.
        papeis: String,
    },
    /// A decisão está sob ressalva, e quem decide não tem nenhum dos papéis dela.
    #[error("há ressalva: só {papeis} pode decidir \"{decisao}\"")]
    ComRessalva {
        /// A decisão.
        decisao: String,
        /// Papéis aceitos, separados por vírgula.
        papeis: String,
    },
    /// Quatro olhos: quem iniciou ou decidiu antes não decide aqui.
    #[error("quem iniciou ou já decidiu neste fluxo não pode decidir esta tarefa (quatro olhos)")]
    QuatroOlhos,
    /// O estado aponta um passo que o fluxo não tem.
    #[error("o passo \"{0}\" não existe nesta versão do fluxo")]
    PassoInexistente(String),
}

fn juntar(problemas: &[ProblemaDeValor]) -> String {
    problemas.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
