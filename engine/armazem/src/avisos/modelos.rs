//! Os textos de mensagem que alguém editou; os que vêm com o produto não estão aqui.

use esteira_base::Instante;

use crate::{ErroArmazem, Unidade, parametros};

/// Um modelo editado.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
#[expect(missing_docs, reason = "os nomes bastam")]
pub struct ModeloGuardado {
    pub evento: String,
    pub canal: String,
    pub assunto: String,
    pub texto: String,
    pub html: Option<String>,
    pub data_atualizacao: i64,
}

/// O que se escreve de um modelo, já conferido.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "os nomes bastam")]
pub struct ModeloNovo {
    pub evento: String,
    pub canal: String,
    pub assunto: String,
    pub texto: String,
    pub html: Option<String>,
}

const COLUNAS: &str = "evento, canal, assunto, texto, html, data_atualizacao";

impl Unidade {
    /// Guarda, no lugar do que houver.
    pub async fn guardar_modelo(&mut self, novo: &ModeloNovo, agora: Instante) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "INSERT INTO modelos_de_mensagem (inquilino_id, evento, canal, assunto, texto, html, data_criacao, data_atualizacao)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
                 ON CONFLICT (inquilino_id, evento, canal)
                 DO UPDATE SET assunto = excluded.assunto, texto = excluded.texto, html = excluded.html,
                               data_atualizacao = excluded.data_atualizacao",
                parametros![
                    self.inquilino,
                    &novo.evento,
                    &novo.canal,
                    &novo.assunto,
                    &novo.texto,
                    novo.html.clone(),
                    agora,
                ],
            )
            .await?;
        Ok(())
    }

    /// Um modelo editado.
    pub async fn modelo_editado(&mut self, evento: &str, canal: &str) -> Result<Option<ModeloGuardado>, ErroArmazem> {
        let sql =
            format!("SELECT {COLUNAS} FROM modelos_de_mensagem WHERE inquilino_id = $1 AND evento = $2 AND canal = $3");
        self.con.linha(sql, parametros![self.inquilino, evento, canal]).await
    }

    /// Os editados, em ordem de acontecimento e canal.
    pub async fn modelos_editados(&mut self) -> Result<Vec<ModeloGuardado>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM modelos_de_mensagem WHERE inquilino_id = $1 ORDER BY evento, canal");
        self.con.linhas(sql, parametros![self.inquilino]).await
    }

    /// Volta ao do produto. `false` se ninguém o tinha editado.
    pub async fn esquecer_modelo(&mut self, evento: &str, canal: &str) -> Result<bool, ErroArmazem> {
        let sql = "DELETE FROM modelos_de_mensagem WHERE inquilino_id = $1 AND evento = $2 AND canal = $3";
        Ok(self.con.executar(sql, parametros![self.inquilino, evento, canal]).await? == 1)
    }
}
