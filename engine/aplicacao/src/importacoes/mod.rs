//! Importar clientes de uma planilha: a do legado, ou qualquer uma com os mesmos títulos.
//!
//! Cada linha vale por si: a que não entra volta no relatório, com o número dela e o motivo, e não impede as outras. Quem casa uma linha com um cliente é o hash
//! de cadastro; por isso repetir a mesma planilha não muda nada, e uma que parou no meio se repete inteira.

mod colunas;
mod linha;
mod plano;

use esteira_base::ids::ClienteId;
use esteira_dominio::usuario::Acao;
use esteira_planilhas::{ErroDeLeitura, Tabela};
use serde::Serialize;

use crate::{Aplicacao, ErroAplicacao, Quem, clientes};

use colunas::Colunas;
use linha::ler_linha;
use plano::{Passo, Planejador};

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
    let colunas = Colunas::do_cabecalho(&tabela.cabecalho)?;
    let mut planejador = Planejador::novo(app, quem).await?;
    let mut linhas = Vec::with_capacity(tabela.linhas.len());
    for (posicao, crua) in tabela.linhas.iter().enumerate() {
        let mut lida = ler_linha(&colunas, crua);
        let passo = planejador.planejar(&mut lida).await?;
        let (cliente, mut mensagens) = (lida.nome().to_owned(), lida.avisos.clone());
        let (desfecho, cliente_id) = match passo {
            Passo::Recusar(motivos) => {
                mensagens.extend(motivos);
                (Desfecho::Recusado, None)
            }
            Passo::Manter(id) => (Desfecho::Igual, Some(id)),
            Passo::Criar(_) if simular => (Desfecho::Criado, None),
            Passo::Criar(operadora) => {
                match clientes::criar(app, quem, operadora, lida.novo.clone(), lida.senha.clone()).await {
                    Ok(criado) => (Desfecho::Criado, Some(criado.cliente.id)),
                    Err(erro) => (Desfecho::Recusado, recusado(erro, &mut mensagens)?),
                }
            }
            Passo::Alterar(atual) if simular => (Desfecho::Alterado, Some(atual.cliente.id)),
            Passo::Alterar(atual) => {
                let (id, operadora) = (atual.cliente.id, atual.cliente.operadora_id);
                let (novo, senha) = (lida.novo.clone(), lida.senha.clone());
                match clientes::alterar(app, quem, id, atual.revisao, operadora, novo, senha).await {
                    Ok(_) => (Desfecho::Alterado, Some(id)),
                    Err(erro) => (Desfecho::Recusado, recusado(erro, &mut mensagens)?),
                }
            }
        };
        linhas.push(LinhaImportada { linha: crua.numero, cliente, desfecho, cliente_id, mensagens });
        andamento(posicao + 1);
    }
    let quantos = |qual: Desfecho| linhas.iter().filter(|linha| linha.desfecho == qual).count();
    Ok(Importacao {
        simulada: simular,
        criados: quantos(Desfecho::Criado),
        alterados: quantos(Desfecho::Alterado),
        iguais: quantos(Desfecho::Igual),
        recusados: quantos(Desfecho::Recusado),
        colunas_ignoradas: colunas.ignoradas,
        linhas,
    })
}

/// O erro que é da linha vira mensagem dela; o que é da casa (o banco fora) para tudo.
fn recusado(erro: ErroAplicacao, mensagens: &mut Vec<String>) -> Result<Option<ClienteId>, ErroAplicacao> {
    match erro {
        ErroAplicacao::Invalido(campos) => {
            mensagens.extend(campos.into_iter().map(|campo| format!("{}: {}", campo.campo, campo.mensagem)));
        }
        ErroAplicacao::Conflito { mensagem, .. } => mensagens.push(mensagem),
        ErroAplicacao::RevisaoVelha => {
            mensagens.push("alguém alterou este cliente agora; repita a importação".to_owned())
        }
        outro => return Err(outro),
    }
    Ok(None)
}
