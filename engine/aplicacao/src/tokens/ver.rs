//! Ver os tokens de integração; o segredo deles, nunca.

use esteira_armazem::cadastro::TokenGuardado;
use esteira_base::Instante;
use esteira_base::ids::UsuarioId;
use esteira_dominio::usuario::Acao;
use uuid::Uuid;

use crate::{Aplicacao, ErroAplicacao, Quem};

/// Um token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub id: Uuid,
    /// Por quem age.
    pub usuario_id: UsuarioId,
    pub nome: String,
    pub escopos: Vec<Acao>,
    pub valido_ate: Instante,
    pub revogado: bool,
    pub ultimo_uso: Option<Instante>,
    pub data_criacao: Instante,
}

impl TryFrom<TokenGuardado> for Token {
    type Error = ErroAplicacao;

    fn try_from(g: TokenGuardado) -> Result<Self, ErroAplicacao> {
        Ok(Self {
            id: g.id,
            usuario_id: g.usuario_id.into(),
            nome: g.nome,
            escopos: serde_json::from_str(&g.escopos).map_err(ErroAplicacao::interno)?,
            valido_ate: Instante::de_micros(g.valido_ate),
            revogado: g.revogado,
            ultimo_uso: g.ultimo_uso.map(Instante::de_micros),
            data_criacao: Instante::de_micros(g.data_criacao),
        })
    }
}

/// Todos, do mais novo ao mais velho.
pub async fn listar(app: &Aplicacao, quem: &Quem) -> Result<Vec<Token>, ErroAplicacao> {
    quem.exigir(Acao::GerirUsuarios)?;
    let guardados = app.armazem.ler(quem.inquilino).await?.tokens().await?;
    guardados.into_iter().map(Token::try_from).collect()
}
