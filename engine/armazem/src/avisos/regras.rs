//! Quem recebe o quê.

use esteira_base::Instante;
use uuid::Uuid;

use crate::{ErroArmazem, Unidade, parametros};

/// Uma regra guardada.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
#[expect(missing_docs, reason = "os nomes bastam")]
pub struct RegraGuardada {
    pub id: Uuid,
    /// O acontecimento, ou `*`.
    pub evento: String,
    pub operadora_id: Option<Uuid>,
    pub canal: String,
    pub perfil: Option<String>,
    pub destino: Option<String>,
    pub resumo: Option<String>,
    pub status_ativo: bool,
    pub revisao: i64,
    pub data_criacao: i64,
    pub data_atualizacao: i64,
}

/// O que se escolhe de uma regra, já conferido.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "os nomes bastam")]
pub struct RegraNova {
    pub evento: String,
    pub operadora: Option<Uuid>,
    pub canal: String,
    pub perfil: Option<String>,
    pub destino: Option<String>,
    pub resumo: Option<String>,
    pub ativa: bool,
}

const COLUNAS: &str =
    "id, evento, operadora_id, canal, perfil, destino, resumo, status_ativo, revisao, data_criacao, data_atualizacao";

impl Unidade {
    /// Cria.
    pub async fn criar_regra(&mut self, nova: &RegraNova, agora: Instante) -> Result<RegraGuardada, ErroArmazem> {
        let sql = format!(
            "INSERT INTO regras_de_aviso (id, inquilino_id, evento, operadora_id, canal, perfil, destino, resumo, status_ativo, revisao,
                                          data_criacao, data_atualizacao)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $10) RETURNING {COLUNAS}"
        );
        let parametros = parametros![
            Uuid::now_v7(),
            self.inquilino,
            &nova.evento,
            nova.operadora,
            &nova.canal,
            nova.perfil.clone(),
            nova.destino.clone(),
            nova.resumo.clone(),
            nova.ativa,
            agora,
        ];
        self.con.linha(sql, parametros).await?.ok_or(ErroArmazem::Conflito)
    }

    /// Troca; [`ErroArmazem::Conflito`] se mudou desde a leitura.
    pub async fn alterar_regra(
        &mut self,
        lida: &RegraGuardada,
        nova: &RegraNova,
        agora: Instante,
    ) -> Result<RegraGuardada, ErroArmazem> {
        let sql = format!(
            "UPDATE regras_de_aviso SET evento = $4, operadora_id = $5, canal = $6, perfil = $7, destino = $8, resumo = $9,
                                        status_ativo = $10, revisao = revisao + 1, data_atualizacao = $11
             WHERE inquilino_id = $1 AND id = $2 AND revisao = $3 RETURNING {COLUNAS}"
        );
        let parametros = parametros![
            self.inquilino,
            lida.id,
            lida.revisao,
            &nova.evento,
            nova.operadora,
            &nova.canal,
            nova.perfil.clone(),
            nova.destino.clone(),
            nova.resumo.clone(),
            nova.ativa,
            agora,
        ];
        self.con.linha(sql, parametros).await?.ok_or(ErroArmazem::Conflito)
    }

    /// Apaga; [`ErroArmazem::Conflito`] se mudou desde a leitura.
    pub async fn apagar_regra(&mut self, lida: &RegraGuardada) -> Result<(), ErroArmazem> {
        let sql = "DELETE FROM regras_de_aviso WHERE inquilino_id = $1 AND id = $2 AND revisao = $3";
        let apagadas = self.con.executar(sql, parametros![self.inquilino, lida.id, lida.revisao]).await?;
        if apagadas == 1 { Ok(()) } else { Err(ErroArmazem::Conflito) }
    }

    /// Uma regra.
    pub async fn regra(&mut self, id: Uuid) -> Result<Option<RegraGuardada>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM regras_de_aviso WHERE inquilino_id = $1 AND id = $2");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// Todas, na ordem em que nasceram.
    pub async fn regras(&mut self) -> Result<Vec<RegraGuardada>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM regras_de_aviso WHERE inquilino_id = $1 ORDER BY id");
        self.con.linhas(sql, parametros![self.inquilino]).await
    }

    /// As ativas que falam deste acontecimento, nesta operadora.
    pub async fn regras_que_valem(
        &mut self,
        evento: &str,
        operadora: Option<Uuid>,
    ) -> Result<Vec<RegraGuardada>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM regras_de_aviso
             WHERE inquilino_id = $1 AND evento IN ($2, '*') AND status_ativo
               AND (operadora_id IS NULL OR operadora_id = $3) ORDER BY id"
        );
        self.con.linhas(sql, parametros![self.inquilino, evento, operadora]).await
    }
}
