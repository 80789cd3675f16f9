//! O fluxo validado: o que a definição produz e a máquina percorre.
//!
//! Só [`crate::definicao::ler`] constrói um `Fluxo`; por isso toda referência a passo existe e toda expressão já está compilada.

use esteira_base::{Duracao, Resumo};
use indexmap::IndexMap;

use crate::expressao::{Expressao, Modelo};

/// Nome de um passo, único no fluxo.
pub type NomePasso = String;

/// Uma versão imutável de um fluxo.
#[derive(Debug, Clone)]
pub struct Fluxo {
    /// Identificador em minúsculas: `faturas`.
    pub nome: String,
    /// Como as pessoas o chamam.
    pub titulo: String,
    /// Produz o texto pelo qual só uma instância vive de cada vez.
    pub chave: Expressao,
    /// JSON Schema da entrada, se o fluxo o declara.
    pub entrada: Option<serde_json::Value>,
    /// Primeiro passo.
    pub inicio: NomePasso,
    /// Na ordem do arquivo.
    pub passos: IndexMap<NomePasso, Passo>,
    /// BLAKE3 do conteúdo canônico: a identidade da versão.
    pub resumo: Resumo,
}

impl Fluxo {
    /// O passo com este nome; nenhum se a instância vem de outra versão.
    pub fn passo(&self, nome: &str) -> Option<&Passo> {
        self.passos.get(nome)
    }
}

/// Um passo e o que vale para qualquer tipo de passo.
#[derive(Debug, Clone)]
pub struct Passo {
    /// O mesmo nome da chave em [`Fluxo::passos`].
    pub nome: NomePasso,
    /// O que ele faz.
    pub tipo: TipoPasso,
    /// Estado de negócio que a instância passa a mostrar ao entrar aqui; nenhum = não muda.
    pub estado: Option<String>,
    /// Para onde ir ao concluir. Obrigatório em todo tipo que conclui sozinho; ausente em `tarefa`, `escolha` e `fim`.
    pub depois: Option<NomePasso>,
    /// Novas tentativas de `rpa` e `notificar`.
    pub repetir: Repetir,
    /// Em `rpa` e `notificar`, o limite de cada tentativa; em `tarefa` e `evento`, o vencimento da espera.
    pub prazo: Option<Prazo>,
    /// Código de erro → passo. `"*"` vale para qualquer código não listado.
    pub erros: IndexMap<String, NomePasso>,
    /// Contenção por chave, entre todas as instâncias.
    pub limite: Option<Limite>,
    /// Maior sai antes da fila; 0 é o comum.
    pub prioridade: i32,
}

/// Os tipos de passo desta versão da linguagem.
#[derive(Debug, Clone)]
pub enum TipoPasso {
    /// Executa uma operação de plugin.
    Rpa(PassoRpa),
    /// Espera a decisão de uma pessoa.
    Tarefa(PassoTarefa),
    /// Avisa alguém.
    Notificar(PassoNotificar),
    /// Espera um sinal de fora.
    Evento(PassoEvento),
    /// Espera o tempo passar.
    Esperar(PassoEsperar),
    /// Escolhe um caminho.
    Escolha(PassoEscolha),
    /// Calcula e guarda variáveis.
    Atribuir(PassoAtribuir),
    /// Encerra a instância.
    Fim(PassoFim),
}

impl TipoPasso {
    /// Como se escreve no YAML.
    pub fn nome(&self) -> &'static str {
        match self {
            Self::Rpa(_) => "rpa",
            Self::Tarefa(_) => "tarefa",
            Self::Notificar(_) => "notificar",
            Self::Evento(_) => "evento",
            Self::Esperar(_) => "esperar",
            Self::Escolha(_) => "escolha",
            Self::Atribuir(_) => "atribuir",
            Self::Fim(_) => "fim",
        }
    }

    /// Se ao entrar neste passo a instância fica parada até algo de fora acontecer (trabalho, pessoa, sinal ou tempo).
    pub fn espera(&self) -> bool {
        !matches!(self, Self::Escolha(_) | Self::Atribuir(_) | Self::Fim(_))
    }
}

/// `tipo: rpa`.
#[derive(Debug, Clone)]
pub struct PassoRpa {
    /// Operação do manifesto do plugin: `baixar-fatura`.
    pub operacao: String,
    /// Quem escolhe o plugin.
    pub alvo: AlvoRpa,
    /// Parâmetros a mais para a operação (objeto).
    pub com: Option<Modelo>,
    /// Se o que a operação faz lá fora não pode acontecer duas vezes.
    pub efeito_unico: Option<EfeitoUnico>,
}

/// De onde vem o plugin.
#[derive(Debug, Clone)]
pub enum AlvoRpa {
    /// `operadora: ${ … }`: pelo código da operadora (o concentrador traduz em plugin).
    Operadora(Modelo),
    /// `plugin: sat`: pelo nome.
    Plugin(Modelo),
}

