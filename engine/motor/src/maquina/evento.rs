//! O que aconteceu: a verdade de onde o estado se refaz.

use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Ator, NumeroVisita};
use crate::fluxo::NomePasso;

/// Um fato da vida da instância. Guardado para sempre na forma JSON daqui: variantes e campos só se acrescentam.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "tipo", rename_all = "snake_case")]
pub enum Evento {
    /// A instância nasceu.
    InstanciaIniciada {
        /// Entrada do fluxo.
        entrada: Value,
        /// `id` e `chave`.
        instancia: Value,
        /// Quem iniciou.
        por: Ator,
        /// Quando.
        em: Instante,
    },
    /// Entrou num passo.
    PassoIniciado {
        /// Nova visita.
        visita: NumeroVisita,
        /// Em que passo.
        passo: NomePasso,
        /// Estado de negócio que passa a valer, se muda.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        estado: Option<String>,
        /// Quando.
        em: Instante,
    },
    /// Pediu um trabalho (primeira tentativa ou nova).
    TrabalhoPedido {
        /// A visita.
        visita: NumeroVisita,
        /// A tentativa, a partir de 1.
        tentativa: u32,
        /// Quando pode começar.
        a_partir_de: Instante,
    },
    /// Um trabalho falhou.
    TrabalhoFalhou {
        /// A visita.
        visita: NumeroVisita,
        /// A tentativa que falhou.
        tentativa: u32,
        /// O que houve.
        erro: ErroAtividade,
        /// Quando.
        em: Instante,
    },
    /// Passou a esperar uma pessoa.
    TarefaAberta {
        /// A visita.
        visita: NumeroVisita,
        /// Vencimento, se há.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        vence: Option<Instante>,
    },
    /// Uma pessoa decidiu.
    TarefaDecidida {
        /// A visita.
        visita: NumeroVisita,
        /// A decisão.
        decisao: String,
        /// Campos preenchidos.
        dados: Value,
        /// Quem.
        por: Ator,
        /// Quando.
        em: Instante,
    },
    /// Passou a esperar um sinal.
    SinalEsperado {
        /// A visita.
        visita: NumeroVisita,
        /// Nome do sinal.
        nome: String,
        /// Correlação exigida.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        correlacao: Option<String>,
    },
    /// Chegou um sinal que ninguém esperava ainda: fica guardado.
    SinalGuardado {
        /// Nome do sinal.
        nome: String,
        /// Correlação, se tem.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        correlacao: Option<String>,
        /// Conteúdo.
        dados: Value,
        /// Quem mandou.
        por: Ator,
        /// Quando chegou.
        em: Instante,
    },
    /// Um sinal foi entregue a quem o esperava.
    SinalEntregue {
        /// A visita que esperava.
        visita: NumeroVisita,
        /// Nome do sinal.
        nome: String,
        /// Se saiu dos guardados.
        guardado: bool,
        /// Quem mandou.
        por: Ator,
        /// Quando.
        em: Instante,
    },
    /// Passou a esperar o tempo.
    TempoEsperado {
        /// A visita.
        visita: NumeroVisita,
        /// Até quando.
        ate: Instante,
    },
    /// A espera venceu (o prazo de uma tarefa ou sinal).
    PrazoVencido {
        /// A visita.
        visita: NumeroVisita,
        /// Quando.
        em: Instante,
    },
    /// Um aviso de escalonamento foi disparado.
    Escalonado {
        /// A visita.
        visita: NumeroVisita,
        /// Qual dos avisos do passo.
        indice: u32,
        /// Quando.
        em: Instante,
    },
    /// Variáveis mudaram.
    VariaveisAtribuidas {
        /// Nome → valor.
        valores: serde_json::Map<String, Value>,
    },
    /// Um erro foi tratado por `erros`.
    ErroTratado {
        /// A visita que falhou.
        visita: NumeroVisita,
        /// O erro, que as expressões veem como `erro`.
        erro: ErroAtividade,
    },
    /// Saiu de um passo.
    PassoConcluido {
        /// A visita.
        visita: NumeroVisita,
        /// O que produziu, guardado por nome de passo; nulo quando não produz.
        saida: Value,
        /// Quando.
        em: Instante,
    },
    /// Parou e precisa de gente.
    IncidenteAberto {
        /// A visita.
        visita: NumeroVisita,
        /// A causa.
        erro: ErroAtividade,
        /// Quando.
        em: Instante,
    },
    /// Alguém mandou repetir ou pular.
    IncidenteResolvido {
        /// A visita.
        visita: NumeroVisita,
        /// `repetir` ou `pular`.
        como: String,
        /// Quem.
        por: Ator,
        /// Quando.
        em: Instante,
    },
    /// Chegou a um `fim`.
    InstanciaConcluida {
        /// O que devolve.
        resultado: Value,
        /// Quando.
        em: Instante,
    },
    /// Foi cancelada.
    InstanciaCancelada {
        /// Por quê.
        motivo: String,
        /// Quem.
        por: Ator,
        /// Quando.
        em: Instante,
    },
}

