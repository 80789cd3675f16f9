//! O estado de uma instância: a dobra dos seus eventos.

use std::collections::BTreeMap;

use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::evento::e_zero;
use super::{Ator, ErroAtividade, NumeroEscopo, NumeroVisita, Pessoa};
use crate::fluxo::NomePasso;

/// Tudo o que a máquina precisa saber de uma instância. O retrato guardado é este valor em JSON.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Estado {
    /// Onde está na vida.
    pub situacao: Situacao,
    /// Nada novo começa.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pausada: bool,
    /// Entrada do fluxo.
    pub entrada: Value,
    /// `id` e `chave`.
    pub instancia: Value,
    /// O escopo 0: o do corpo do fluxo.
    pub memoria: Memoria,
    /// Os escopos dos ramos abertos, e dos terminados que ainda se podem desfazer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub escopos: BTreeMap<NumeroEscopo, Escopo>,
    /// Último escopo criado.
    #[serde(default, skip_serializing_if = "e_zero")]
    pub ultimo_escopo: NumeroEscopo,
    /// Estado de negócio.
    pub estado_de_negocio: Option<String>,
    /// Visitas abertas.
    pub visitas: BTreeMap<NumeroVisita, Visita>,
    /// Última visita criada.
    pub ultima_visita: NumeroVisita,
    /// Sinais que chegaram antes da espera, do mais velho ao mais novo.
    pub sinais: Vec<SinalGuardado>,
    /// Quem iniciou e quem decidiu cada passo, para os quatro olhos.
    pub participantes: Vec<Participante>,
    /// O que já se fez e se pode desfazer, do mais velho ao mais novo.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compensacoes: Vec<Compensacao>,
    /// Como encerra quando acabar de desfazer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desfecho: Option<Desfecho>,
    /// Quantos eventos já se dobraram: o número do próximo na sequência.
    pub sequencia: u64,
}

/// O que se sabe dentro de um escopo.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Memoria {
    /// O que `atribuir` guardou.
    #[serde(default)]
    pub variaveis: Map<String, Value>,
    /// Última saída de cada passo.
    #[serde(default)]
    pub saidas: Map<String, Value>,
    /// Último erro tratado por `erros`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erro: Option<ErroAtividade>,
}

/// Um ramo de `paralelo` ou `para_cada`: lê o que está em volta, escreve só em si.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Escopo {
    /// A visita que o abriu.
    pub dono: NumeroVisita,
    /// O escopo em que ela está.
    #[serde(default, skip_serializing_if = "e_zero")]
    pub pai: NumeroEscopo,
    /// Posição: do ramo no `paralelo`, do item no `para_cada`.
    pub indice: u32,
    /// Nome do ramo, num `paralelo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ramo: Option<String>,
    /// O item, num `para_cada`.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub item: Value,
    /// O que se sabe aqui.
    pub memoria: Memoria,
    /// Terminou; só fica para se poder desfazer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub terminado: bool,
}

/// Um passo concluído que se pode desfazer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compensacao {
    /// O passo.
    pub passo: NomePasso,
    /// O escopo em que correu.
    #[serde(default, skip_serializing_if = "e_zero")]
    pub escopo: NumeroEscopo,
}

/// Como uma instância encerra sem concluir.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Desfecho {
    /// Alguém cancelou.
    Cancelamento {
        /// Por quê.
        motivo: String,
        /// Quem.
        por: Ator,
    },
    /// Chegou a um `fim` com `falha`.
    Falha(ErroAtividade),
}

/// Onde a instância está na vida.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Situacao {
    /// Ainda sem eventos.
    #[default]
    Nova,
    /// Correndo ou esperando.
    EmAndamento,
    /// Parada por incidente.
    PrecisaDeAtencao,
    /// Desfazendo o que fez, para encerrar sem concluir.
    Desfazendo,
    /// Chegou a um `fim`.
    Concluida,
    /// Chegou a um `fim` com `falha`.
    Falhou,
    /// Cancelada.
    Cancelada,
}

impl Situacao {
    /// Se ainda pode receber comandos.
    pub fn viva(self) -> bool {
        matches!(self, Self::EmAndamento | Self::PrecisaDeAtencao | Self::Desfazendo)
    }

