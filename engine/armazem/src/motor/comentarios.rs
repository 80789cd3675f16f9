//! O que as pessoas escrevem numa tarefa. Só se acrescenta.

use esteira_base::Instante;
use esteira_base::ids::{TarefaId, UsuarioId};
use uuid::Uuid;

use crate::{ErroArmazem, Pagina, Unidade, parametros};

/// Um comentário.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Comentario {
    /// Id.
    pub id: Uuid,
    /// Nenhum para o sistema.
    pub usuario_id: Option<Uuid>,
    /// Nome de quem escreveu, como era então.
    pub usuario_nome: String,
    /// O que escreveu.
    pub texto: String,
    /// Quando (µs).
    pub data_criacao: i64,
}

impl Unidade {
    /// Acrescenta. Quem chama já sabe que a tarefa é deste inquilino.
    pub async fn comentar(
        &mut self,
        tarefa: TarefaId,
        usuario: Option<UsuarioId>,
        nome: &str,
        texto: &str,
        agora: Instante,
    ) -> Result<Comentario, ErroArmazem> {
        let comentario = Comentario {
            id: Uuid::now_v7(),
            usuario_id: usuario.map(|id| id.0),
            usuario_nome: nome.to_owned(),
            texto: texto.to_owned(),
            data_criacao: agora.micros(),
        };
        self.con
            .executar(
                "INSERT INTO tarefa_comentarios (id, inquilino_id, tarefa_id, usuario_id, usuario_nome, texto, data_criacao)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                parametros![comentario.id, self.inquilino, tarefa, usuario, nome, texto, agora],
            )
            .await?;
        Ok(comentario)
    }

    /// Os de uma tarefa, do mais velho ao mais novo.
    pub async fn comentarios(
        &mut self,
        tarefa: TarefaId,
        depois_de: Option<Uuid>,
        limite: u32,
    ) -> Result<Pagina<Comentario>, ErroArmazem> {
        let sql = "SELECT id, usuario_id, usuario_nome, texto, data_criacao FROM tarefa_comentarios
                   WHERE inquilino_id = $1 AND tarefa_id = $2 AND id > $3 ORDER BY id LIMIT $4";
        let depois_de = depois_de.unwrap_or(Uuid::nil());
        let itens = self.con.linhas(sql, parametros![self.inquilino, tarefa, depois_de, i64::from(limite) + 1]).await?;
        Ok(Pagina::de(itens, limite as usize, |comentario: &Comentario| comentario.id))
    }
}
