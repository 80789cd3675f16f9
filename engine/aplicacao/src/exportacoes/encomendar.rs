//! Encomendar uma exportação, e fazê-la: o arquivo só se mostra depois de inteiro no armazém de arquivos.

use esteira_armazem::encomendas::Encomenda;
use esteira_planilhas::Formato;
use esteira_portas::arquivos::ErroArquivos;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Exportacao, escrever};
use crate::encomendas::{self, Andamento, Especie, Feito, Nova, Pega};
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Quantas linhas cabem numa exportação: cinco folhas cheias de XLSX.
pub const MAXIMO_DE_LINHAS: u64 = 5_000_000;

/// O que a encomenda guarda.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Pedido {
    #[serde(flatten)]
    pub exportacao: Exportacao,
    /// A extensão.
    pub formato: String,
}

impl Pedido {
    pub fn da_encomenda(encomenda: &Encomenda) -> Result<(Exportacao, Formato), ErroAplicacao> {
        let Self { exportacao, formato } = serde_json::from_str(&encomenda.pedido).map_err(ErroAplicacao::interno)?;
        let formato = Formato::da_extensao(&formato)
            .ok_or_else(|| ErroAplicacao::interno(format!("formato desconhecido na encomenda: {formato}")))?;
        Ok((exportacao, formato))
    }
}

/// Encomenda. Quem exporta fica na auditoria desde já.
pub async fn encomendar(
    app: &Aplicacao,
    quem: &Quem,
    exportacao: Exportacao,
    formato: Formato,
) -> Result<Encomenda, ErroAplicacao> {
    exportacao.exigir(quem)?;
    let (nome, formato) = (exportacao.nome().to_owned(), formato.extensao().to_owned());
    let detalhes = json!({ "formato": formato });
    let pedido = serde_json::to_value(Pedido { exportacao, formato }).map_err(ErroAplicacao::interno)?;
    let especie = Especie::Exportacao;
    let nova = Nova { especie, pedido, nome, total: None, acao: "exportar", alvo: "lista", detalhes };
    encomendas::pedir(app, quem, nova).await
}

/// Escreve tudo, desde o começo: o que um nó que caiu deixou pela metade não se aproveita.
pub(crate) async fn fazer(
    app: &Aplicacao,
    quem: &Quem,
    pega: &Pega,
    andamento: &Andamento,
) -> Result<Feito, ErroAplicacao> {
    let (exportacao, formato) = Pedido::da_encomenda(&pega.encomenda)?;
    exportacao.exigir(quem)?;
    let contar = |lidas| andamento.mudar(i64::try_from(lidas).unwrap_or(i64::MAX));
    let escrita = escrever(app, quem, &exportacao, formato, None, MAXIMO_DE_LINHAS, &contar).await?;
    let (caminho, linhas) = escrita.ok_or_else(|| {
        let mensagem =
            format!("a lista passa de {MAXIMO_DE_LINHAS} linhas; peça-a em partes, por mês ou por operadora");
        ErroAplicacao::LimiteExcedido(mensagem)
    })?;
    let arquivo = app.arquivos.guardar_de(quem.inquilino, &caminho).await.map_err(|erro| match erro {
        ErroArquivos::Indisponivel(_) => ErroAplicacao::Indisponivel(erro.into()),
        outro => ErroAplicacao::interno(outro),
    })?;
    Ok(Feito { linhas: i64::try_from(linhas).unwrap_or(i64::MAX), resultado: None, arquivo: Some(arquivo) })
}
