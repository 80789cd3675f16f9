//! Exportações: as mesmas listas, como linhas de planilha, página a página. Quem as põe em CSV ou XLSX, e as manda, é quem pede.

mod linhas;

use esteira_armazem::cadastro::FiltroDeAuditoria;
use esteira_armazem::faturas::{FiltroDeExecucoes, FiltroDeProcessos};
use esteira_armazem::motor::FiltroDeTarefas;
use esteira_planilhas::Celula;
use serde_json::json;
use uuid::Uuid;

use crate::{Aplicacao, ErroAplicacao, Quem, auditoria, execucoes, processos, tarefas};

/// Quantas linhas por leitura.
const POR_PAGINA: u32 = 1_000;

/// O que se exporta. O limite e a página do filtro não contam: vem tudo o que serve.
#[derive(Debug, Clone)]
pub enum Exportacao {
    Processos(FiltroDeProcessos),
    Execucoes(FiltroDeExecucoes),
    /// As tarefas que quem pede pode decidir, ou decidiu.
    Aprovacoes(FiltroDeTarefas),
    Auditoria(FiltroDeAuditoria),
}

/// Um pedaço da planilha.
#[derive(Debug, Clone, PartialEq)]
pub struct Folha {
    pub linhas: Vec<Vec<Celula>>,
    /// De onde segue; nenhum = acabou.
    pub proximo: Option<Uuid>,
}

impl Exportacao {
    /// Como se chama: o nome do arquivo e da folha.
    pub fn nome(&self) -> &'static str {
        match self {
            Self::Processos(_) => "processos",
            Self::Execucoes(_) => "execucoes",
            Self::Aprovacoes(_) => "aprovacoes",
            Self::Auditoria(_) => "auditoria",
        }
    }

    /// Os títulos das colunas.
    pub fn colunas(&self) -> &'static [&'static str] {
        match self {
            Self::Processos(_) => &linhas::PROCESSOS,
            Self::Execucoes(_) => &linhas::EXECUCOES,
            Self::Aprovacoes(_) => &linhas::APROVACOES,
            Self::Auditoria(_) => &linhas::AUDITORIA,
        }
    }

    /// A página que começa depois desta linha, ou a primeira.
    pub async fn folha(&self, app: &Aplicacao, quem: &Quem, depois_de: Option<Uuid>) -> Result<Folha, ErroAplicacao> {
        let limite = POR_PAGINA;
        Ok(match self.clone() {
            Self::Processos(filtro) => {
                let filtro = FiltroDeProcessos { depois_de, limite, ..filtro };
                let pagina = processos::listar(app, quem, &filtro).await?;
                Folha { linhas: pagina.itens.iter().map(linhas::processo).collect(), proximo: pagina.proximo }
            }
            Self::Execucoes(filtro) => {
                let filtro = FiltroDeExecucoes { depois_de, limite, ..filtro };
                let pagina = execucoes::listar(app, quem, &filtro).await?;
                Folha { linhas: pagina.itens.iter().map(linhas::execucao).collect(), proximo: pagina.proximo }
            }
            Self::Aprovacoes(filtro) => {
                let filtro = FiltroDeTarefas { depois_de, limite, ..filtro };
                let pagina = tarefas::listar(app, quem, filtro).await?;
                Folha { linhas: pagina.itens.iter().map(linhas::tarefa).collect(), proximo: pagina.proximo }
            }
            Self::Auditoria(filtro) => {
                let filtro = FiltroDeAuditoria { depois_de, limite, ..filtro };
                let pagina = auditoria::listar(app, quem, &filtro).await?;
                Folha { linhas: pagina.itens.iter().map(linhas::registro).collect(), proximo: pagina.proximo }
            }
        })
    }
}

/// Começa a exportar: a primeira página, e o registro de que se exportou.
pub async fn comecar(
    app: &Aplicacao,
    quem: &Quem,
    exportacao: &Exportacao,
    formato: &str,
) -> Result<Folha, ErroAplicacao> {
    let primeira = exportacao.folha(app, quem, None).await?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let depois = Some(json!({ "formato": formato }));
    auditoria::registrar(&mut unidade, quem, "exportar", "lista", exportacao.nome(), None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(primeira)
}
