//! O que um caso de uso recusa. O texto é para quem pediu; a causa interna fica em `source()`.

use esteira_armazem::ErroArmazem;
use esteira_dominio::usuario::{Acao, Perfil};
use esteira_dominio::{ErroDeCampo, ErrosDeCampo};
use esteira_motor::maquina::Recusa;

/// Recusa ou falha de um caso de uso.
#[derive(Debug, thiserror::Error)]
pub enum ErroAplicacao {
    /// Credencial errada, token ausente, vencido ou revogado.
    #[error("{0}")]
    NaoAutenticado(String),
    #[error("o token de integração não concede {0}")]
    ForaDoEscopo(Acao),
    #[error("o perfil {perfil} não pode {acao}")]
    SemPermissao { perfil: Perfil, acao: Acao },
    #[error("{o_que} não existe: {id}")]
    NaoEncontrado { o_que: &'static str, id: String },
    /// Todos os campos com problema, de uma vez.
    #[error("há campos inválidos: {}", ErrosDeCampo(.0.clone()))]
    Invalido(Vec<ErroDeCampo>),
    /// O pedido é bem-formado mas não cabe no estado atual. `codigo` é estável.
    #[error("{mensagem}")]
    Conflito { codigo: &'static str, mensagem: String },
    /// A revisão enviada (If-Match) não é mais a vigente.
    #[error("o registro mudou desde que foi lido; leia de novo e repita")]
    RevisaoVelha,
    /// O motor recusou o comando.
    #[error(transparent)]
    Recusado(#[from] Recusa),
    /// Passou de um limite com nome.
    #[error("{0}")]
    LimiteExcedido(String),
    /// Repetir adianta.
    #[error("serviço momentaneamente indisponível; tente de novo")]
    Indisponivel(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("erro interno")]
    Interno(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl ErroAplicacao {
    pub fn nao_encontrado(o_que: &'static str, id: impl ToString) -> Self {
        Self::NaoEncontrado { o_que, id: id.to_string() }
    }

    pub fn conflito(codigo: &'static str, mensagem: impl Into<String>) -> Self {
        Self::Conflito { codigo, mensagem: mensagem.into() }
    }

    pub fn interno(causa: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Interno(causa.into())
    }

    pub fn campo(campo: &'static str, codigo: &'static str, mensagem: impl Into<String>) -> Self {
        Self::Invalido(vec![ErroDeCampo::novo(campo, codigo, mensagem)])
    }
}

impl From<ErroArmazem> for ErroAplicacao {
    fn from(erro: ErroArmazem) -> Self {
        match erro {
            ErroArmazem::Conflito => Self::RevisaoVelha,
            ErroArmazem::JaExiste { .. } => Self::conflito("ja_existe", "já existe um registro igual"),
            ErroArmazem::Transitorio(_) | ErroArmazem::SemArquivos(_) => Self::Indisponivel(erro.into()),
            _ => Self::Interno(erro.into()),
        }
    }
}
