//! Instâncias: o retrato do estado e o que se precisa para achá-las.

use esteira_base::Instante;
use esteira_base::ids::InstanciaId;
use uuid::Uuid;

use crate::banco::Parametro;
use crate::{ErroArmazem, Unidade, parametros};

/// Uma instância guardada.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Instancia {
    /// Id.
    pub id: Uuid,
    /// Versão do fluxo a que está presa.
    pub fluxo_id: Uuid,
    /// Nome do fluxo.
    pub fluxo_nome: String,
    /// Só uma viva por chave.
    pub chave: String,
    /// `EM_ANDAMENTO`, `PRECISA_DE_ATENCAO`, `CONCLUIDA` ou `CANCELADA`.
    pub situacao: String,
    /// Retrato do estado (JSON).
    pub estado: String,
    /// Estado de negócio.
    pub estado_de_negocio: Option<String>,
    /// Quantos eventos tem.
    pub sequencia: i64,
    /// Quando nasceu (µs).
    pub data_criacao: i64,
    /// Última mudança (µs).
    pub data_atualizacao: i64,
}

/// O que muda numa instância a cada decisão.
#[derive(Debug, Clone)]
pub struct Retrato {
    /// De quem.
    pub id: InstanciaId,
    /// Situação nova.
    pub situacao: &'static str,
    /// Se continua viva.
    pub viva: bool,
    /// Estado (JSON).
    pub estado: String,
    /// Estado de negócio.
    pub estado_de_negocio: Option<String>,
    /// Quantos eventos tinha quando se leu: outra mudança no meio é conflito.
    pub sequencia_lida: i64,
    /// Quantos tem agora.
    pub sequencia: i64,
}

/// Uma instância a nascer.
#[derive(Debug, Clone)]
pub struct InstanciaNova {
    /// Id.
    pub id: InstanciaId,
    /// Versão do fluxo.
    pub fluxo_id: Uuid,
    /// Nome do fluxo.
    pub fluxo_nome: String,
    /// Chave.
    pub chave: String,
}

const COLUNAS: &str =
    "id, fluxo_id, fluxo_nome, chave, situacao, estado, estado_de_negocio, sequencia, data_criacao, data_atualizacao";

impl Unidade {
    /// A instância, sem travá-la.
    pub async fn instancia(&mut self, id: InstanciaId) -> Result<Option<Instancia>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM instancias WHERE inquilino_id = $1 AND id = $2");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// A instância, travada até o fim da unidade.
    pub async fn instancia_para_mudar(&mut self, id: InstanciaId) -> Result<Option<Instancia>, ErroArmazem> {
        // No SQLite a unidade que escreve já é a única: não há trava de linha a pedir.
        let trava = if self.con.postgres() { " FOR UPDATE" } else { "" };
        let sql = format!("SELECT {COLUNAS} FROM instancias WHERE inquilino_id = $1 AND id = $2{trava}");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// Reserva a chave para uma instância nova; `false` se já há uma viva com ela.
    pub async fn criar_instancia(&mut self, nova: &InstanciaNova, agora: Instante) -> Result<bool, ErroArmazem> {
        let criadas = self
            .con
            .executar(
                "INSERT INTO instancias (id, inquilino_id, fluxo_id, fluxo_nome, chave, situacao, viva, estado, sequencia,
                                         data_criacao, data_atualizacao)
                 VALUES ($1, $2, $3, $4, $5, 'EM_ANDAMENTO', TRUE, '', 0, $6, $6)
                 ON CONFLICT DO NOTHING",
                parametros![nova.id, self.inquilino, nova.fluxo_id, &nova.fluxo_nome, &nova.chave, agora],
            )
            .await?;
        Ok(criadas == 1)
    }

    /// Grava o retrato; conflito se a instância mudou desde que foi lida.
    pub async fn gravar_retrato(&mut self, retrato: &Retrato, agora: Instante) -> Result<(), ErroArmazem> {
        let mudadas = self
            .con
            .executar(
                "UPDATE instancias SET situacao = $3, viva = $4, estado = $5, estado_de_negocio = $6, sequencia = $7,
                                       data_atualizacao = $8
                 WHERE inquilino_id = $1 AND id = $2 AND sequencia = $9",
                parametros![
                    self.inquilino,
                    retrato.id,
                    retrato.situacao,
                    retrato.viva,
                    &retrato.estado,
                    retrato.estado_de_negocio.clone(),
                    retrato.sequencia,
                    agora,
                    retrato.sequencia_lida,
                ],
            )
            .await?;
        if mudadas == 1 { Ok(()) } else { Err(ErroArmazem::Conflito) }
    }

    /// Instâncias mais novas primeiro, até `limite`, opcionalmente de uma situação.
    pub async fn instancias(&mut self, situacao: Option<&str>, limite: u32) -> Result<Vec<Instancia>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM instancias
             WHERE inquilino_id = $1 AND ($2 IS NULL OR situacao = $2) ORDER BY data_criacao DESC, id DESC LIMIT $3"
        );
        let situacao = Parametro::Texto(situacao.map(str::to_owned));
        self.con.linhas(sql, vec![self.inquilino.into(), situacao, limite.into()]).await
    }
}
