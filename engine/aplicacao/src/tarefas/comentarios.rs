//! O que as pessoas escrevem numa tarefa, aberta ou encerrada.

use esteira_armazem::Pagina;
use esteira_armazem::motor::Comentario;
use esteira_base::ids::TarefaId;
use esteira_dominio::usuario::Acao;
use serde_json::json;
use uuid::Uuid;

use super::obter;
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Maior comentário, em caracteres.
pub const MAXIMO_DO_COMENTARIO: usize = 4_000;

/// Acrescenta um comentário.
pub async fn comentar(app: &Aplicacao, quem: &Quem, id: TarefaId, texto: &str) -> Result<Comentario, ErroAplicacao> {
    let texto = texto.trim();
    if texto.is_empty() {
        return Err(ErroAplicacao::campo("texto", "obrigatorio", "escreva o comentário"));
    }
    if texto.chars().count() > MAXIMO_DO_COMENTARIO {
        let mensagem = format!("use no máximo {MAXIMO_DO_COMENTARIO} caracteres");
        return Err(ErroAplicacao::campo("texto", "longo_demais", mensagem));
    }
    obter(app, quem, id).await?;
    let agora = app.relogio.agora();
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    let comentario = unidade.comentar(id, quem.usuario, &quem.nome, texto, agora).await?;
    let depois = Some(json!({ "comentario_id": comentario.id }));
    auditoria::registrar(&mut unidade, quem, "comentar", "tarefa", id, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(comentario)
}

/// Os comentários, do mais velho ao mais novo.
pub async fn comentarios(
    app: &Aplicacao,
    quem: &Quem,
    id: TarefaId,
    depois_de: Option<Uuid>,
    limite: u32,
) -> Result<Pagina<Comentario>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    obter(app, quem, id).await?;
    Ok(app.armazem.ler(quem.inquilino).await?.comentarios(id, depois_de, limite).await?)
}
