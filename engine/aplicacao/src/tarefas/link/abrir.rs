//! Ver o que um link decide. Só lê.

use esteira_armazem::faturas::Processo;
use esteira_armazem::motor::Tarefa;
use esteira_base::Instante;
use esteira_base::ids::{InstanciaId, LinkId, UsuarioId};
use esteira_dominio::Acao;

use super::{nao_vale, token};
use crate::autenticacao::Origem;
use crate::processos::{self, FaturaGuardada};
use crate::tarefas::{Vista, vista};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// O que se vê por um link.
#[derive(Debug, Clone)]
pub struct Aberto {
    pub(super) link: LinkId,
    /// De quem é, e o que pode por ele.
    pub quem: Quem,
    pub vista: Vista,
    /// O processo da fatura, se é de uma.
    pub processo: Option<Processo>,
    /// Quando esta pessoa decidiu por ele, se já decidiu.
    pub usado_em: Option<Instante>,
}

impl Aberto {
    /// Se ainda decide.
    pub fn decide(&self) -> bool {
        self.usado_em.is_none() && self.vista.tarefa.situacao == "ABERTA"
    }
}

/// Abre o link.
pub async fn abrir(app: &Aplicacao, token: &str, origem: Origem) -> Result<Aberto, ErroAplicacao> {
    let (inquilino, id) = token::ler(&app.configuracao.chave_jwt, token).ok_or_else(nao_vale)?;
    let mut unidade = app.armazem.ler(inquilino).await?;
    let link = unidade.link(id).await?.ok_or_else(nao_vale)?;
    if app.relogio.agora() >= Instante::de_micros(link.valido_ate) {
        return Err(nao_vale());
    }
    let dono = unidade.usuario(UsuarioId::from(link.usuario_id)).await?.ok_or_else(nao_vale)?.usuario;
    if !dono.status_ativo {
        return Err(nao_vale());
    }
    let instancia = InstanciaId::from(link.instancia_id);
    let da_visita = |tarefa: &Tarefa| tarefa.visita == link.visita;
    let tarefa = unidade.tarefas_da_instancia(instancia).await?.into_iter().find(da_visita).ok_or_else(nao_vale)?;
    let processo = unidade.processo_da_instancia(instancia).await?;
    drop(unidade);
    // O link não é a pessoa: só vê e decide, mesmo que ela possa mais.
    let escopos = Some(vec![Acao::VerTudo, Acao::Aprovar]);
    let quem = Quem { escopos, ip: origem.ip, user_agent: origem.user_agent, ..Quem::pessoa(inquilino, &dono) };
    if !ainda_pode(&quem, &tarefa) {
        return Err(nao_vale());
    }
    let vista = vista(app, &quem, tarefa).await?;
    Ok(Aberto { link: id, quem, vista, processo, usado_em: link.usado_em.map(Instante::de_micros) })
}

/// Se quem recebeu o link ainda pode decidir a tarefa, por papel ou por nome.
fn ainda_pode(quem: &Quem, tarefa: &Tarefa) -> bool {
    let ator = quem.ator();
    let lista = |texto: &str| serde_json::from_str::<Vec<String>>(texto).unwrap_or_default();
    let por_papel = lista(&tarefa.papeis).iter().any(|papel| ator.papeis.contains(papel));
    por_papel || ator.id.is_some_and(|id| lista(&tarefa.usuarios).contains(&id) || tarefa.responsavel_id == Some(id))
}

/// A fatura de que o link fala.
pub async fn fatura(app: &Aplicacao, token: &str, origem: Origem) -> Result<FaturaGuardada, ErroAplicacao> {
    let aberto = abrir(app, token, origem).await?;
    let processo = aberto.processo.ok_or_else(|| ErroAplicacao::nao_encontrado("fatura", "desta tarefa"))?;
    processos::fatura(app, &aberto.quem, processo.id.into()).await
}
