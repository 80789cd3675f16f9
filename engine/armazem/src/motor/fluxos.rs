//! Versões publicadas de fluxos.

use esteira_base::Instante;
use uuid::Uuid;

use crate::{ErroArmazem, Unidade, parametros};

/// Uma versão publicada.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct FluxoPublicado {
    /// Id da versão.
    pub id: Uuid,
    /// Nome do fluxo.
    pub nome: String,
    /// 1, 2, 3…
    pub versao: i64,
    /// BLAKE3 do conteúdo canônico.
    pub resumo: String,
    /// O YAML, como veio.
    pub texto: String,
    /// Quem publicou.
    pub publicado_por: String,
    /// Quando (µs).
    pub data_criacao: i64,
}

const COLUNAS: &str = "id, nome, versao, resumo, texto, publicado_por, data_criacao";

impl Unidade {
    /// Publica: republicar o mesmo conteúdo devolve a versão que já existe.
    pub async fn publicar_fluxo(
        &mut self,
        nome: &str,
        resumo: &str,
        texto: &str,
        por: &str,
        agora: Instante,
    ) -> Result<FluxoPublicado, ErroArmazem> {
        self.con
            .executar(
                "INSERT INTO fluxos (id, inquilino_id, nome, versao, resumo, texto, publicado_por, data_criacao, data_atualizacao)
                 SELECT $1, $2, $3, COALESCE((SELECT MAX(versao) FROM fluxos WHERE inquilino_id = $2 AND nome = $3), 0) + 1,
                        $4, $5, $6, $7, $7
                 WHERE NOT EXISTS (SELECT 1 FROM fluxos WHERE inquilino_id = $2 AND nome = $3 AND resumo = $4)
                 ON CONFLICT DO NOTHING",
                parametros![Uuid::now_v7(), self.inquilino, nome, resumo, texto, por, agora],
            )
            .await?;
        let sql = format!("SELECT {COLUNAS} FROM fluxos WHERE inquilino_id = $1 AND nome = $2 AND resumo = $3");
        let publicado = self.con.linha(sql, parametros![self.inquilino, nome, resumo]).await?;
        publicado.ok_or(ErroArmazem::Conflito)
    }

    /// A versão com este id.
    pub async fn fluxo(&mut self, id: Uuid) -> Result<Option<FluxoPublicado>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM fluxos WHERE inquilino_id = $1 AND id = $2");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// A versão de um fluxo com este número.
    pub async fn fluxo_da_versao(&mut self, nome: &str, versao: i64) -> Result<Option<FluxoPublicado>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM fluxos WHERE inquilino_id = $1 AND nome = $2 AND versao = $3");
        self.con.linha(sql, parametros![self.inquilino, nome, versao]).await
    }

    /// A versão mais nova de um fluxo.
    pub async fn fluxo_vigente(&mut self, nome: &str) -> Result<Option<FluxoPublicado>, ErroArmazem> {
        let sql =
            format!("SELECT {COLUNAS} FROM fluxos WHERE inquilino_id = $1 AND nome = $2 ORDER BY versao DESC LIMIT 1");
        self.con.linha(sql, parametros![self.inquilino, nome]).await
    }

    /// Todas as versões, das mais novas às mais velhas, por nome.
    pub async fn fluxos(&mut self) -> Result<Vec<FluxoPublicado>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM fluxos WHERE inquilino_id = $1 ORDER BY nome, versao DESC");
        self.con.linhas(sql, parametros![self.inquilino]).await
    }
}
