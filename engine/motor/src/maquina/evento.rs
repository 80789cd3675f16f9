//! O que aconteceu: a verdade de onde o estado se refaz.

use esteira_base::Instante;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Ator, Desfecho, ErroAtividade, NumeroEscopo, NumeroVisita, Pessoa};
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
        /// Em que escopo; 0 é o da instância.
        #[serde(default, skip_serializing_if = "e_zero")]
        escopo: NumeroEscopo,
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
        /// Pessoas que podem decidir, além dos papéis.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        usuarios: Vec<String>,
        /// Decisões cuja ressalva vale.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        ressalvas: Vec<String>,
    },
    /// Alguém tomou a tarefa para si.
    TarefaAssumida {
        /// A visita.
        visita: NumeroVisita,
        /// Quem.
        por: Ator,
        /// Quando.
        em: Instante,
    },
    /// Quem tinha a tarefa a devolveu a todos.
    TarefaDevolvida {
        /// A visita.
        visita: NumeroVisita,
        /// Quem.
        por: Ator,
        /// Quando.
        em: Instante,
    },
    /// A tarefa passou a ser de alguém: por ordem (atribuída), ou por quem a tinha (delegada).
    TarefaAtribuida {
        /// A visita.
        visita: NumeroVisita,
        /// De quem passa a ser.
        para: Pessoa,
        /// Se quem podia decidir passou a vez.
        delegada: bool,
        /// Quem mandou.
        por: Ator,
        /// Quando.
        em: Instante,
    },
    /// Uma pessoa se manifestou, e ainda faltam outras para o quórum.
    TarefaVotada {
        /// A visita.
        visita: NumeroVisita,
        /// Como votou.
        decisao: String,
        /// Campos preenchidos.
        dados: Value,
        /// Quem.
        por: Ator,
        /// Quando.
        em: Instante,
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
        /// Papéis que passaram a poder decidir.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        papeis: Vec<String>,
        /// Quando.
        em: Instante,
    },
    /// Variáveis mudaram.
    VariaveisAtribuidas {
        /// Nome → valor.
        valores: serde_json::Map<String, Value>,
        /// Em que escopo.
        #[serde(default, skip_serializing_if = "e_zero")]
        escopo: NumeroEscopo,
    },
    /// Um `paralelo` ou `para_cada` abriu.
    RamosAbertos {
        /// A visita.
        visita: NumeroVisita,
        /// Quantos ramos terá.
        total: u32,
        /// Os itens, num `para_cada`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        itens: Vec<Value>,
    },
    /// Um ramo começou.
    RamoIniciado {
        /// A visita que o abriu.
        visita: NumeroVisita,
        /// O escopo dele.
        escopo: NumeroEscopo,
        /// Posição: do ramo no `paralelo`, do item no `para_cada`.
        indice: u32,
        /// Nome do ramo, num `paralelo`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ramo: Option<String>,
    },
    /// Um ramo terminou.
    RamoConcluido {
        /// O escopo dele.
        escopo: NumeroEscopo,
        /// O que devolveu.
        resultado: Value,
        /// O erro com que terminou, se `falhas: seguir`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        erro: Option<ErroAtividade>,
        /// Quando.
        em: Instante,
    },
    /// Um ramo foi parado sem terminar, com tudo o que havia dentro.
    RamoAbandonado {
        /// O escopo dele.
        escopo: NumeroEscopo,
        /// Quando.
        em: Instante,
    },
    /// Pediu uma instância filha.
    FilhaPedida {
        /// A visita.
        visita: NumeroVisita,
        /// A tentativa, a partir de 1.
        tentativa: u32,
        /// Fluxo da filha.
        fluxo: String,
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
    /// O que um passo fez poderá ser desfeito.
    CompensacaoRegistrada {
        /// Passo a desfazer.
        passo: NomePasso,
        /// Escopo em que correu.
        #[serde(default, skip_serializing_if = "e_zero")]
        escopo: NumeroEscopo,
    },
    /// Vai encerrar sem concluir, e antes desfaz o que fez.
    DesfazimentoIniciado {
        /// Como encerra depois de desfeito.
        desfecho: Desfecho,
        /// Quando.
        em: Instante,
    },
    /// Um passo foi desfeito.
    PassoDesfeito {
        /// Qual.
        passo: NomePasso,
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
    /// Um operador deu a saída de um passo, sem que ele corresse.
    PassoPulado {
        /// A visita.
        visita: NumeroVisita,
        /// Quem.
        por: Ator,
        /// Quando.
        em: Instante,
    },
    /// Um operador corrigiu a entrada.
    EntradaCorrigida {
        /// A nova.
        entrada: Value,
        /// Quem.
        por: Ator,
        /// Quando.
        em: Instante,
    },
    /// Um operador mandou recomeçar de um passo; tudo o que estava aberto foi abandonado.
    Recomecada {
        /// De onde.
        passo: NomePasso,
        /// Quem.
        por: Ator,
        /// Quando.
        em: Instante,
    },
    /// Nada novo começa até retomar.
    InstanciaPausada {
        /// Por quê.
        motivo: String,
        /// Quem.
        por: Ator,
        /// Quando.
        em: Instante,
    },
    /// Voltou a andar.
    InstanciaRetomada {
        /// Quem.
        por: Ator,
        /// Quando.
        em: Instante,
    },
    /// Passou a outra versão do fluxo.
    InstanciaMigrada {
        /// Resumo da versão de antes.
        de: String,
        /// Resumo da nova.
        para: String,
        /// Passo de antes → passo novo, dos que mudaram de nome.
        plano: std::collections::BTreeMap<NomePasso, NomePasso>,
        /// Quem.
        por: Ator,
        /// Quando.
        em: Instante,
    },
    /// Chegou a um `fim` com `falha`.
    InstanciaFalhou {
        /// A falha.
        erro: ErroAtividade,
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
            Self::TarefaAssumida { .. } => "tarefa_assumida",
            Self::TarefaDevolvida { .. } => "tarefa_devolvida",
            Self::TarefaAtribuida { .. } => "tarefa_atribuida",
            Self::TarefaVotada { .. } => "tarefa_votada",
            Self::RamosAbertos { .. } => "ramos_abertos",
            Self::RamoIniciado { .. } => "ramo_iniciado",
            Self::RamoConcluido { .. } => "ramo_concluido",
            Self::RamoAbandonado { .. } => "ramo_abandonado",
            Self::FilhaPedida { .. } => "filha_pedida",
            Self::CompensacaoRegistrada { .. } => "compensacao_registrada",
            Self::DesfazimentoIniciado { .. } => "desfazimento_iniciado",
            Self::PassoDesfeito { .. } => "passo_desfeito",
            Self::PassoPulado { .. } => "passo_pulado",
            Self::EntradaCorrigida { .. } => "entrada_corrigida",
            Self::Recomecada { .. } => "recomecada",
            Self::InstanciaPausada { .. } => "instancia_pausada",
            Self::InstanciaRetomada { .. } => "instancia_retomada",
            Self::InstanciaMigrada { .. } => "instancia_migrada",
            Self::InstanciaFalhou { .. } => "instancia_falhou",
            Self::InstanciaConcluida { .. } => "instancia_concluida",
            Self::InstanciaCancelada { .. } => "instancia_cancelada",
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "a assinatura que o serde pede")]
pub(super) fn e_zero(numero: &u32) -> bool {
    *numero == 0
}
