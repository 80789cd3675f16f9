//! O que fazer lá fora, como valor: gravado com os eventos, executado depois do commit, talvez mais de uma vez.

use esteira_base::{Duracao, Instante};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ErroAtividade, NumeroVisita, Situacao};
use crate::fluxo::NomePasso;

/// Uma consequência da decisão.
#[derive(Debug, Clone, PartialEq)]
pub enum Efeito {
    /// Pôr um trabalho na fila.
    Agendar(Trabalho),
    /// Pôr um temporizador na fila.
    Armar {
        /// A visita que espera.
        visita: NumeroVisita,
        /// O que vence.
        temporizador: Temporizador,
        /// Quando.
        em: Instante,
    },
    /// Passar a receber o sinal com este nome e esta correlação, venha para quem vier. Sem correlação, só serve o que chega direto à
    /// instância, e não há o que escutar.
    Escutar {
        /// A visita que espera.
        visita: NumeroVisita,
        /// Nome do sinal.
        nome: String,
        /// Correlação exigida.
        correlacao: Option<String>,
    },
    /// Tirar da fila tudo o que é da visita (trabalho e temporizadores), e o que ela escutava: ela acabou.
    Recolher {
        /// A visita.
        visita: NumeroVisita,
    },
    /// Abrir uma tarefa humana.
    AbrirTarefa(TarefaAberta),
    /// Fechar a tarefa humana da visita.
    FecharTarefa {
        /// A visita.
        visita: NumeroVisita,
        /// Decisão tomada; nenhuma se a tarefa foi abandonada (prazo com saída, cancelamento).
        decisao: Option<String>,
    },
    /// Marcar a tarefa como vencida, ainda aberta.
    VencerTarefa {
        /// A visita.
        visita: NumeroVisita,
    },
    /// Avisar alguém do prazo (`prazo.escalonar`).
    Escalonar {
        /// A visita.
        visita: NumeroVisita,
        /// Passo que espera.
        passo: NomePasso,
        /// A quem.
        notificar: String,
    },
    /// O estado de negócio mudou.
    EstadoDeNegocio(String),
    /// A instância parou e precisa de gente.
    PedirAtencao {
        /// A visita.
        visita: NumeroVisita,
        /// Passo parado.
        passo: NomePasso,
        /// A causa.
        erro: ErroAtividade,
    },
    /// A instância saiu da atenção.
    AtencaoResolvida,
    /// A instância encerrou.
    Encerrar {
        /// `Concluida` ou `Cancelada`.
        situacao: Situacao,
    },
}

/// Um trabalho para os trabalhadores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trabalho {
    /// A visita que o pede.
    pub visita: NumeroVisita,
    /// A tentativa, a partir de 1.
    pub tentativa: u32,
    /// Passo, para logs e telas.
    pub passo: NomePasso,
    /// O que fazer.
    pub pedido: Pedido,
    /// Não antes disto.
    pub a_partir_de: Instante,
    /// Limite de tempo da tentativa.
    pub prazo: Option<Duracao>,
    /// Contenção.
    pub limite: Option<LimiteResolvido>,
    /// Maior sai antes.
    pub prioridade: i32,
}

/// O que um trabalho faz.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "faz", rename_all = "snake_case")]
pub enum Pedido {
    /// Operação de plugin.
    Rpa(PedidoRpa),
    /// Aviso.
    Notificar(PedidoNotificar),
}

/// Operação de plugin, já com as expressões resolvidas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PedidoRpa {
    /// Operação do manifesto.
    pub operacao: String,
    /// Código da operadora, se é ela quem escolhe o plugin.
    pub operadora: Option<String>,
    /// Nome do plugin, se o fluxo o fixa.
    pub plugin: Option<String>,
    /// Parâmetros a mais (objeto, ou nulo).
    pub com: Value,
    /// Chave de idempotência e operação que confere.
    pub efeito_unico: Option<EfeitoUnicoResolvido>,
}

/// Efeito único com a chave já calculada.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EfeitoUnicoResolvido {
    /// Chave de idempotência.
    pub chave: String,
    /// Operação só de leitura que confere.
    pub conferir: String,
}

/// Aviso, já com as expressões resolvidas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PedidoNotificar {
    /// Destinatários: `responsaveis` ou endereços.
    pub para: Vec<String>,
    /// Canal.
    pub canal: String,
    /// Modelo de mensagem.
    pub modelo: String,
    /// Dados do modelo.
    pub com: Value,
}

/// Contenção com a chave já calculada.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimiteResolvido {
    /// A chave.
    pub chave: String,
    /// Quantos ao mesmo tempo.
    pub simultaneos: Option<u32>,
    /// Quantas partidas por minuto.
    pub por_minuto: Option<u32>,
}

/// O que um temporizador faz ao vencer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Temporizador {
    /// Termina um `esperar`.
    Espera,
    /// Vence o `prazo` de tarefa ou sinal.
    Prazo,
    /// Dispara o aviso de índice dado.
    Escalonar(u32),
}

/// Uma tarefa humana nova.
#[derive(Debug, Clone, PartialEq)]
pub struct TarefaAberta {
    /// A visita que a abre.
    pub visita: NumeroVisita,
    /// Passo.
    pub passo: NomePasso,
    /// Título já resolvido.
    pub titulo: String,
    /// Papéis que podem decidir.
    pub papeis: Vec<String>,
    /// O que mostrar (objeto, ou nulo).
    pub dados: Value,
    /// Decisões possíveis, na ordem do fluxo, com os campos que cada uma exige.
    pub decisoes: Vec<(String, Vec<String>)>,
    /// Vencimento, se há.
    pub vence: Option<Instante>,
}
