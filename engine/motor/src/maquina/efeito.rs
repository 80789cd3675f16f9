//! O que fazer lá fora, como valor: gravado com os eventos, executado depois do commit, talvez mais de uma vez.

use esteira_base::{Duracao, Instante};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ErroAtividade, EsperaDeTarefa, NumeroVisita, Situacao};
use crate::fluxo::{AvisoDeTarefa, NomePasso};

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
    /// Tirar da fila tudo o que é da visita (trabalho e temporizadores): ela acabou.
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
    /// Mudou quem tem a tarefa, ou quem pode decidi-la, ou quem já se manifestou.
    AtualizarTarefa {
        /// A visita.
        visita: NumeroVisita,
        /// Tudo o que vale agora.
        agora: EsperaDeTarefa,
    },
    /// Avisar alguém do prazo (`prazo.lembrar`, `prazo.escalonar`).
    Escalonar {
        /// A visita.
        visita: NumeroVisita,
        /// Passo que espera.
        passo: NomePasso,
        /// A quem.
        notificar: String,
        /// Se é escalonamento; senão, é lembrete.
        escalona: bool,
    },
    /// A visita espera um sinal que pode chegar sem dizer a instância.
    Escutar {
        /// A visita.
        visita: NumeroVisita,
        /// Nome do sinal.
        nome: String,
        /// Correlação exigida.
        correlacao: Option<String>,
    },
    /// Pôr na fila o nascimento de uma instância filha.
    IniciarFilha(FilhaPedida),
    /// Mandar cancelar a filha da visita, se nasceu.
    CancelarFilha {
        /// A visita.
        visita: NumeroVisita,
        /// A tentativa que a pediu.
        tentativa: u32,
    },
    /// Não conceder mais nada da instância.
    Suspender,
    /// Voltar a conceder.
    Reativar,
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
        /// `Concluida`, `Falhou` ou `Cancelada`.
        situacao: Situacao,
        /// O que devolve, se concluiu.
        resultado: Value,
        /// Por que não concluiu.
        erro: Option<ErroAtividade>,
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
    /// Pedido HTTP.
    Http(PedidoHttp),
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

/// Pedido HTTP, já com as expressões resolvidas. Segredos vão pelo nome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PedidoHttp {
    /// `GET`, `POST`, …
    pub metodo: String,
    /// Endereço.
    pub url: String,
    /// Na ordem do fluxo.
    pub cabecalhos: Vec<(String, ValorDeCabecalho)>,
    /// Texto vai como está; o resto, como JSON; nulo, sem corpo.
    pub corpo: Value,
    /// Códigos de resposta que são sucesso, além de 2xx.
    pub aceita: Vec<u16>,
}

/// Valor de um cabeçalho.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ValorDeCabecalho {
    /// À vista.
    Aberto(String),
    /// Nome do segredo guardado e o que vai antes dele.
    Segredo {
        /// Nome.
        segredo: String,
        /// Prefixo.
        prefixo: String,
    },
}

/// Uma instância filha a nascer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilhaPedida {
    /// A visita que a pede.
    pub visita: NumeroVisita,
    /// A tentativa, a partir de 1.
    pub tentativa: u32,
    /// Fluxo, pelo nome.
    pub fluxo: String,
    /// Entrada.
    pub entrada: Value,
    /// Não antes disto.
    pub a_partir_de: Instante,
    /// Maior sai antes.
    pub prioridade: i32,
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
    /// Vence o `prazo` do passo.
    Prazo,
    /// Dispara o aviso de prazo de índice dado.
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
    /// Pessoas que podem decidir, além dos papéis.
    pub usuarios: Vec<String>,
    /// O que mostrar (objeto, ou nulo).
    pub dados: Value,
    /// Decisões possíveis, na ordem do fluxo.
    pub decisoes: Vec<DecisaoOferecida>,
    /// JSON Schema dos dados da decisão; nulo se não há formulário.
    pub formulario: Value,
    /// Vencimento, se há.
    pub vence: Option<Instante>,
    /// Como avisar os candidatos, se o fluxo manda.
    pub avisar: Option<AvisoDeTarefa>,
}

/// Uma decisão que a tarefa aceita, com o que pede agora.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisaoOferecida {
    /// Nome.
    pub nome: String,
    /// Campos que é preciso preencher.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exige: Vec<String>,
    /// Sob ressalva, só quem tem um destes papéis decide assim; vazio = quem pode decidir a tarefa.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papeis: Vec<String>,
}
