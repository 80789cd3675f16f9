//! Mandar uma exportação como planilha, sem a ter inteira na memória.
//!
//! O CSV sai enquanto se lê. O XLSX só se sabe fechado no fim: escreve-se num arquivo temporário, e manda-se o arquivo.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use esteira_aplicacao::exportacoes::{Exportacao, Folha, comecar};
use esteira_aplicacao::{Aplicacao, ErroAplicacao, Quem};
use esteira_planilhas::{EscritorCsv, EscritorXlsx, Formato};
use futures::stream::{self, Stream};
use tempfile::TempPath;
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::api::erro::ErroApi;
use crate::arquivo::disposicao;

/// Quanto se lê do XLSX por vez, em bytes.
const PEDACO: usize = 64 * 1024;
/// Quantas folhas se deixam prontas à frente de quem escreve o XLSX.
const ADIANTE: usize = 2;

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
        Formato::Xlsx => Body::from_stream(do_arquivo(em_xlsx(&app, &quem, &exportacao, primeira).await?).await?),
    };
    let mut resposta = Response::new(corpo);
    let cabecalhos = resposta.headers_mut();
    cabecalhos.insert(header::CONTENT_TYPE, HeaderValue::from_static(formato.tipo()));
    let disposicao = HeaderValue::from_str(&disposicao("attachment", &nome)).map_err(ErroAplicacao::interno)?;
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

/// O caminho de um XLSX temporário com tudo; apaga-se quando se larga.
async fn em_xlsx(
    app: &Aplicacao,
    quem: &Quem,
    exportacao: &Exportacao,
    primeira: Folha,
) -> Result<TempPath, ErroAplicacao> {
    let (envio, mut chegada) = mpsc::channel::<Folha>(ADIANTE);
    let (nome, colunas) = (exportacao.nome(), exportacao.colunas());
    let escrita = tokio::task::spawn_blocking(move || -> Result<TempPath, ErroAplicacao> {
        let mut escritor = EscritorXlsx::novo(nome, colunas).map_err(ErroAplicacao::interno)?;
        while let Some(folha) = chegada.blocking_recv() {
            for linha in &folha.linhas {
                escritor.linha(linha).map_err(ErroAplicacao::interno)?;
            }
        }
        let caminho = tempfile::NamedTempFile::new().map_err(ErroAplicacao::interno)?.into_temp_path();
        escritor.gravar(&caminho).map_err(ErroAplicacao::interno)?;
        Ok(caminho)
    });
    let mut folha = primeira;
    loop {
        let proximo = folha.proximo;
        // Se quem escreve parou, o erro é o dele.
        if envio.send(folha).await.is_err() {
            break;
        }
        let Some(depois_de) = proximo else { break };
        folha = exportacao.folha(app, quem, Some(depois_de)).await?;
    }
    drop(envio);
    escrita.await.map_err(ErroAplicacao::interno)?
}

async fn do_arquivo(caminho: TempPath) -> Result<impl Stream<Item = io::Result<Bytes>>, ErroAplicacao> {
    let arquivo = File::open(&caminho).await.map_err(ErroAplicacao::interno)?;
    Ok(stream::try_unfold((arquivo, caminho), |(mut arquivo, caminho)| async move {
        let mut pedaco = Vec::with_capacity(PEDACO);
        let lidos = (&mut arquivo).take(PEDACO as u64).read_to_end(&mut pedaco).await?;
        Ok((lidos > 0).then(|| (Bytes::from(pedaco), (arquivo, caminho))))
    }))
}
