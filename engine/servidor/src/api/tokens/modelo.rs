//! O token em JSON. O segredo só sai ao criar.

use esteira_aplicacao::tokens;
use esteira_base::Instante;
use esteira_dominio::Acao;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Um token de integração.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Token {
    pub id: Uuid,
    /// Por quem age; nunca pode mais do que ele.
    pub usuario_id: Uuid,
    #[schema(example = "ERP")]
    pub nome: String,
    /// O que pode.
    #[schema(value_type = Vec<String>, example = json!(["VER_TUDO"]))]
    pub escopos: Vec<Acao>,
    #[schema(value_type = String, format = DateTime)]
    pub valido_ate: Instante,
    pub revogado: bool,
    /// Com uma hora de folga.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ultimo_uso: Option<Instante>,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
}

impl From<tokens::Token> for Token {
    fn from(t: tokens::Token) -> Self {
        Self {
            id: t.id,
            usuario_id: t.usuario_id.0,
            nome: t.nome,
            escopos: t.escopos,
            valido_ate: t.valido_ate,
            revogado: t.revogado,
            ultimo_uso: t.ultimo_uso,
            data_criacao: t.data_criacao,
        }
    }
}

/// O token que se quer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenPedido {
    /// Para que é.
    #[schema(example = "ERP")]
    pub nome: String,
    /// `VER_TUDO`, `CRIAR_PROCESSOS`, `ENVIAR_FATURA`, `EXECUTAR`, `APROVAR`, `GERIR_CADASTRO`…
    #[schema(value_type = Vec<String>, example = json!(["VER_TUDO"]))]
    pub escopos: Vec<Acao>,
    /// Por quantos dias serve, de 1 a 365.
    #[schema(example = 90)]
    pub dias: u32,
}

/// Um token novo.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenCriado {
    #[serde(flatten)]
    pub token: Token,
    /// Mande-o em `Authorization: Bearer`. Guarde-o agora: não se mostra outra vez.
    #[schema(example = "esteira_0197….Vq3…")]
    pub segredo: String,
}
