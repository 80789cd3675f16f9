//! Encomendar uma importação: a planilha se confere e se guarda, e um nó a importa depois.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use esteira_armazem::encomendas::Encomenda;
use esteira_base::Segredo;
use esteira_base::ids::InquilinoId;
use esteira_planilhas::Tabela;
use esteira_portas::arquivos::ErroArquivos;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio_util::bytes::Bytes;

use super::colunas::Colunas;
use super::{exigir, ler};
use crate::encomendas::{self, Especie, Nova};
use crate::processos::ler_arquivo;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// O campo do cofre: a planilha traz as senhas dos portais, e não pode ficar em claro no armazém de arquivos.
const CAMPO: &str = "planilha_importada";
/// Maior nome de planilha, em caracteres.
const MAIOR_NOME: usize = 200;

/// O que a encomenda guarda.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Pedido {
    /// A chave da planilha, cifrada.
    pub planilha: String,
    pub simular: bool,
}

/// Encomenda. O que está errado na planilha inteira se diz já; o que está numa linha, no relatório.
pub async fn encomendar(
    app: &Aplicacao,
    quem: &Quem,
    nome: &str,
    planilha: Bytes,
    simular: bool,
) -> Result<Encomenda, ErroAplicacao> {
    exigir(quem)?;
    encomendas::conferir_limite(app, quem).await?;
    // Ler e cifrar uma planilha grande é conta de processador, e não de espera.
    let (cofre, inquilino) = (app.cofre.clone(), quem.inquilino);
    let conta = move || -> Result<(usize, Vec<u8>), ErroAplicacao> {
        let tabela = ler(&planilha)?;
        Colunas::do_cabecalho(&tabela.cabecalho)?;
        let cifrada = cofre.cifrar(inquilino, CAMPO, &Segredo::novo(STANDARD.encode(&planilha)))?;
        Ok((tabela.linhas.len(), cifrada))
    };
    let (linhas, cifrada) = tokio::task::spawn_blocking(conta).await.map_err(ErroAplicacao::interno)??;
    let guardada = app.arquivos.guardar(quem.inquilino, cifrada.into()).await.map_err(|erro| match erro {
        ErroArquivos::Indisponivel(_) => ErroAplicacao::Indisponivel(erro.into()),
        outro => ErroAplicacao::interno(outro),
    })?;
    let pedido = Pedido { planilha: guardada.chave, simular };
    let nova = Nova {
        especie: Especie::Importacao,
        pedido: serde_json::to_value(pedido).map_err(ErroAplicacao::interno)?,
        nome: nome.chars().filter(|c| !c.is_control()).take(MAIOR_NOME).collect(),
        total: Some(linhas),
        acao: "importar",
        alvo: "planilha",
        detalhes: json!({ "simular": simular, "linhas": linhas }),
    };
    encomendas::pedir(app, quem, nova).await
}

/// A planilha guardada, lida.
pub(super) async fn abrir(app: &Aplicacao, inquilino: InquilinoId, chave: &str) -> Result<Tabela, ErroAplicacao> {
    let cifrada = ler_arquivo(app, chave).await?;
    let cofre = app.cofre.clone();
    let conta = move || -> Result<Tabela, ErroAplicacao> {
        let aberta = cofre.decifrar(inquilino, CAMPO, &cifrada)?;
        ler(&STANDARD.decode(aberta.revelar()).map_err(ErroAplicacao::interno)?)
    };
    tokio::task::spawn_blocking(conta).await.map_err(ErroAplicacao::interno)?
}
