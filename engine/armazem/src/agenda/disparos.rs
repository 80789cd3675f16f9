//! Disparos: nascer, listar, dar baixa.

use esteira_base::Instante;
use esteira_base::ids::{AgendamentoId, DisparoId};
use uuid::Uuid;

use crate::{Armazem, ErroArmazem, Pagina, Unidade, parametros};

/// Um disparo guardado.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
#[expect(missing_docs, reason = "as colunas são as da migração")]
pub struct Disparo {
    pub id: Uuid,
    pub inquilino_id: Uuid,
    pub agendamento_id: Uuid,
    pub previsto_em: i64,
    pub situacao: String,
    pub pedido_por: Option<String>,
    pub instancia_id: Option<Uuid>,
    pub mensagem: Option<String>,
    pub concessao: i64,
    pub data_criacao: i64,
    pub data_atualizacao: i64,
}

/// Um disparo a nascer.
#[derive(Debug, Clone, PartialEq)]
pub struct DisparoNovo {
    /// De quem.
    pub agendamento: AgendamentoId,
    /// A hora.
    pub previsto_em: Instante,
    /// `PENDENTE`, ou já o fim: `PERDIDO`, `FALHOU`.
    pub situacao: &'static str,
    /// Quem mandou executar agora.
    pub pedido_por: Option<String>,
    /// Por que não corre.
    pub mensagem: Option<String>,
}

pub(super) const COLUNAS: &str = "id, inquilino_id, agendamento_id, previsto_em, situacao, pedido_por, instancia_id, mensagem, \
                                  concessao, data_criacao, data_atualizacao";

impl Unidade {
    /// Faz nascer um disparo e devolve o que há naquela hora. `None` se ela já tinha um: não há dois.
    pub async fn criar_disparo(&mut self, novo: &DisparoNovo, agora: Instante) -> Result<Option<Disparo>, ErroArmazem> {
        let sql = format!(
            "INSERT INTO disparos (id, inquilino_id, agendamento_id, previsto_em, situacao, pedido_por, mensagem, concessao,
                                   data_criacao, data_atualizacao)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $8)
             ON CONFLICT DO NOTHING
             RETURNING {COLUNAS}"
        );
        let parametros = parametros![
            DisparoId::derivado(novo.agendamento, novo.previsto_em),
            self.inquilino,
            novo.agendamento,
            novo.previsto_em,
            novo.situacao,
            novo.pedido_por.clone(),
            novo.mensagem.clone(),
            agora,
        ];
        self.con.linha(sql, parametros).await
    }

    /// Disparos de um agendamento, do mais novo ao mais velho.
    pub async fn disparos(
        &mut self,
        agendamento: AgendamentoId,
        depois_de: Option<Uuid>,
        limite: u32,
    ) -> Result<Pagina<Disparo>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM disparos
             WHERE inquilino_id = $1 AND agendamento_id = $2 AND ($3 IS NULL OR previsto_em <
                   (SELECT d.previsto_em FROM disparos d WHERE d.inquilino_id = $1 AND d.agendamento_id = $2 AND d.id = $3))
             ORDER BY previsto_em DESC LIMIT $4"
        );
        let parametros = parametros![self.inquilino, agendamento, depois_de, i64::from(limite) + 1];
        let itens = self.con.linhas(sql, parametros).await?;
        Ok(Pagina::de(itens, limite as usize, |disparo: &Disparo| disparo.id))
    }
}

impl Armazem {
    /// Fecha os disparos cujo fluxo acabou, de todos os inquilinos.
    pub async fn dar_baixa_em_disparos(&self, agora: Instante) -> Result<u64, ErroArmazem> {
        let mut con = self.transacao().await?;
        let fechados = con
            .executar(
                "UPDATE disparos
                 SET situacao = CASE (SELECT i.situacao FROM instancias_encerradas i WHERE i.id = disparos.instancia_id)
                                WHEN 'CANCELADA' THEN 'CANCELADO' WHEN 'FALHOU' THEN 'FALHOU' ELSE 'CONCLUIDO' END,
                     data_atualizacao = $1
                 WHERE situacao = 'INICIADO'
                   AND NOT EXISTS (SELECT 1 FROM instancias i WHERE i.id = disparos.instancia_id)",
                parametros![agora],
            )
            .await?;
        con.confirmar().await?;
        Ok(fechados)
    }
}
