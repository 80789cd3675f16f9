//! Importar clientes de uma planilha: a do legado, ou qualquer uma com os mesmos títulos.
//!
//! Cada linha vale por si: a que não entra volta no relatório, com o número dela e o motivo, e não impede as outras. Quem casa uma linha com um cliente é o hash
//! de cadastro; por isso repetir a mesma planilha não muda nada, e uma que parou no meio se repete inteira.

mod colunas;
mod encomendar;
mod fazer;
mod importador;
mod linha;
mod plano;
mod relatorio;

use esteira_base::ids::ClienteId;
use esteira_dominio::usuario::Acao;
use esteira_planilhas::{ErroDeLeitura, Tabela};
use serde::Serialize;

use crate::{Aplicacao, ErroAplicacao, Quem};

pub use encomendar::encomendar;
pub(crate) use fazer::fazer;
use importador::Importador;
pub(crate) use relatorio::linhas;
pub use relatorio::relatorio;

/// O que houve com uma linha.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Desfecho {
    Criado,
    Alterado,
    /// Já está assim no cadastro.
    Igual,
    Recusado,
}

impl Desfecho {
    /// Como se escreve no relatório.
    pub fn como_texto(self) -> &'static str {
        match self {
            Self::Criado => "CRIADO",
            Self::Alterado => "ALTERADO",
            Self::Igual => "IGUAL",
            Self::Recusado => "RECUSADO",
        }
    }
}

/// O resultado de uma linha.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LinhaImportada {
    /// Na planilha; o cabeçalho é a 1.
    pub linha: u64,
    /// O nome no SAT, ou a razão social.
    pub cliente: String,
    pub desfecho: Desfecho,
    /// Nulo se não entrou, ou se só se simulou.
    pub cliente_id: Option<ClienteId>,
    /// Por que se recusou, ou o que merece um olhar.
    pub mensagens: Vec<String>,
}

/// O relatório.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Importacao {
    /// Se nada se gravou.
    pub simulada: bool,
    pub criados: usize,
    pub alterados: usize,
    pub iguais: usize,
    pub recusados: usize,
    /// Títulos da planilha que não se usam.
    pub colunas_ignoradas: Vec<String>,
    /// Uma por linha com alguma coisa, na ordem.
    pub linhas: Vec<LinhaImportada>,
}

/// Se quem pede pode importar. Confere-se antes de ler: ler custa.
pub fn exigir(quem: &Quem) -> Result<(), ErroAplicacao> {
    quem.exigir(Acao::GerirCadastro)
}

/// A planilha, lida.
pub fn ler(bytes: &[u8]) -> Result<Tabela, ErroAplicacao> {
    esteira_planilhas::ler(bytes).map_err(|erro| match erro {
        ErroDeLeitura::Grande(_) => ErroAplicacao::LimiteExcedido(erro.to_string()),
        _ => ErroAplicacao::campo("arquivo", "invalido", erro.to_string()),
    })
}

/// Importa, ou só diz o que faria. `andamento` recebe quantas linhas já foram, a cada uma.
pub async fn importar_clientes(
    app: &Aplicacao,
    quem: &Quem,
    tabela: &Tabela,
    simular: bool,
    andamento: &(dyn Fn(usize) + Sync),
) -> Result<Importacao, ErroAplicacao> {
    exigir(quem)?;
    let mut importador = Importador::novo(app, quem, &tabela.cabecalho, simular).await?;
    let mut linhas = Vec::with_capacity(tabela.linhas.len());
    for (posicao, crua) in tabela.linhas.iter().enumerate() {
        linhas.push(importador.linha(crua).await?);
        andamento(posicao + 1);
    }
    let quantos = |qual: Desfecho| linhas.iter().filter(|linha| linha.desfecho == qual).count();
    Ok(Importacao {
        simulada: simular,
        criados: quantos(Desfecho::Criado),
        alterados: quantos(Desfecho::Alterado),
        iguais: quantos(Desfecho::Igual),
        recusados: quantos(Desfecho::Recusado),
        colunas_ignoradas: importador.colunas_ignoradas(),
        linhas,
    })
}
