//! Pedir trabalhos a um RPA externo (terceirizado) e acompanhá-los.
//!
//! Não há chave de idempotência: dois pedidos são dois trabalhos. Por isso o erro ao pedir diz se o trabalho pode ter nascido.

use async_trait::async_trait;
use esteira_base::{Instante, Segredo};
use serde_json::{Map, Value};
use tokio_util::bytes::Bytes;

#[async_trait]
pub trait RpaExterno: Send + Sync {
    /// Pede um trabalho e devolve o id dele.
    async fn pedir(&self, acesso: &AcessoExterno, pedido: PedidoExterno) -> Result<String, ErroExterno>;

    /// Como está o trabalho.
    async fn ver(&self, acesso: &AcessoExterno, trabalho: &str) -> Result<SituacaoExterna, ErroExterno>;

    /// Os trabalhos de que ele ainda se lembra.
    async fn listar(&self, acesso: &AcessoExterno) -> Result<Vec<TrabalhoListado>, ErroExterno>;

    /// O arquivo de que fala o resultado de um trabalho concluído.
    async fn arquivo(&self, acesso: &AcessoExterno, resultado: &Value) -> Result<Bytes, ErroExterno>;
}

/// Onde e como entrar.
#[derive(Debug, Clone)]
pub struct AcessoExterno {
    pub url: String,
    pub token: Segredo,
    /// O que nunca pode voltar em log nem em erro, além do token.
    pub segredos: Vec<Segredo>,
}

/// O que se pede.
#[derive(Debug)]
pub struct PedidoExterno {
    /// Como o caminho a diz: `OI`, `sat`.
    pub operadora: String,
    pub campos: Map<String, Value>,
    /// Campos que são segredo, por nome.
    pub segredos: Vec<(String, Segredo)>,
}

/// Em que pé está um trabalho.
#[derive(Debug, Clone, PartialEq)]
pub struct SituacaoExterna {
    pub fase: FaseExterna,
    /// De 0 a 100.
    pub progresso: u8,
    /// Nulo se não há.
    pub resultado: Value,
    pub erro: Option<String>,
    /// Todas, desde o começo.
    pub linhas: Vec<LinhaExterna>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaseExterna {
    Pendente,
    Rodando,
    Concluido,
    Falhou,
}

/// Uma linha de log; segredos já riscados.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LinhaExterna {
    /// A hora como ele a escreveu.
    pub marca: String,
    pub mensagem: String,
}

/// Um trabalho da lista.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrabalhoListado {
    pub trabalho: String,
    pub operadora: String,
    /// Nenhuma se ele não diz o fuso: não dá para comparar.
    pub criado: Option<Instante>,
}

/// Por que não se conseguiu. Segredos já riscados.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroExterno {
    /// O pedido não saiu daqui: nada aconteceu lá.
    #[error("não consegui chegar ao RPA externo: {0}")]
    NaoChegou(String),
    /// O endereço não serve ou não se pode chamar: nada aconteceu lá, e repetir não adianta.
    #[error("o endereço do RPA externo não serve: {0}")]
    Endereco(String),
    /// Saiu e não voltou resposta: pode ter acontecido.
    #[error("o RPA externo não respondeu: {0}")]
    SemResposta(String),
    #[error("o RPA externo não aceitou o token")]
    Credencial,
    /// A operadora, o trabalho ou o arquivo.
    #[error("o RPA externo diz que não existe: {0}")]
    NaoExiste(String),
    /// Recusou o pedido, e nada aconteceu lá.
    #[error("o RPA externo recusou o pedido: {0}")]
    Recusado(String),
    /// Está cheio: repetir mais tarde adianta.
    #[error("o RPA externo pediu para esperar")]
    Ocupado { segundos: Option<u64> },
    #[error("o RPA externo respondeu fora do contrato: {0}")]
    Contrato(String),
    /// Concluiu sem arquivo.
    #[error("o RPA externo terminou sem entregar a fatura: sucesso sem arquivo é falha")]
    SemArquivo,
}
