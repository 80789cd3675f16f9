//! Exportações: as mesmas listas, como linhas de planilha, página a página.
//!
//! A pequena sai na resposta do pedido; a grande se encomenda ([`encomendar()`]), escreve-se num arquivo e se busca depois ([`arquivo()`]).

mod arquivo;
mod encomendar;
mod escrever;
mod linhas;

pub use arquivo::{ExportacaoPronta, arquivo};
pub(crate) use encomendar::fazer;
pub use encomendar::{MAXIMO_DE_LINHAS, encomendar};
pub use escrever::escrever;

use esteira_armazem::cadastro::FiltroDeAuditoria;
use esteira_armazem::faturas::{FiltroDeExecucoes, FiltroDeProcessos};
use esteira_armazem::motor::FiltroDeTarefas;
use esteira_base::ids::EncomendaId;
use esteira_dominio::Acao;
use esteira_planilhas::Celula;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::{Aplicacao, ErroAplicacao, Quem, auditoria, execucoes, importacoes, processos, tarefas};

/// Quantas linhas por leitura.
const POR_PAGINA: u32 = 1_000;

/// O que se exporta. O limite e a página do filtro não contam: vem tudo o que serve.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "lista", content = "filtro", rename_all = "snake_case")]
pub enum Exportacao {
    Processos(FiltroDeProcessos),
    Execucoes(FiltroDeExecucoes),
    /// As tarefas que quem pede pode decidir, ou decidiu.
    Aprovacoes(FiltroDeTarefas),
    Auditoria(FiltroDeAuditoria),
    /// O relatório de uma importação. De quem ela é já se conferiu.
    Importacao(EncomendaId),
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
            Self::Importacao(_) => "importacao",
        }
    }

    /// Se quem pede pode ver isto.
    pub fn exigir(&self, quem: &Quem) -> Result<(), ErroAplicacao> {
        quem.exigir(match self {
            Self::Processos(_) | Self::Execucoes(_) | Self::Aprovacoes(_) => Acao::VerTudo,
            Self::Auditoria(_) => Acao::VerAuditoria,
            Self::Importacao(_) => Acao::GerirCadastro,
        })
    }

    /// Os títulos das colunas.
    pub fn colunas(&self) -> &'static [&'static str] {
        match self {
            Self::Processos(_) => &linhas::PROCESSOS,
            Self::Execucoes(_) => &linhas::EXECUCOES,
            Self::Aprovacoes(_) => &linhas::APROVACOES,
            Self::Auditoria(_) => &linhas::AUDITORIA,
            Self::Importacao(_) => &linhas::IMPORTACAO,
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
            Self::Importacao(id) => {
                // O lugar na página é o número da linha, que cabe num UUID como qualquer número.
                let depois_de = depois_de.and_then(|id| i64::try_from(id.as_u128()).ok()).unwrap_or(0);
                let itens = importacoes::linhas(app, quem, id, depois_de, limite).await?;
                let cheia = itens.len() == limite as usize;
                let ultima = itens.last().and_then(|linha| u128::try_from(linha.numero).ok());
                let proximo = ultima.filter(|_| cheia).map(Uuid::from_u128);
                Folha { linhas: itens.iter().map(linhas::importada).collect(), proximo }
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