/// Intenção gravada antes de agir; ao retomar, confere antes de repetir.
#[derive(Debug, Clone)]
pub struct EfeitoUnico {
    /// Produz a chave de idempotência (texto).
    pub chave: Expressao,
    /// Operação só de leitura que diz se o efeito já aconteceu: `conferir-envio`.
    pub conferir: String,
}

/// `tipo: tarefa`.
#[derive(Debug, Clone)]
pub struct PassoTarefa {
    /// Título mostrado a quem decide.
    pub titulo: Modelo,
    /// Papéis que podem decidir.
    pub papeis: Vec<String>,
    /// O que mostrar a quem decide (objeto).
    pub dados: Option<Modelo>,
    /// Nome da decisão → o que acontece.
    pub decisoes: IndexMap<String, Decisao>,
    /// Quem iniciou a instância ou decidiu antes nela não decide aqui.
    pub quatro_olhos: bool,
}

/// Uma decisão possível de uma tarefa.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decisao {
    /// Próximo passo.
    pub vai: NomePasso,
    /// Campos que a pessoa tem de preencher: `motivo`.
    pub exige: Vec<String>,
}

/// `tipo: notificar`.
#[derive(Debug, Clone)]
pub struct PassoNotificar {
    /// Destinatários: `responsaveis`, um endereço, ou lista.
    pub para: Modelo,
    /// `EMAIL` (padrão), `WHATSAPP`, …
    pub canal: String,
    /// Nome do modelo de mensagem.
    pub modelo: String,
    /// Dados do modelo (objeto).
    pub com: Option<Modelo>,
}

/// `tipo: evento`.
#[derive(Debug, Clone)]
pub struct PassoEvento {
    /// Nome do sinal esperado.
    pub nome: String,
    /// Se declarada, só o sinal com esta correlação serve.
    pub correlacao: Option<Modelo>,
}

/// `tipo: esperar`.
#[derive(Debug, Clone)]
pub enum PassoEsperar {
    /// `por: 1d`.
    Por(Duracao),
    /// `ate: ${ … }`: instante RFC 3339, ou data `AAAA-MM-DD` (meia-noite em São Paulo fica com quem escreve).
    Ate(Modelo),
}

/// `tipo: escolha`.
#[derive(Debug, Clone)]
pub struct PassoEscolha {
    /// O primeiro caso verdadeiro ganha.
    pub casos: Vec<Caso>,
    /// Quando nenhum caso é verdadeiro.
    pub senao: NomePasso,
}

/// Um caso de `escolha`.
#[derive(Debug, Clone)]
pub struct Caso {
    /// Condição (booleana).
    pub se: Expressao,
    /// Próximo passo.
    pub vai: NomePasso,
}

/// `tipo: atribuir`.
#[derive(Debug, Clone)]
pub struct PassoAtribuir {
    /// Nome → valor, na ordem; cada um já vê os anteriores em `variaveis`.
    pub valores: IndexMap<String, Modelo>,
}

/// `tipo: fim`.
#[derive(Debug, Clone)]
pub struct PassoFim {
    /// O que a instância devolve.
    pub resultado: Option<Modelo>,
}

/// Política de novas tentativas.
#[derive(Debug, Clone, PartialEq)]
pub struct Repetir {
    /// Tentativas ao todo, contando a primeira; 1 = não repete.
    pub maximo: u32,
    /// Espera antes da segunda tentativa.
    pub espera: Duracao,
    /// Cada espera é a anterior vezes este fator.
    pub fator: f64,
    /// Nenhuma espera passa disto.
    pub teto: Option<Duracao>,
    /// De 0 a 1: a espera sorteada fica entre `1 - variacao` e `1 + variacao` vezes a calculada.
    pub variacao: f64,
    /// Códigos que não se repetem, mesmo técnicos.
    pub exceto: Vec<String>,
    /// Códigos que se repetem, mesmo de negócio.
    pub tambem: Vec<String>,
}

impl Default for Repetir {
    fn default() -> Self {
        Self {
            maximo: 1,
            espera: Duracao(std::time::Duration::from_secs(30)),
            fator: 2.0,
            teto: None,
            variacao: 0.0,
            exceto: Vec::new(),
            tambem: Vec::new(),
        }
    }
}

/// Prazo de um passo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prazo {
    /// Quanto dura.
    pub vence: Duracao,
    /// Em espera: para onde ir ao vencer; nenhum = a espera continua, marcada como vencida.
    pub vai: Option<NomePasso>,
    /// Avisos antes ou depois do vencimento, contados da entrada no passo.
    pub escalonar: Vec<Escalonamento>,
}

/// Um aviso de `prazo.escalonar`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalonamento {
    /// Contado da entrada no passo.
    pub apos: Duracao,
    /// A quem: `responsaveis`, `aprovadores` ou um endereço.
    pub notificar: String,
}

/// Contenção por chave.
#[derive(Debug, Clone)]
pub struct Limite {
    /// Produz a chave (texto): `portal/OI`.
    pub chave: Modelo,
    /// Quantos ao mesmo tempo.
    pub simultaneos: Option<u32>,
    /// Quantas partidas por minuto.
    pub por_minuto: Option<u32>,
}
