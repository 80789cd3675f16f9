//! O fluxo validado: o que a definição produz e a máquina percorre.
//!
//! Só [`crate::definicao::ler`] constrói um `Fluxo`; por isso toda referência a passo existe e toda expressão já está compilada.

use esteira_base::{Duracao, Resumo};
use indexmap::IndexMap;

use crate::esquema::Esquema;
use crate::expressao::{Contexto, ErroDeExpressao, Expressao, Modelo};

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
    /// O que a entrada tem de ser, se o fluxo o declara.
    pub entrada: Option<Esquema>,
    /// Primeiro passo.
    pub inicio: NomePasso,
    /// Todos, na ordem do arquivo, os de dentro de ramos e de `para_cada` também: o nome é único no fluxo inteiro.
    pub passos: IndexMap<NomePasso, Passo>,
    /// BLAKE3 do conteúdo canônico: a identidade da versão.
    pub resumo: Resumo,
}

impl Fluxo {
    /// O passo com este nome; nenhum se a instância vem de outra versão.
    pub fn passo(&self, nome: &str) -> Option<&Passo> {
        self.passos.get(nome)
    }

    /// A chave de uma instância com esta entrada.
    ///
    /// # Errors
    /// A expressão falha com esta entrada, ou não dá texto nem inteiro.
    pub fn chave_de(&self, entrada: &serde_json::Value) -> Result<String, ErroDeExpressao> {
        let contexto = Contexto {
            entrada,
            passos: &[],
            variaveis: &[],
            instancia: &serde_json::Value::Null,
            erro: None,
            locais: &[],
        };
        match self.chave.avaliar(&contexto)? {
            serde_json::Value::String(texto) if !texto.is_empty() => Ok(texto),
            serde_json::Value::Number(numero) => Ok(numero.to_string()),
            _ => Err(ErroDeExpressao::da_avaliacao(self.chave.fonte(), "a chave devia dar um texto ou um número")),
        }
    }
}

/// Um passo e o que vale para qualquer tipo de passo.
#[derive(Debug, Clone)]
pub struct Passo {
    /// O mesmo nome da chave em [`Fluxo::passos`].
    pub nome: NomePasso,
    /// O corpo em que está; nenhum no do próprio fluxo.
    pub dentro_de: Option<Lar>,
    /// O que ele faz.
    pub tipo: TipoPasso,
    /// Estado de negócio que a instância passa a mostrar ao entrar aqui; nenhum = não muda.
    pub estado: Option<String>,
    /// Para onde ir ao concluir. Obrigatório em todo tipo que conclui sozinho; ausente em `tarefa`, `escolha`, `fim` e em compensações.
    pub depois: Option<NomePasso>,
    /// Novas tentativas, de quem trabalha.
    pub repetir: Repetir,
    /// Até quando se fica no passo, e cada tentativa.
    pub prazo: Option<Prazo>,
    /// Código de erro → passo. `"*"` vale para qualquer código não listado.
    pub erros: IndexMap<String, NomePasso>,
    /// Contenção por chave, entre todas as instâncias.
    pub limite: Option<Limite>,
    /// Maior sai antes da fila; 0 é o comum.
    pub prioridade: i32,
    /// O que a saída tem de ser, se o passo o declara. Saída que não cabe nele é falha `saida_invalida`.
    pub saida: Option<Esquema>,
    /// Como desfazer o passo depois de concluído: o nome de outro, que só se alcança desfazendo.
    pub compensar: Option<NomePasso>,
}

/// De que corpo um passo é.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lar {
    /// O `paralelo` ou `para_cada` que contém o corpo.
    pub passo: NomePasso,
    /// O ramo, num `paralelo`.
    pub ramo: Option<String>,
}

