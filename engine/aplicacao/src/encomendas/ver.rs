//! Ver, listar e cancelar encomendas: cada um as suas; o administrador, qualquer uma que saiba qual é.

use esteira_armazem::encomendas::{Encomenda, FiltroDeEncomendas};
use esteira_armazem::{Pagina, Unidade};
use esteira_base::ids::EncomendaId;
use esteira_dominio::{Acao, Perfil};
use uuid::Uuid;

use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// O que se encomenda.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Especie {
    Exportacao,
    Importacao,
}

impl Especie {
    /// Como está no banco.
    pub const fn como_texto(self) -> &'static str {
        match self {
            Self::Exportacao => "EXPORTACAO",
            Self::Importacao => "IMPORTACAO",
        }
    }

    /// Como se diz a quem pediu.
    pub const fn nome(self) -> &'static str {
        match self {
            Self::Exportacao => "exportação",
            Self::Importacao => "importação",
        }
    }
}

/// As de quem pede, da mais nova à mais velha.
pub async fn listar(
    app: &Aplicacao,
    quem: &Quem,
    especie: Especie,
    depois_de: Option<Uuid>,
    limite: u32,
) -> Result<Pagina<Encomenda>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let filtro = FiltroDeEncomendas { especie: especie.como_texto(), usuario: quem.usuario, depois_de, limite };
    Ok(app.armazem.ler(quem.inquilino).await?.encomendas(&filtro).await?)
}

/// Uma encomenda.
pub async fn obter(
    app: &Aplicacao,
    quem: &Quem,
    especie: Especie,
    id: EncomendaId,
) -> Result<Encomenda, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    procurar(&mut app.armazem.ler(quem.inquilino).await?, quem, especie, id).await
}

/// Cancela a que ainda não acabou. O que uma importação já gravou fica gravado.
pub async fn cancelar(app: &Aplicacao, quem: &Quem, especie: Especie, id: EncomendaId) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let encomenda = procurar(&mut unidade, quem, especie, id).await?;
    if !unidade.cancelar_encomenda(id, agora).await? {
        let mensagem = format!("esta {} já acabou ({}); não há o que cancelar", especie.nome(), encomenda.estado);
        return Err(ErroAplicacao::conflito("ja_acabou", mensagem));
    }
    auditoria::registrar(&mut unidade, quem, "cancelar", "encomenda", id, None, None, agora).await?;
    Ok(unidade.confirmar().await?)
}

/// A encomenda, se quem pede a pode ver; a dos outros não existe para ele.
pub(crate) async fn procurar(
    unidade: &mut Unidade,
    quem: &Quem,
    especie: Especie,
    id: EncomendaId,
) -> Result<Encomenda, ErroAplicacao> {
    let de_quem_pede = |encomenda: &Encomenda| {
        matches!(quem.perfil, None | Some(Perfil::Administrador))
            || encomenda.usuario_id == quem.usuario.map(Uuid::from)
    };
    let achada = unidade.encomenda(especie.como_texto(), id).await?.filter(de_quem_pede);
    achada.ok_or_else(|| ErroAplicacao::nao_encontrado(especie.nome(), id))
}
