//! Em nome de quem se age, e de onde.

use esteira_base::ids::{InquilinoId, UsuarioId};
use esteira_dominio::usuario::{Acao, Perfil, Usuario};
use esteira_motor::maquina::Ator;

use crate::ErroAplicacao;

/// Quem pede: uma pessoa que entrou, ou o próprio sistema. Vai na auditoria de tudo o que muda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quem {
    /// Organização em que age.
    pub inquilino: InquilinoId,
    /// Nenhum para o sistema.
    pub usuario: Option<UsuarioId>,
    pub nome: String,
    /// Nenhum para o sistema.
    pub perfil: Option<Perfil>,
    /// Com um token de integração, só estas ações, das que o perfil pode; nenhum = todas as do perfil.
    pub escopos: Option<Vec<Acao>>,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
}

impl Quem {
    /// O próprio sistema (trabalhadores, agendamentos, partida).
    pub fn sistema(inquilino: InquilinoId) -> Self {
        Self {
            inquilino,
            usuario: None,
            nome: "sistema".to_owned(),
            perfil: None,
            escopos: None,
            ip: None,
            user_agent: None,
        }
    }

    /// Uma pessoa do cadastro, ainda sem de onde vem.
    pub(crate) fn pessoa(inquilino: InquilinoId, usuario: &Usuario) -> Self {
        Self {
            usuario: Some(usuario.id),
            nome: usuario.nome_completo.clone(),
            perfil: Some(usuario.perfil_usuario),
            ..Self::sistema(inquilino)
        }
    }

    /// Recusa se o perfil não pode a ação, ou se o token de integração não a concede. O sistema pode tudo.
    pub fn exigir(&self, acao: Acao) -> Result<(), ErroAplicacao> {
        self.exigir_no_escopo(acao)?;
        match self.perfil {
            None => Ok(()),
            Some(perfil) if perfil.pode(acao) => Ok(()),
            Some(perfil) => Err(ErroAplicacao::SemPermissao { perfil, acao }),
        }
    }

    /// Recusa o token de integração que não concede a ação; a pessoa que entrou, não, faça-a o perfil dela ou não.
    pub fn exigir_no_escopo(&self, acao: Acao) -> Result<(), ErroAplicacao> {
        if self.no_escopo(acao) { Ok(()) } else { Err(ErroAplicacao::ForaDoEscopo(acao)) }
    }

    fn no_escopo(&self, acao: Acao) -> bool {
        self.escopos.as_ref().is_none_or(|escopos| escopos.contains(&acao))
    }

    /// Como o motor o vê. Sem o escopo de aprovar, um token não tem papel que decida tarefa. O administrador também conta como aprovador e operador (fatos §5).
    pub fn ator(&self) -> Ator {
        let papeis = match self.perfil {
            _ if !self.no_escopo(Acao::Aprovar) => vec![],
            None => vec![],
            Some(Perfil::Administrador) => vec!["ADMINISTRADOR".into(), "APROVADOR".into(), "OPERADOR".into()],
            Some(Perfil::Aprovador) => vec!["APROVADOR".into()],
            Some(Perfil::Operador) => vec!["OPERADOR".into()],
        };
        Ator { id: self.usuario.map(|id| id.to_string()), nome: self.nome.clone(), papeis }
    }
}
