//! Onde e como falar com cada canal. A credencial é cifrada por quem a guarda.

use esteira_base::Instante;

use crate::{Armazem, ErroArmazem, Unidade, parametros};

/// Um canal configurado.
#[derive(Clone, PartialEq, sqlx::FromRow)]
#[expect(missing_docs, reason = "os nomes bastam")]
pub struct CanalGuardado {
    pub inquilino_id: uuid::Uuid,
    pub canal: String,
    pub endereco: String,
    pub instancia: Option<String>,
    pub destino: Option<String>,
    /// Cifrada: por isso o tipo não tem `Debug`.
    pub credencial: Vec<u8>,
    /// O fim do endereço em que o canal conta da entrega.
    pub retorno: String,
    pub data_atualizacao: i64,
}

/// O que se escolhe de um canal.
#[derive(Clone)]
#[expect(missing_docs, reason = "os nomes bastam")]
pub struct CanalNovo {
    pub canal: String,
    pub endereco: String,
    pub instancia: Option<String>,
    pub destino: Option<String>,
    /// Cifrada; nenhuma, fica a que estava.
    pub credencial: Option<Vec<u8>>,
    /// Só vale ao nascer.
    pub retorno: String,
}

const COLUNAS: &str = "inquilino_id, canal, endereco, instancia, destino, credencial, retorno, data_atualizacao";

impl Unidade {
    /// Configura, no lugar do que houver. `false` se é novo e não traz credencial.
    pub async fn configurar_canal(&mut self, novo: &CanalNovo, agora: Instante) -> Result<bool, ErroArmazem> {
        let mudados = self
            .con
            .executar(
                "UPDATE canais SET endereco = $3, instancia = $4, destino = $5, credencial = COALESCE($6, credencial),
                                   data_atualizacao = $7
                 WHERE inquilino_id = $1 AND canal = $2",
                parametros![
                    self.inquilino,
                    &novo.canal,
                    &novo.endereco,
                    novo.instancia.clone(),
                    novo.destino.clone(),
                    novo.credencial.clone(),
                    agora,
                ],
            )
            .await?;
        if mudados == 1 {
            return Ok(true);
        }
        let Some(credencial) = novo.credencial.clone() else { return Ok(false) };
        self.con
            .executar(
                "INSERT INTO canais (inquilino_id, canal, endereco, instancia, destino, credencial, retorno, data_criacao,
                                     data_atualizacao)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
                parametros![
                    self.inquilino,
                    &novo.canal,
                    &novo.endereco,
                    novo.instancia.clone(),
                    novo.destino.clone(),
                    credencial,
                    &novo.retorno,
                    agora,
                ],
            )
            .await?;
        Ok(true)
    }

    /// Um canal.
    pub async fn canal(&mut self, canal: &str) -> Result<Option<CanalGuardado>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM canais WHERE inquilino_id = $1 AND canal = $2");
        self.con.linha(sql, parametros![self.inquilino, canal]).await
    }

    /// Os canais configurados, em ordem de nome.
    pub async fn canais(&mut self) -> Result<Vec<CanalGuardado>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM canais WHERE inquilino_id = $1 ORDER BY canal");
        self.con.linhas(sql, parametros![self.inquilino]).await
    }

    /// Esquece um canal. `false` se não havia.
    pub async fn esquecer_canal(&mut self, canal: &str) -> Result<bool, ErroArmazem> {
        let sql = "DELETE FROM canais WHERE inquilino_id = $1 AND canal = $2";
        Ok(self.con.executar(sql, parametros![self.inquilino, canal]).await? == 1)
    }
}

impl Armazem {
    /// O canal que conta da entrega neste endereço.
    pub async fn canal_do_retorno(&self, retorno: &str) -> Result<Option<CanalGuardado>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM canais WHERE retorno = $1");
        self.leitura().await?.linha(sql, parametros![retorno]).await
    }
}
