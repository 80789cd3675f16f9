//! Chamar um serviço HTTP de fora.

use std::time::Duration;

use async_trait::async_trait;
use esteira_base::Segredo;
use serde_json::Value;
use tokio_util::bytes::Bytes;

#[async_trait]
pub trait Servicos: Send + Sync {
    /// Faz o pedido e espera a resposta inteira. Qualquer código de resposta é resposta: quem chama diz o que é sucesso.
    ///
    /// Não segue redirecionamentos, e não vai a endereço de rede interna que a configuração não permita.
    async fn chamar(&self, chamada: Chamada) -> Result<Resposta, ErroDeServico>;

    /// Como [`Servicos::chamar`], por `GET`, mas devolve os bytes como vieram; código que não seja 200 é erro. Passar de `maximo` bytes também.
    async fn baixar(
        &self,
        url: &str,
        cabecalhos: Vec<(String, Segredo)>,
        maximo: usize,
        prazo: Duration,
    ) -> Result<Bytes, ErroDeServico>;
}

/// Um pedido pronto.
#[derive(Debug)]
pub struct Chamada {
    pub metodo: String,
    pub url: String,
    /// O valor pode ser segredo: não vai a log nem a erro.
    pub cabecalhos: Vec<(String, Segredo)>,
    /// Texto vai como está; nulo não vai; o resto vai como JSON.
    pub corpo: Value,
    /// Do começo ao fim.
    pub prazo: Duration,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Resposta {
    pub status: u16,
    /// Nomes em minúsculas; o que se repete vai separado por vírgula (RFC 9110, §5.3).
    pub cabecalhos: serde_json::Map<String, Value>,
    /// JSON, se o tipo diz que é e ele se lê; senão, texto; nulo se vazio.
    pub corpo: Value,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroDeServico {
    /// O endereço não serve ou não é permitido: repetir não adianta.
    #[error("endereço recusado: {0}")]
    Endereco(String),
    /// O pedido não pôde ser montado (método, cabeçalho): repetir não adianta.
    #[error("pedido inválido: {0}")]
    Pedido(String),
    #[error("o prazo acabou antes da resposta")]
    Tempo,
    /// A resposta passa do limite: repetir não adianta.
    #[error("a resposta passa de {0} bytes")]
    Grande(usize),
    /// Nem chegou a ligar: o pedido não saiu daqui.
    #[error("não consegui ligar ao serviço: {0}")]
    SemLigacao(String),
    /// O serviço respondeu outra coisa, e não o arquivo.
    #[error("o serviço respondeu {0} em vez do arquivo")]
    Status(u16),
    /// Não respondeu: repetir adianta.
    #[error("o serviço não respondeu: {0}")]
    Indisponivel(String),
}
