//! O estado de uma instância: a dobra dos seus eventos.

use std::collections::BTreeMap;

use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Ator, ErroAtividade, NumeroVisita};
use crate::fluxo::NomePasso;

/// Tudo o que a máquina precisa saber de uma instância. O retrato guardado é este valor em JSON.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Estado {
    /// Onde está na vida.
    pub situacao: Situacao,
    /// Entrada do fluxo.
    pub entrada: Value,
    /// `id` e `chave`.
    pub instancia: Value,
    /// O que `atribuir` guardou.
    pub variaveis: Map<String, Value>,
    /// Última saída de cada passo.
    pub saidas: Map<String, Value>,
    /// Último erro tratado por `erros`.
    pub erro: Option<ErroAtividade>,
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
    /// Quantos eventos já se dobraram: o número do próximo na sequência.
    pub sequencia: u64,
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
    /// Chegou a um `fim`.
    Concluida,
    /// Cancelada.
    Cancelada,
}

impl Situacao {
    /// Se ainda pode receber comandos.
    pub fn viva(self) -> bool {
        matches!(self, Self::EmAndamento | Self::PrecisaDeAtencao)
    }

    /// Como se guarda e se mostra.
    pub fn como_texto(self) -> &'static str {
        match self {
            Self::Nova => "NOVA",
            Self::EmAndamento => "EM_ANDAMENTO",
            Self::PrecisaDeAtencao => "PRECISA_DE_ATENCAO",
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
    /// Desde quando.
    pub desde: Instante,
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
    /// A decisão de uma pessoa.
    Tarefa,
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

/// Por que parou.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incidente {
    /// A causa.
    pub erro: ErroAtividade,
    /// Última tentativa feita; a próxima continua a contagem.
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
