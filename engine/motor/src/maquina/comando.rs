//! O que se pede à máquina, e por que ela recusa.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ErroAtividade, NumeroVisita, Temporizador};

/// Um pedido a uma instância. A hora vem ao lado, em `decidir`; o acaso, dentro.
#[derive(Debug, Clone, PartialEq)]
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
        /// Quem mandou.
        por: Ator,
    },
    /// Pula um passo parado por incidente, dando a saída dele.
    PularPasso {
        /// A visita em incidente.
        visita: NumeroVisita,
        /// O que o passo teria produzido.
        saida: Value,
        /// Quem mandou.
        por: Ator,
    },
    /// Encerra sem concluir.
    Cancelar {
        /// Por quê.
        motivo: String,
        /// Quem mandou.
        por: Ator,
    },
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
    /// Falta um campo exigido pela decisão.
    #[error("informe \"{campo}\" para {decisao}")]
    CampoExigido {
        /// O campo que falta.
        campo: String,
        /// A decisão que o exige.
        decisao: String,
    },
    /// Quem decide não tem nenhum dos papéis do passo.
    #[error("esta tarefa é de {papeis}")]
    SemPapel {
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
