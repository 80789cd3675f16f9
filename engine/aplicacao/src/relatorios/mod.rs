//! Relatórios: contas do mês numa planilha, guardada no armazém de arquivos para ir com uma mensagem.

mod por_estado;

use std::str::FromStr;

use esteira_armazem::faturas::{AnexoDaNotificacao, FiltroDeProcessos};
use esteira_base::MesAno;
use esteira_planilhas::{EscritorCsv, EscritorXlsx, Formato};
use esteira_portas::arquivos::ErroArquivos;
use tempfile::{NamedTempFile, TempPath};

use crate::exportacoes::{self, Exportacao};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Quantas linhas se escrevem de um relatório: mais que isto não se lê num e-mail.
const MAXIMO_DE_LINHAS: u64 = 200_000;

/// Que contas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relatorio {
    /// De cada operadora, quantos processos do mês em cada estado.
    ProcessosPorEstado,
    /// Os processos do mês, um por linha, como na exportação.
    Processos,
}

impl Relatorio {
    const TODOS: [Self; 2] = [Self::ProcessosPorEstado, Self::Processos];

    const fn como_texto(self) -> &'static str {
        match self {
            Self::ProcessosPorEstado => "PROCESSOS_POR_ESTADO",
            Self::Processos => "PROCESSOS",
        }
    }

    /// Como se diz a quem o recebe.
    pub const fn titulo(self) -> &'static str {
        match self {
            Self::ProcessosPorEstado => "Processos por estado e operadora",
            Self::Processos => "Processos do mês",
        }
    }
}

impl FromStr for Relatorio {
    type Err = String;

    fn from_str(texto: &str) -> Result<Self, String> {
        Self::TODOS.into_iter().find(|relatorio| relatorio.como_texto() == texto).ok_or_else(|| {
            let todos = Self::TODOS.map(Self::como_texto).join(", ");
            format!("não há o relatório \"{texto}\"; os que há são: {todos}")
        })
    }
}

/// Um relatório guardado.
#[derive(Debug, Clone)]
pub struct RelatorioEscrito {
    pub anexo: AnexoDaNotificacao,
    pub linhas: u64,
}

/// Escreve e guarda. O mesmo conteúdo é o mesmo arquivo.
pub async fn escrever(
    app: &Aplicacao,
    quem: &Quem,
    relatorio: Relatorio,
    mes: MesAno,
    formato: Formato,
) -> Result<RelatorioEscrito, ErroAplicacao> {
    let (caminho, linhas) = match relatorio {
        Relatorio::ProcessosPorEstado => por_estado(app, quem, mes, formato).await?,
        Relatorio::Processos => {
            let lista =
                Exportacao::Processos(FiltroDeProcessos { mes_ano: Some(mes.to_string()), ..Default::default() });
            let escrita = exportacoes::escrever(app, quem, &lista, formato, None, MAXIMO_DE_LINHAS, &|_| ()).await?;
            escrita.ok_or_else(|| {
                let mensagem = format!("o mês passa de {MAXIMO_DE_LINHAS} processos; exporte-os em /api/exportacoes");
                ErroAplicacao::LimiteExcedido(mensagem)
            })?
        }
    };
    let guardado = app.arquivos.guardar_de(quem.inquilino, &caminho).await.map_err(|erro| match erro {
        ErroArquivos::Indisponivel(_) => ErroAplicacao::Indisponivel(erro.into()),
        outro => ErroAplicacao::interno(outro),
    })?;
    let nome = format!("{}_{mes}.{}", relatorio.como_texto().to_lowercase(), formato.extensao());
    let (chave, tamanho) = (guardado.chave, guardado.tamanho);
    Ok(RelatorioEscrito { anexo: AnexoDaNotificacao { nome, tipo: formato.tipo().to_owned(), chave, tamanho }, linhas })
}

async fn por_estado(
    app: &Aplicacao,
    quem: &Quem,
    mes: MesAno,
    formato: Formato,
) -> Result<(TempPath, u64), ErroAplicacao> {
    let linhas = por_estado::linhas(app, quem, mes).await?;
    let quantas = linhas.len() as u64;
    let conta = move || -> Result<TempPath, ErroAplicacao> {
        let caminho = NamedTempFile::new().map_err(ErroAplicacao::interno)?.into_temp_path();
        match formato {
            Formato::Csv => {
                let mut bytes = EscritorCsv::comeco(&por_estado::colunas());
                bytes.extend(EscritorCsv::linhas(&linhas));
                std::fs::write(&caminho, bytes).map_err(ErroAplicacao::interno)?;
            }
            Formato::Xlsx => {
                let mut escritor =
                    EscritorXlsx::novo("processos", &por_estado::colunas()).map_err(ErroAplicacao::interno)?;
                linhas.iter().try_for_each(|linha| escritor.linha(linha)).map_err(ErroAplicacao::interno)?;
                escritor.gravar(&caminho).map_err(ErroAplicacao::interno)?;
            }
        }
        Ok(caminho)
    };
    Ok((tokio::task::spawn_blocking(conta).await.map_err(ErroAplicacao::interno)??, quantas))
}
