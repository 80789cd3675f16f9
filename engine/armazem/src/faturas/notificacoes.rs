//! Notificações: a caixa de saída e o seu histórico.

use std::time::Duration;

use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, NotificacaoId, ProcessoId};
use uuid::Uuid;

use crate::{Armazem, ErroArmazem, Pagina, Unidade, parametros};

/// Uma notificação guardada.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
#[expect(missing_docs, reason = "as colunas são as de requisitos §4")]
pub struct Notificacao {
    pub id: Uuid,
    pub inquilino_id: Uuid,
    pub processo_id: Option<Uuid>,
    pub tipo_notificacao: String,
    pub destinatario: String,
    pub assunto: String,
    pub mensagem: String,
    pub status_envio: String,
    pub tentativas_envio: i64,
    pub data_envio: Option<i64>,
    pub mensagem_erro: Option<String>,
    pub data_criacao: i64,
}

/// Uma notificação a mandar.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "as colunas são as de requisitos §4")]
pub struct NotificacaoNova {
    pub processo: Option<ProcessoId>,
    /// `EMAIL`, `WHATSAPP`, `TELEGRAM` ou `SLACK`.
    pub tipo: String,
    pub destinatario: String,
    pub assunto: String,
    pub mensagem: String,
}

const COLUNAS: &str = "id, inquilino_id, processo_id, tipo_notificacao, destinatario, assunto, mensagem, status_envio, \
                       tentativas_envio, data_envio, mensagem_erro, data_criacao";

impl Unidade {
    /// Põe na caixa de saída; sai depois do commit.
    pub async fn notificar(&mut self, novas: &[NotificacaoNova], agora: Instante) -> Result<(), ErroArmazem> {
        let inquilino = self.inquilino;
        let linhas = novas
            .iter()
            .map(|nova| {
                parametros![
                    NotificacaoId::novo(),
                    inquilino,
                    nova.processo,
                    &nova.tipo,
                    &nova.destinatario,
                    &nova.assunto,
                    &nova.mensagem,
                    "PENDENTE",
                    0i64,
                    agora,
                    agora,
                    agora,
                ]
            })
            .collect();
        self.con
            .inserir_varias(
                "INSERT INTO notificacoes (id, inquilino_id, processo_id, tipo_notificacao, destinatario, assunto, mensagem,
                                           status_envio, tentativas_envio, proxima_tentativa, data_criacao, data_atualizacao)",
                linhas,
            )
            .await
    }

    /// E-mails dos usuários ativos que têm um destes perfis, em ordem.
    pub async fn emails_por_perfil(&mut self, perfis: &[&str]) -> Result<Vec<String>, ErroArmazem> {
        let mut parametros = parametros![self.inquilino];
        parametros.extend(perfis.iter().map(|perfil| crate::banco::Parametro::from(*perfil)));
        let sql = format!(
            "SELECT email FROM usuarios WHERE inquilino_id = $1 AND status_ativo AND perfil_usuario IN {} ORDER BY email",
            crate::banco::grupo(1, perfis.len())
        );
        let emails: Vec<(String,)> = self.con.linhas(sql, parametros).await?;
        Ok(emails.into_iter().map(|(email,)| email).collect())
    }

    /// Anota que foi entregue ao canal.
    pub async fn notificacao_enviada(&mut self, id: NotificacaoId, agora: Instante) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE notificacoes SET status_envio = 'ENVIADO', data_envio = $3, mensagem_erro = NULL, data_atualizacao = $3
                 WHERE inquilino_id = $1 AND id = $2",
                parametros![self.inquilino, id, agora],
            )
            .await?;
        Ok(())
    }

    /// Anota a falha. Com `de_novo_em`, tenta outra vez; sem, desiste.
    pub async fn notificacao_falhou(
        &mut self,
        id: NotificacaoId,
        erro: &str,
        de_novo_em: Option<Instante>,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        let status = if de_novo_em.is_some() { "PENDENTE" } else { "FALHOU" };
        self.con
            .executar(
                "UPDATE notificacoes SET status_envio = $3, mensagem_erro = $4, proxima_tentativa = $5, data_atualizacao = $6
                 WHERE inquilino_id = $1 AND id = $2",
                parametros![self.inquilino, id, status, erro, de_novo_em.unwrap_or(agora), agora],
            )
            .await?;
        Ok(())
    }

    /// Notificações na ordem em que nasceram, opcionalmente num status ou de um processo.
    pub async fn notificacoes(
        &mut self,
        status: Option<&str>,
        processo: Option<Uuid>,
        depois_de: Option<Uuid>,
        limite: u32,
    ) -> Result<Pagina<Notificacao>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM notificacoes
             WHERE inquilino_id = $1 AND ($2 IS NULL OR status_envio = $2) AND ($3 IS NULL OR processo_id = $3)
               AND ($4 IS NULL OR id > $4)
             ORDER BY id LIMIT $5"
        );
        let parametros = parametros![self.inquilino, status, processo, depois_de, i64::from(limite) + 1];
        let itens = self.con.linhas(sql, parametros).await?;
        Ok(Pagina::de(itens, limite as usize, |notificacao: &Notificacao| notificacao.id))
    }
}

impl Armazem {
    /// Pega até `quantas` pendentes prontas, de todos os inquilinos, e as esconde por `reserva`: se quem pegou cair, voltam sozinhas.
    pub async fn pegar_notificacoes(
        &self,
        quantas: u32,
        reserva: Duration,
        agora: Instante,
    ) -> Result<Vec<Notificacao>, ErroArmazem> {
        let mut con = self.transacao().await?;
        // SQLite: um escritor só, não há com quem disputar a linha.
        let trava = if con.postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
        let sql = format!(
            "UPDATE notificacoes SET proxima_tentativa = $2, tentativas_envio = tentativas_envio + 1, data_atualizacao = $1
             WHERE id IN (SELECT id FROM notificacoes WHERE status_envio = 'PENDENTE' AND proxima_tentativa <= $1
                          ORDER BY proxima_tentativa LIMIT $3{trava})
             RETURNING {COLUNAS}"
        );
        let pegas = con.linhas(sql, parametros![agora, agora.mais(reserva), quantas]).await?;
        con.confirmar().await?;
        Ok(pegas)
    }

    /// Os inquilinos que existem.
    pub async fn inquilinos(&self) -> Result<Vec<InquilinoId>, ErroArmazem> {
        let mut con = self.transacao().await?;
        let ids: Vec<(Uuid,)> = con.linhas("SELECT id FROM inquilinos ORDER BY id", vec![]).await?;
        Ok(ids.into_iter().map(|(id,)| id.into()).collect())
    }
}
