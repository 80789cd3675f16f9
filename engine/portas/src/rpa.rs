//! Executar uma operação de um plugin num navegador de verdade.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use esteira_base::{Instante, Resumo, Segredo};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio_util::bytes::Bytes;
use tokio_util::sync::CancellationToken;

/// Quem executa plugins.
#[async_trait]
pub trait Rpa: Send + Sync {
    /// Executa a operação do começo ao fim, com um navegador só para ela, descartado sempre (inclusive se este futuro é largado).
    /// A evidência vem tanto no sucesso quanto na falha.
    async fn executar(&self, pedido: PedidoRpa, observador: &dyn ObservadorRpa) -> DesfechoRpa;

    /// Os plugins da pasta deste nó.
    fn plugins(&self) -> Vec<PluginInstalado>;

    /// Confere um componente como a execução o exigiria (formato, importações, contrato, manifesto), sem o instalar. O erro diz o que corrigir.
    async fn conferir(&self, wasm: Bytes) -> Result<PluginInstalado, String>;

    /// Deixa um componente pronto a executar neste nó, pelo resumo. Repetir não faz nada.
    async fn instalar(&self, wasm: Bytes) -> Result<(), String>;

    /// Se o componente com este resumo já está pronto neste nó.
    fn instalado(&self, resumo: Resumo) -> bool;

    /// Os lugares de navegador deste nó, agora.
    fn lugares(&self) -> LugaresRpa {
        LugaresRpa::default()
    }

    /// Quantos seletores de cada plugin só casaram por uma alternativa neste nó, desde a partida.
    fn desvios(&self) -> BTreeMap<String, u64> {
        BTreeMap::new()
    }
}

/// Os lugares de navegador de um nó. Em uso, livres e aquecidos somam o máximo do nó.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LugaresRpa {
    /// Com navegador de execução, abrindo-se ou acabando de fechar.
    pub em_uso: usize,
    pub livres: usize,
    /// Com navegador aberto à espera de execução.
    pub aquecidos: usize,
    /// Execuções começadas que ainda não têm lugar.
    pub esperando: usize,
}

/// Recebe o que acontece durante a execução, na ordem. Avisar não pode demorar: quem guarda, guarda depois.
#[async_trait]
pub trait ObservadorRpa: Send + Sync {
    fn linha(&self, linha: LinhaDeRegistro);
    /// De 0 a 100.
    fn progresso(&self, por_cento: u8, mensagem: &str);
    /// Um comando do plugin acabou. Para quem olha ao vivo; a linha do tempo inteira vem na evidência.
    fn comando(&self, comando: ComandoRpa) {
        let _ = comando;
    }
    /// Leva a pergunta a uma pessoa e espera a resposta; nenhuma, se ninguém respondeu no prazo. Enquanto isso o navegador fica vivo e a execução,
    /// parada.
    async fn perguntar(&self, pergunta: PerguntaRpa) -> Option<String>;
}

/// Um comando do plugin, acabado; segredos já riscados.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComandoRpa {
    pub comando: &'static str,
    pub alvo: String,
    pub ms: u64,
    /// `ok` ou o código do erro.
    pub resultado: String,
}

/// O que um plugin pergunta a uma pessoa; segredos já riscados.
#[derive(Debug, Clone, PartialEq)]
pub struct PerguntaRpa {
    pub titulo: String,
    pub texto: String,
    /// Se não é vazia, só servem estas respostas.
    pub opcoes: Vec<String>,
    pub imagem: Option<ArquivoDeSaida>,
    pub prazo: Duration,
}

/// Uma linha de log de execução; segredos já riscados.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinhaDeRegistro {
    pub quando: Instante,
    pub nivel: Nivel,
    pub etapa: Option<String>,
    pub mensagem: String,
    /// Objeto JSON, vazio se não há campos.
    pub campos: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nivel {
    Depuracao,
    Informacao,
    Aviso,
    Erro,
}