impl Evento {
    /// O valor de `tipo` na forma JSON, para colunas e filtros.
    pub fn tipo(&self) -> &'static str {
        match self {
            Self::InstanciaIniciada { .. } => "instancia_iniciada",
            Self::PassoIniciado { .. } => "passo_iniciado",
            Self::TrabalhoPedido { .. } => "trabalho_pedido",
            Self::TrabalhoFalhou { .. } => "trabalho_falhou",
            Self::TarefaAberta { .. } => "tarefa_aberta",
            Self::TarefaDecidida { .. } => "tarefa_decidida",
            Self::SinalEsperado { .. } => "sinal_esperado",
            Self::SinalGuardado { .. } => "sinal_guardado",
            Self::SinalEntregue { .. } => "sinal_entregue",
            Self::TempoEsperado { .. } => "tempo_esperado",
            Self::PrazoVencido { .. } => "prazo_vencido",
            Self::Escalonado { .. } => "escalonado",
            Self::VariaveisAtribuidas { .. } => "variaveis_atribuidas",
            Self::ErroTratado { .. } => "erro_tratado",
            Self::PassoConcluido { .. } => "passo_concluido",
            Self::IncidenteAberto { .. } => "incidente_aberto",
            Self::IncidenteResolvido { .. } => "incidente_resolvido",
            Self::InstanciaConcluida { .. } => "instancia_concluida",
            Self::InstanciaCancelada { .. } => "instancia_cancelada",
        }
    }
}

/// Erro de um trabalho. É dado: a política do passo decide o que fazer dele.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErroAtividade {
    /// Se adianta repetir.
    pub classe: ClasseDeErro,
    /// Estável, minúsculo com sublinhado: `credencial_invalida`.
    pub codigo: String,
    /// Para gente.
    pub mensagem: String,
    /// O que fazer, quando se sabe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acao_recomendada: Option<String>,
    /// Objeto JSON.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub detalhes: Value,
}

impl ErroAtividade {
    /// Erro do próprio fluxo (expressão que não resolve, passo que não existe): só uma pessoa conserta.
    pub fn do_fluxo(codigo: &str, mensagem: impl Into<String>) -> Self {
        Self {
            classe: ClasseDeErro::Negocio,
            codigo: codigo.to_owned(),
            mensagem: mensagem.into(),
            acao_recomendada: Some("corrija a entrada ou o fluxo e repita o passo".to_owned()),
            detalhes: Value::Null,
        }
    }
}

/// `Negocio` não adianta repetir; `Tecnico` repete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClasseDeErro {
    /// Não adianta repetir: credencial inválida, cliente não encontrado.
    Negocio,
    /// Repete: tempo esgotado, portal fora.
    Tecnico,
}
