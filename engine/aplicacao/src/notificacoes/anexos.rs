//! Os arquivos que vão com uma mensagem. O e-mail os leva; os outros canais dizem onde estão.

use esteira_armazem::faturas::{AnexoDaNotificacao, Notificacao};
use esteira_base::ids::NotificacaoId;
use esteira_dominio::Acao;
use esteira_portas::arquivos::ErroArquivos;
use esteira_portas::correio::AnexoDaCarta;
use esteira_portas::mensageiro::ErroDeEnvio;
use tokio_util::bytes::Bytes;

use crate::processos::ler_arquivo;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Quanto uma carta leva em arquivos, em bytes: em base64 ainda cabe nos 25 MB que os servidores costumam aceitar.
pub const MAXIMO_DOS_ANEXOS: u64 = 18 * 1024 * 1024;

/// O arquivo que vai na posição dada (a primeira é 1) de uma notificação.
pub async fn anexo(
    app: &Aplicacao,
    quem: &Quem,
    id: NotificacaoId,
    posicao: usize,
) -> Result<(AnexoDaNotificacao, Bytes), ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let notificacao = app.armazem.ler(quem.inquilino).await?.notificacao(id).await?;
    let notificacao = notificacao.ok_or_else(|| ErroAplicacao::nao_encontrado("notificação", id))?;
    let anexos = notificacao.anexos().map_err(ErroAplicacao::interno)?;
    let anexo = posicao.checked_sub(1).and_then(|posicao| anexos.into_iter().nth(posicao));
    let anexo = anexo.ok_or_else(|| ErroAplicacao::nao_encontrado("anexo", posicao))?;
    let conteudo = ler_arquivo(app, &anexo.chave).await?;
    Ok((anexo, conteudo))
}

/// Os arquivos, lidos; os que não cabem numa carta a recusam, dizendo onde estão.
pub(super) async fn para_a_carta(app: &Aplicacao, notificacao: &Notificacao) -> Result<Vec<AnexoDaCarta>, ErroDeEnvio> {
    let anexos = notificacao.anexos().map_err(|_| ErroDeEnvio::Recusado("os anexos não se leem mais".to_owned()))?;
    if anexos.iter().map(|anexo| anexo.tamanho).sum::<u64>() > MAXIMO_DOS_ANEXOS {
        let (limite, onde) = (MAXIMO_DOS_ANEXOS / (1024 * 1024), onde_estao(notificacao).join("; "));
        return Err(ErroDeEnvio::Recusado(format!("os anexos passam de {limite} MiB e não cabem num e-mail; {onde}")));
    }
    let mut lidos = Vec::with_capacity(anexos.len());
    for AnexoDaNotificacao { nome, tipo, chave, .. } in anexos {
        let conteudo = app.arquivos.ler(&chave).await.map_err(|erro| match erro {
            ErroArquivos::Indisponivel(_) => ErroDeEnvio::Indisponivel(erro.to_string()),
            _ => ErroDeEnvio::Recusado(format!("o anexo {nome} já não está guardado")),
        })?;
        lidos.push(AnexoDaCarta { nome, tipo, conteudo });
    }
    Ok(lidos)
}

/// Onde está cada arquivo, dito a quem recebe por um canal que não os leva.
pub(super) fn onde_estao(notificacao: &Notificacao) -> Vec<String> {
    let anexos = notificacao.anexos().unwrap_or_default();
    let onde = |(posicao, anexo): (usize, AnexoDaNotificacao)| {
        format!("Arquivo {}: /api/notificacoes/{}/anexos/{posicao}", anexo.nome, notificacao.id)
    };
    (1..).zip(anexos).map(onde).collect()
}
