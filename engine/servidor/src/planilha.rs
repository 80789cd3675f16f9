//! Mandar uma exportação como planilha, sem a ter inteira na memória.
//!
//! O CSV sai enquanto se lê, seja de que tamanho for: quem o pede espera que comece logo, e a memória não cresce. O XLSX só se sabe fechado no fim: escreve-se
//! num arquivo temporário, e manda-se o arquivo; como o pedido tem prazo, o grande se encomenda.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use esteira_aplicacao::exportacoes::{Exportacao, Folha, comecar, escrever};
use esteira_aplicacao::{Aplicacao, ErroAplicacao, Quem};
use esteira_planilhas::{EscritorCsv, Formato};
use futures::stream::{self, Stream};
use tempfile::TempPath;
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::arquivo::disposicao;

/// Quanto se lê do XLSX por vez, em bytes.
const PEDACO: usize = 64 * 1024;
/// Quantas linhas de XLSX se escrevem enquanto quem pediu espera.
pub(crate) const LINHAS_NA_HORA: u64 = 100_000;

/// A planilha, pronta a ser mandada. O que está errado se diz antes do primeiro byte.
pub(crate) async fn responder(
    app: Aplicacao,
    quem: Quem,
    exportacao: Exportacao,
    formato: Formato,
) -> Result<Response, ErroApi> {
    let primeira = comecar(&app, &quem, &exportacao, formato.extensao()).await?;
    let nome = format!("{}.{}", exportacao.nome(), formato.extensao());
    let corpo = match formato {
        Formato::Csv => Body::from_stream(em_csv(app, quem, exportacao, primeira)),
        Formato::Xlsx => {
            let escrita = escrever(&app, &quem, &exportacao, formato, Some(primeira), LINHAS_NA_HORA, &|_| ()).await?;
            let (caminho, _) = escrita.ok_or_else(|| {
                ErroAplicacao::LimiteExcedido(format!(
                    "a lista passa de {LINHAS_NA_HORA} linhas; encomende-a com POST /api/exportacoes e busque o arquivo quando estiver \
                     pronto, ou peça csv, que sai na hora"
                ))
            })?;
            return do_temporario(&nome, formato, caminho).await;
        }
    };
    com_nome(&nome, formato, corpo)
}

/// Um arquivo temporário já escrito, que se apaga depois de mandado.
pub(crate) async fn do_temporario(nome: &str, formato: Formato, caminho: TempPath) -> Result<Response, ErroApi> {
    let tamanho = std::fs::metadata(&caminho).map_err(ErroAplicacao::interno)?.len();
    let mut resposta = com_nome(nome, formato, Body::from_stream(do_arquivo(caminho).await?))?;
    resposta.headers_mut().insert(header::CONTENT_LENGTH, tamanho.into());
    Ok(resposta)
}

fn com_nome(nome: &str, formato: Formato, corpo: Body) -> Result<Response, ErroApi> {
    let mut resposta = Response::new(corpo);
    let cabecalhos = resposta.headers_mut();
    cabecalhos.insert(header::CONTENT_TYPE, HeaderValue::from_static(formato.tipo()));
    let disposicao = HeaderValue::from_str(&disposicao("attachment", nome)).map_err(ErroAplicacao::interno)?;
    cabecalhos.insert(header::CONTENT_DISPOSITION, disposicao);
    Ok(resposta)
}

/// O que falta mandar.
enum Falta {
    Comeco(Folha),
    Depois(Uuid),
    Nada,
}

fn em_csv(
    app: Aplicacao,
    quem: Quem,
    exportacao: Exportacao,
    primeira: Folha,
) -> impl Stream<Item = Result<Bytes, ErroAplicacao>> {
    let falta = |proximo: Option<Uuid>| proximo.map_or(Falta::Nada, Falta::Depois);
    stream::try_unfold(Falta::Comeco(primeira), move |resta| {
        let (app, quem, exportacao) = (app.clone(), quem.clone(), exportacao.clone());
        async move {
            Ok(match resta {
                Falta::Comeco(folha) => {
                    let mut bytes = EscritorCsv::comeco(exportacao.colunas());
                    bytes.extend(EscritorCsv::linhas(&folha.linhas));
                    Some((Bytes::from(bytes), falta(folha.proximo)))
                }
                Falta::Depois(depois_de) => {
                    let folha = exportacao.folha(&app, &quem, Some(depois_de)).await?;
                    Some((Bytes::from(EscritorCsv::linhas(&folha.linhas)), falta(folha.proximo)))
                }
                Falta::Nada => None,
            })
        }
    })
}

async fn do_arquivo(caminho: TempPath) -> Result<impl Stream<Item = io::Result<Bytes>>, ErroAplicacao> {
    let arquivo = File::open(&caminho).await.map_err(ErroAplicacao::interno)?;
    Ok(stream::try_unfold((arquivo, caminho), |(mut arquivo, caminho)| async move {
        let mut pedaco = Vec::with_capacity(PEDACO);
        let lidos = (&mut arquivo).take(PEDACO as u64).read_to_end(&mut pedaco).await?;
        Ok((lidos > 0).then(|| (Bytes::from(pedaco), (arquivo, caminho))))
    }))
}