/// O que executar, com tudo o que o plugin pode usar. O que não está aqui, ele não tem.
#[derive(Debug)]
pub struct PedidoRpa {
    /// Identifica a execução nos logs e na pasta temporária.
    pub execucao: String,
    /// Nome do plugin (minúsculo: `oi`, `sat`).
    pub plugin: String,
    /// Qual versão dele, entre as instaladas; nenhuma, a da pasta do nó.
    pub resumo: Option<Resumo>,
    pub operacao: String,
    /// Objeto JSON entregue ao plugin.
    pub parametros: Value,
    /// Segredos que o plugin pode mandar digitar, por nome.
    pub segredos: BTreeMap<String, Segredo>,
    /// Domínios (host ou host:porta; `*.exemplo.com` vale subdomínios) concedidos pelo cadastro. O que o manifesto pede e o cadastro
    /// não concede é negado.
    pub dominios_concedidos: Vec<String>,
    /// Seletores que o cadastro põe no lugar dos do plugin: as alternativas, em ordem, por nome.
    pub seletores: BTreeMap<String, Vec<SeletorRpa>>,
    /// Arquivos que o plugin pode ler ou enviar, por nome do parâmetro.
    pub arquivos: BTreeMap<String, ArquivoDeEntrada>,
    /// Prazo de relógio da execução inteira.
    pub prazo: Duration,
    pub cancelamento: CancellationToken,
}

#[derive(Debug, Clone)]
pub struct ArquivoDeEntrada {
    /// Nome com que o portal o verá.
    pub nome: String,
    pub conteudo: Bytes,
}

/// Um modo de achar um elemento da página.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeletorRpa {
    /// `xpath`, `css`, `id`, `nome`, `texto-link`, `texto-link-parcial`, `classe` ou `etiqueta`.
    pub por: String,
    pub valor: String,
}

/// Um seletor que só casou por uma alternativa: o portal mudou.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesvioRpa {
    /// O nome do seletor no plugin.
    pub nome: String,
    /// Qual casou, a partir de 1: é sempre 2 ou mais.
    pub alternativa: usize,
    /// Como: `css=input[type=email]`.
    pub usado: String,
}

/// O fim de uma execução.
#[derive(Debug)]
pub struct DesfechoRpa {
    pub resultado: Result<SaidaRpa, ErroRpa>,
    /// Resumo BLAKE3 do plugin que rodou; nenhum se não chegou a achar o plugin.
    pub plugin: Option<Resumo>,
    pub evidencias: Vec<Evidencia>,
    /// Os seletores que desviaram, também quando deu certo.
    pub desvios: Vec<DesvioRpa>,
    pub medidas: Medidas,
}

#[derive(Debug)]
pub struct SaidaRpa {
    /// Objeto JSON devolvido pelo plugin.
    pub resultado: Value,
    /// Arquivos entregues com `guardar`, na ordem.
    pub arquivos: Vec<ArquivoDeSaida>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ArquivoDeSaida {
    pub rotulo: String,
    pub nome: String,
    pub conteudo: Bytes,
}

/// Prova do que se viu: captura de tela, HTML, linha do tempo dos comandos, console.
#[derive(Debug, Clone)]
pub struct Evidencia {
    pub nome: String,
    /// Tipo MIME.
    pub tipo: String,
    pub conteudo: Bytes,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Medidas {
    pub comandos_navegador: u32,
    pub abrir_navegador_ms: u64,
    pub instanciar_us: u64,
    pub total_ms: u64,
}

/// Falha de uma execução. Erro é dado: quem decide se repete é o fluxo, pela classe e pelo código.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{mensagem} [{codigo}]")]
pub struct ErroRpa {
    pub classe: ClasseDeErro,
    /// Minúsculo com sublinhado: `credencial_invalida`, `fatura_indisponivel`, `tempo_esgotado`, …
    pub codigo: String,
    pub mensagem: String,
    pub acao_recomendada: Option<String>,
    /// Objeto JSON.
    pub detalhes: Value,
}

/// `Negocio` não adianta repetir; `Tecnico` repete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClasseDeErro {
    Negocio,
    Tecnico,
}

/// O manifesto de um plugin pronto para rodar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PluginInstalado {
    pub nome: String,
    pub versao: String,
    pub resumo: Resumo,
    pub operacoes: Vec<String>,
    pub dominios: Vec<String>,
    pub segredos: Vec<String>,
    pub permissoes: Vec<String>,
    /// Bytes do componente.
    pub tamanho: u64,
    /// O que ele importa do hospedeiro.
    pub importacoes: Vec<String>,
    /// O manifesto inteiro, como o plugin o dá.
    pub manifesto: Value,
}
