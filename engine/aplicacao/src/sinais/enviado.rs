//! O que se manda ao mandar um sinal, e o que tem de estar certo nele.

use std::time::Duration;

use esteira_base::ids::InstanciaId;
use esteira_dominio::ErroDeCampo;
use serde_json::Value;

use super::{
    MAXIMO_DA_CHAVE, MAXIMO_DA_CORRELACAO, MAXIMO_DO_NOME, MAXIMO_DOS_DADOS, RETENCAO_DE_SINAL,
    RETENCAO_MAXIMA_DE_SINAL,
};
use crate::ErroAplicacao;

/// Começo de chave que só os webhooks usam.
pub(crate) const CHAVE_DE_WEBHOOK: &str = "webhook/";

/// A quem o sinal vai.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destino {
    /// A quem espera, ou vier a esperar, o nome com esta correlação.
    QuemEspera { correlacao: String },
    /// A uma instância; ela mesma o guarda se ainda não o espera.
    Instancia { id: InstanciaId, correlacao: Option<String> },
}

/// Um sinal como quem manda o escreve; ainda não conferido.
#[derive(Debug, Clone, PartialEq)]
pub struct SinalEnviado {
    pub nome: String,
    pub destino: Destino,
    pub dados: Value,
    /// O mesmo texto outra vez é o mesmo sinal, e não outro.
    pub chave_de_idempotencia: Option<String>,
    /// Por quanto tempo se guarda se ninguém o espera; sem ela, [`RETENCAO_DE_SINAL`].
    pub validade: Option<Duration>,
}

impl SinalEnviado {
    /// Correlação, se tem.
    pub(super) fn correlacao(&self) -> Option<&str> {
        match &self.destino {
            Destino::QuemEspera { correlacao } => Some(correlacao),
            Destino::Instancia { correlacao, .. } => correlacao.as_deref(),
        }
    }

    /// A instância a que se dirige, se é uma.
    pub(super) fn instancia(&self) -> Option<InstanciaId> {
        match self.destino {
            Destino::QuemEspera { .. } => None,
            Destino::Instancia { id, .. } => Some(id),
        }
    }

    pub(super) fn validade(&self) -> Duration {
        self.validade.unwrap_or(RETENCAO_DE_SINAL)
    }

    /// Tudo o que está errado, de uma vez.
    pub(super) fn conferir(&self) -> Result<(), ErroAplicacao> {
        let mut erros = Vec::new();
        if !e_nome_de_sinal(&self.nome) {
            erros.push(ErroDeCampo::novo("nome", "invalido", NOME_DE_SINAL));
        }
        if let Some(correlacao) = self.correlacao() {
            conferir_texto(&mut erros, "correlacao", correlacao, MAXIMO_DA_CORRELACAO);
        }
        let tamanho = self.dados.to_string().len();
        if tamanho > MAXIMO_DOS_DADOS {
            let mensagem = format!("tem {tamanho} bytes; o máximo é {MAXIMO_DOS_DADOS}. Mande só o que o fluxo usa");
            erros.push(ErroDeCampo::novo("dados", "longo_demais", mensagem));
        }
        if !(Duration::from_secs(1)..=RETENCAO_MAXIMA_DE_SINAL).contains(&self.validade()) {
            let dias = RETENCAO_MAXIMA_DE_SINAL.as_secs() / 86_400;
            erros.push(ErroDeCampo::novo("validade", "invalido", format!("use de 1s a {dias}d")));
        }
        if erros.is_empty() { Ok(()) } else { Err(ErroAplicacao::Invalido(erros)) }
    }
}

/// O que dizer de um nome de sinal que não serve.
pub(crate) const NOME_DE_SINAL: &str =
    "use o nome que o passo `evento` espera: minúsculas sem acento, números, hífen e sublinhado, como fatura_recebida";

/// Como a linguagem dos fluxos escreve o nome de um sinal.
pub(crate) fn e_nome_de_sinal(nome: &str) -> bool {
    let miolo = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    nome.starts_with(|c: char| c.is_ascii_lowercase())
        && nome.chars().all(miolo)
        && !nome.ends_with('-')
        && nome.len() <= MAXIMO_DO_NOME
}

/// A chave que veio de fora: com tamanho, e sem se passar por uma dos webhooks.
pub(crate) fn conferir_chave(chave: &str) -> Result<(), ErroAplicacao> {
    let mut erros = Vec::new();
    conferir_texto(&mut erros, "chave_de_idempotencia", chave, MAXIMO_DA_CHAVE);
    if chave.starts_with(CHAVE_DE_WEBHOOK) {
        let mensagem = format!("não comece a chave com {CHAVE_DE_WEBHOOK}: é como os webhooks marcam as deles");
        erros.push(ErroDeCampo::novo("chave_de_idempotencia", "reservado", mensagem));
    }
    if erros.is_empty() { Ok(()) } else { Err(ErroAplicacao::Invalido(erros)) }
}

/// Se um sinal pode trazer esta correlação.
pub(crate) fn e_correlacao(texto: &str) -> bool {
    problema_do_texto(texto, MAXIMO_DA_CORRELACAO).is_none()
}

fn conferir_texto(erros: &mut Vec<ErroDeCampo>, campo: &'static str, texto: &str, maximo: usize) {
    let problema = problema_do_texto(texto, maximo);
    erros.extend(problema.map(|(codigo, mensagem)| ErroDeCampo::novo(campo, codigo, mensagem)));
}

fn problema_do_texto(texto: &str, maximo: usize) -> Option<(&'static str, String)> {
    let tamanho = texto.chars().count();
    if texto.trim().is_empty() {
        Some(("obrigatorio", "preencha este campo".to_owned()))
    } else if texto.contains(char::is_control) {
        Some(("invalido", "tem quebra de linha ou caractere de controle".to_owned()))
    } else if tamanho > maximo {
        Some(("longo_demais", format!("tem {tamanho} caracteres; o máximo é {maximo}")))
    } else {
        None
    }
}