    /// Como se guarda e se mostra.
    pub fn como_texto(self) -> &'static str {
        match self {
            Self::Nova => "NOVA",
            Self::EmAndamento => "EM_ANDAMENTO",
            Self::PrecisaDeAtencao => "PRECISA_DE_ATENCAO",
            Self::Desfazendo => "DESFAZENDO",
            Self::Falhou => "FALHOU",
            Self::Concluida => "CONCLUIDA",
            Self::Cancelada => "CANCELADA",
        }
    }
}

/// Uma visita aberta.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visita {
    /// Em que passo.
    pub passo: NomePasso,
    /// Em que escopo; 0 é o da instância.
    #[serde(default, skip_serializing_if = "e_zero")]
    pub escopo: NumeroEscopo,
    /// Desde quando.
    pub desde: Instante,
    /// Quantas tentativas já se pediram.
    #[serde(default, skip_serializing_if = "e_zero")]
    pub tentativas: u32,
    /// O que espera.
    pub espera: Espera,
}

/// O que uma visita espera.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "espera", rename_all = "snake_case")]
pub enum Espera {
    /// Acabou de entrar; só existe no meio de uma decisão.
    Nada,
    /// O resultado de um trabalho.
    Trabalho {
        /// Tentativa vigente.
        tentativa: u32,
        /// Tentativa que começou o ciclo atual de repetições (muda quando um operador manda repetir).
        primeira: u32,
    },
    /// A decisão de uma ou mais pessoas.
    Tarefa(EsperaDeTarefa),
    /// Os ramos de um `paralelo` ou `para_cada`.
    Ramos(EsperaDeRamos),
    /// Uma instância filha.
    Filha {
        /// Tentativa vigente.
        tentativa: u32,
        /// Tentativa que começou o ciclo atual de repetições.
        primeira: u32,
    },
    /// Um sinal.
    Sinal {
        /// Nome.
        nome: String,
        /// Correlação exigida.
        correlacao: Option<String>,
    },
    /// O tempo.
    Tempo {
        /// Até quando.
        ate: Instante,
    },
    /// Um operador.
    Incidente(Incidente),
}

/// Uma tarefa aberta.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct EsperaDeTarefa {
    /// Pessoas que podem decidir, além dos papéis do passo.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub usuarios: Vec<String>,
    /// Decisões cuja ressalva vale.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ressalvas: Vec<String>,
    /// Papéis que o escalonamento acrescentou.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papeis: Vec<String>,
    /// Com quem está; nenhum = com todos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responsavel: Option<Pessoa>,
    /// Quem já se manifestou, enquanto falta quórum.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub votos: Vec<Voto>,
}

/// Uma manifestação.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Voto {
    /// Quem.
    pub por: Pessoa,
    /// Como.
    pub decisao: String,
    /// Campos preenchidos.
    pub dados: Value,
    /// Quando.
    pub em: Instante,
}

/// Ramos abertos.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct EsperaDeRamos {
    /// Quantos são ao todo.
    pub total: u32,
    /// O próximo a começar.
    pub proximo: u32,
    /// Os itens, num `para_cada`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub itens: Vec<Value>,
    /// Os que terminaram, por posição.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terminados: Vec<RamoTerminado>,
}

/// Um ramo que terminou.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RamoTerminado {
    /// Posição.
    pub indice: u32,
    /// Nome, num `paralelo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ramo: Option<String>,
    /// O que devolveu.
    pub resultado: Value,
    /// O erro, se `falhas: seguir`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erro: Option<ErroAtividade>,
}

/// Por que parou.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incidente {
    /// A causa.
    pub erro: ErroAtividade,
    /// Última tentativa feita.
    pub tentativa: u32,
}

/// Um sinal à espera de quem o espere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SinalGuardado {
    /// Nome.
    pub nome: String,
    /// Correlação, se tem.
    pub correlacao: Option<String>,
    /// Conteúdo.
    pub dados: Value,
    /// Quem mandou.
    pub por: Ator,
}

/// Alguém que já agiu nesta instância.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participante {
    /// Id do usuário.
    pub id: String,
    /// Passo que decidiu; nenhum para quem iniciou.
    pub passo: Option<NomePasso>,
}