impl Passo {
    /// Nome do passo que desfaz outro. O ponto não cabe em nome escrito: nunca colide, e nenhuma expressão o cita.
    pub fn nome_da_compensacao(desfeito: &str) -> NomePasso {
        format!("{desfeito}.compensar")
    }
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
    /// Corre vários ramos ao mesmo tempo.
    Paralelo(PassoParalelo),
    /// Corre o mesmo corpo para cada item de uma lista.
    ParaCada(PassoParaCada),
    /// Inicia outra instância e espera que encerre.
    Subfluxo(PassoSubfluxo),
    /// Chama um serviço HTTP.
    Http(PassoHttp),
    /// Encerra a instância; dentro de um corpo, encerra o ramo.
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
            Self::Paralelo(_) => "paralelo",
            Self::ParaCada(_) => "para_cada",
            Self::Subfluxo(_) => "subfluxo",
            Self::Http(_) => "http",
            Self::Fim(_) => "fim",
        }
    }

    /// Os corpos que o passo contém.
    pub fn corpos(&self) -> Vec<&Corpo> {
        match self {
            Self::Paralelo(paralelo) => paralelo.ramos.values().collect(),
            Self::ParaCada(para_cada) => vec![&para_cada.corpo],
            _ => Vec::new(),
        }
    }

    /// O que fazer quando um ramo falha; nenhum em passos sem ramos.
    pub fn falhas(&self) -> Option<Falhas> {
        match self {
            Self::Paralelo(paralelo) => Some(paralelo.falhas),
            Self::ParaCada(para_cada) => Some(para_cada.falhas),
            _ => None,
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
    /// Pessoas que podem decidir, pelo id, além dos papéis (lista de textos).
    pub usuarios: Option<Modelo>,
    /// O que os dados da decisão têm de ser.
    pub formulario: Option<Esquema>,
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
    /// Quantas pessoas diferentes têm de decidir assim para que valha; 1 é o comum.
    pub quorum: u32,
    /// O que os dados têm de ser, no lugar do formulário da tarefa.
    pub formulario: Option<Esquema>,
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
    /// O que a instância (ou o ramo) devolve.
    pub resultado: Option<Modelo>,
    /// Encerra como falha, desfazendo o que tem `compensar`.
    pub falha: Option<Falha>,
}

/// Como um `fim` diz que falhou.
#[derive(Debug, Clone)]
pub struct Falha {
    /// Código estável: `cliente_desistiu`.
    pub codigo: String,
    /// Para gente.
    pub mensagem: Modelo,
}

/// Um pedaço de fluxo dentro de um passo, com escopo próprio: termina num `fim`, cujo `resultado` é o do ramo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corpo {
    /// Primeiro passo.
    pub inicio: NomePasso,
}

/// O que fazer quando um ramo falha e ninguém lá dentro trata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Falhas {
    /// O passo que falhou espera um operador; os outros ramos seguem.
    #[default]
    Atencao,
    /// Os outros ramos param, e o passo inteiro falha com o mesmo erro.
    Parar,
    /// O ramo termina com o erro no lugar do resultado; os outros seguem.
    Seguir,
}

/// `tipo: paralelo`.
#[derive(Debug, Clone)]
pub struct PassoParalelo {
    /// Nome do ramo → corpo.
    pub ramos: IndexMap<String, Corpo>,
    /// Conclui com o primeiro ramo que terminar, e para os outros; senão, com todos.
    pub primeiro: bool,
    /// O que fazer das falhas.
    pub falhas: Falhas,
}

/// `tipo: para_cada`.
#[derive(Debug, Clone)]
pub struct PassoParaCada {
    /// A lista.
    pub em: Modelo,
    /// Quantos itens ao mesmo tempo.
    pub simultaneos: u32,
    /// O que se faz com cada um; lá dentro, `item` e `indice`.
    pub corpo: Corpo,
    /// O que fazer das falhas.
    pub falhas: Falhas,
}

/// `tipo: subfluxo`.
#[derive(Debug, Clone)]
pub struct PassoSubfluxo {
    /// Nome do fluxo; vale a versão mais nova no momento em que a filha nasce.
    pub fluxo: String,
    /// Entrada da filha (objeto).
    pub entrada: Option<Modelo>,
}

/// `tipo: http`.
#[derive(Debug, Clone)]
pub struct PassoHttp {
    /// `GET`, `POST`, …
    pub metodo: String,
    /// Endereço.
    pub url: Modelo,
    /// Nome → valor.
    pub cabecalhos: IndexMap<String, Cabecalho>,
    /// Vai como JSON; texto vai como está.
    pub corpo: Option<Modelo>,
    /// Códigos de resposta que são sucesso, além de 2xx.
    pub aceita: Vec<u16>,
    /// O que tirar da resposta (`resposta.status`, `.cabecalhos`, `.corpo`); sem isto, a saída é a resposta inteira.
    pub resultado: Option<Modelo>,
}

/// Valor de um cabeçalho HTTP.
#[derive(Debug, Clone)]
pub enum Cabecalho {
    /// À vista.
    Aberto(Modelo),
    /// `{ segredo: token_crm, prefixo: "Bearer " }`: só quem faz o pedido conhece o valor.
    Segredo {
        /// Nome do segredo guardado.
        nome: String,
        /// Vai antes dele.
        prefixo: String,
    },
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prazo {
    /// Limite de cada tentativa, em quem trabalha.
    pub tentativa: Option<Duracao>,
    /// Quanto se fica no passo, contado da entrada.
    pub vence: Option<Duracao>,
    /// Para onde ir ao vencer. Sem isto, tarefa e evento continuam, marcados como vencidos; os outros falham com `prazo_vencido`.
    pub vai: Option<NomePasso>,
    /// Lembretes e escalonamentos, contados da entrada no passo.
    pub avisos: Vec<AvisoDePrazo>,
}

/// Um item de `prazo.lembrar` ou `prazo.escalonar`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AvisoDePrazo {
    /// Contado da entrada no passo.
    pub apos: Duracao,
    /// Se é escalonamento; senão, é lembrete.
    pub escalona: bool,
    /// A quem: `responsaveis`, `aprovadores`, `candidatos` ou um endereço.
    pub notificar: Option<String>,
    /// Papéis que passam a poder decidir também.
    pub papeis: Vec<String>,
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
