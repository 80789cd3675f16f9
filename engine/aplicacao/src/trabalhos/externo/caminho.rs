//! O que fazer com uma chave: pedir, seguir o que já se pediu, procurar o que não se sabe se chegou, ou parar.

use esteira_armazem::faturas::{TrabalhoExterno, TrabalhoPretendido};
use serde_json::Value;
use uuid::Uuid;

use super::Vivo;
use crate::ErroAplicacao;
use crate::trabalhos::execucao::EmCurso;

pub(super) enum Caminho {
    /// A intenção acaba de ficar durável.
    Pedir {
        id: Uuid,
        desde: i64,
    },
    /// Pretendeu-se, e não se sabe se o pedido chegou.
    Procurar {
        id: Uuid,
        desde: i64,
    },
    Seguir(Vivo),
    /// O envio já se confirmou, com esta saída.
    Pronto(Value),
    /// O envio já se tentou, e não se sabe o fim: nem por aqui se segue.
    Incerto,
}

/// Lê a chave e, se se pode pedir, grava a intenção. Ao retornar `Pedir`, ela está durável. `unico`: a chave é também a de um efeito único.
pub(super) async fn caminho(
    curso: &EmCurso<'_>,
    chave: &str,
    operadora: &str,
    unico: bool,
) -> Result<Caminho, ErroAplicacao> {
    let agora = curso.app.relogio.agora();
    let mut unidade = curso.app.armazem.escrever(curso.inquilino).await?;
    let nunca_pretendido = !unico || unidade.pretender_efeito(chave, curso.instancia, agora).await?;
    if !nunca_pretendido && let Some(saida) = unidade.efeito_unico(chave).await?.and_then(|efeito| efeito.saida) {
        return Ok(Caminho::Pronto(serde_json::from_str(&saida).map_err(ErroAplicacao::interno)?));
    }
    let ultimo = unidade.trabalho_externo(chave).await?;
    if let Some(ultimo) = &ultimo
        && ultimo.situacao != "ENCERRADO"
    {
        // A intenção do envio volta a valer, se alguém a tinha esquecido com o trabalho ainda vivo.
        unidade.confirmar().await?;
        let (id, desde) = (ultimo.id, ultimo.data_criacao);
        return Ok(match ultimo.trabalho.clone() {
            Some(trabalho) => Caminho::Seguir(Vivo { id, trabalho, linhas: ultimo.linhas, desde }),
            None => Caminho::Procurar { id, desde },
        });
    }
    if !nunca_pretendido && !pode_repetir(ultimo.as_ref()) {
        return Ok(Caminho::Incerto);
    }
    let novo =
        TrabalhoPretendido { instancia: curso.instancia, chave: chave.to_owned(), operadora: operadora.to_owned() };
    let id = unidade.pretender_trabalho(&novo, agora).await?;
    unidade.confirmar().await?;
    // Outro nó acaba de pretender o mesmo: quem voltar à fila o segue.
    let id =
        id.ok_or_else(|| ErroAplicacao::Indisponivel("o mesmo trabalho acaba de ser pedido por outro nó".into()))?;
    Ok(Caminho::Pedir { id, desde: agora.micros() })
}

/// O envio já pretendido só se repete se o último pedido nem chegou a existir, ou se uma pessoa mandou.
fn pode_repetir(ultimo: Option<&TrabalhoExterno>) -> bool {
    ultimo.and_then(|ultimo| ultimo.desfecho.as_deref()).is_some_and(|fim| matches!(fim, "RECUSADO" | "LIBERADO"))
}
