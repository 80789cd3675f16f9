//! Notificações: a caixa de saída e o seu histórico.

use std::time::Duration;

use esteira_base::Instante;
use esteira_base::ids::{InquilinoId, NotificacaoId, ProcessoId};
use serde::{Deserialize, Serialize};
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
    /// O que o canal contou depois: `ENTREGUE`, `LIDO` ou `FALHOU`.
    pub entrega: Option<String>,
    pub html: Option<String>,
    /// De que acontecimento ela fala.
    pub evento: Option<String>,
    /// A que esta repete, a mando de alguém.
    pub reenvio_de: Option<Uuid>,
    /// Espera para ir junto com outras; e em qual foi.
    pub resumo: Option<String>,
    pub resumida_em: Option<Uuid>,
    /// Ids dos links de decisão que o texto leva (JSON).
    pub links: Option<String>,
    /// JSON: os arquivos que vão com ela.
    pub anexos: Option<String>,
    pub data_criacao: i64,
}

/// Um arquivo que vai com a mensagem, por referência ao armazém de arquivos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnexoDaNotificacao {
    /// Com que nome chega.
    pub nome: String,
    /// Tipo MIME.
    pub tipo: String,
    /// Onde está, no armazém de arquivos.
    pub chave: String,
    /// Em bytes.
    pub tamanho: u64,
}

impl Notificacao {
    /// Os arquivos que vão com ela, na ordem.
    pub fn anexos(&self) -> Result<Vec<AnexoDaNotificacao>, serde_json::Error> {
        self.anexos.as_deref().map_or(Ok(Vec::new()), serde_json::from_str)
    }
}

/// O que listar, na ordem em que nasceram.
#[derive(Debug, Clone, Default)]
pub struct FiltroDeNotificacoes {
    /// Só neste status de envio.
    pub status: Option<String>,
    /// Só deste canal.
    pub canal: Option<String>,
    /// Só deste processo.
    pub processo: Option<Uuid>,
    /// Nascidas daqui em diante.
    pub de: Option<Instante>,
    /// Nascidas antes disto.
    pub ate: Option<Instante>,
    /// Página: depois desta.
    pub depois_de: Option<Uuid>,
    /// Quantas.
    pub limite: u32,
}

/// Uma notificação a mandar.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(missing_docs, reason = "as colunas são as de requisitos §4")]
pub struct NotificacaoNova {
    pub processo: Option<ProcessoId>,
    /// `EMAIL`, `WHATSAPP`, `TELEGRAM` ou `SLACK`.
    pub tipo: String,
    pub destinatario: String,
    pub assunto: String,
    pub mensagem: String,
    pub html: Option<String>,
    /// De que acontecimento ela fala.
    pub evento: Option<String>,
    pub reenvio_de: Option<Uuid>,
    /// De quanto em quanto tempo se junta com outras, e quando; nenhum, vai já.
    pub resumo: Option<(String, Instante)>,
    /// Já se sabe que não vai: por quê.
    pub falha: Option<String>,
    /// Ids dos links de decisão que o texto leva (JSON).
    pub links: Option<String>,
    pub anexos: Vec<AnexoDaNotificacao>,
}

const COLUNAS: &str = "id, inquilino_id, processo_id, tipo_notificacao, destinatario, assunto, mensagem, status_envio, \
                       tentativas_envio, data_envio, mensagem_erro, entrega, html, evento, reenvio_de, resumo, resumida_em, links, anexos, \
                       data_criacao";

/// Nada, se não há nenhum.
fn em_json(anexos: &[AnexoDaNotificacao]) -> Option<String> {
    // Quatro textos e um número sempre se escrevem.
    (!anexos.is_empty()).then(|| serde_json::to_string(anexos).unwrap_or_default())
}

impl Unidade {
    /// Põe na caixa de saída; sai depois do commit.
    pub async fn notificar(&mut self, novas: &[NotificacaoNova], agora: Instante) -> Result<(), ErroArmazem> {
        self.por_na_caixa(novas, agora).await.map(drop)
    }

    /// Como [`Unidade::notificar`], com os ids, na ordem.
    pub async fn por_na_caixa(
        &mut self,
        novas: &[NotificacaoNova],
        agora: Instante,
    ) -> Result<Vec<NotificacaoId>, ErroArmazem> {
        let inquilino = self.inquilino;
        let ids: Vec<_> = novas.iter().map(|_| NotificacaoId::novo()).collect();
        let linhas = novas
            .iter()
            .zip(&ids)
            .map(|(nova, id)| {
                let resumo = nova.resumo.as_ref();
                parametros![
                    *id,
                    inquilino,
                    nova.processo,
                    &nova.tipo,
                    &nova.destinatario,
                    &nova.assunto,
                    &nova.mensagem,
                    if nova.falha.is_some() { "FALHOU" } else { "PENDENTE" },
                    0i64,
                    resumo.map_or(agora, |(_, quando)| *quando),
                    nova.falha.clone(),
                    nova.html.clone(),
                    nova.evento.clone(),
                    nova.reenvio_de,
                    resumo.map(|(resumo, _)| resumo.clone()),
                    nova.links.clone(),
                    em_json(&nova.anexos),
                    agora,
                    agora,
                ]
            })
            .collect();
        self.con
            .inserir_varias(
                "INSERT INTO notificacoes (id, inquilino_id, processo_id, tipo_notificacao, destinatario, assunto, mensagem,
                                           status_envio, tentativas_envio, proxima_tentativa, mensagem_erro, html, evento, reenvio_de, resumo,
                                           links, anexos, data_criacao, data_atualizacao)",
                linhas,
            )
            .await?;
        Ok(ids)
    }

    /// Anota que foi entregue ao canal, e o id que ele deu.
    pub async fn notificacao_enviada(
        &mut self,
        id: NotificacaoId,
        id_externo: Option<&str>,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        self.con
            .executar(
                "UPDATE notificacoes SET status_envio = 'ENVIADO', data_envio = $3, mensagem_erro = NULL, id_externo = $4,
                                         data_atualizacao = $3
                 WHERE inquilino_id = $1 AND id = $2",
                parametros![self.inquilino, id, agora, id_externo],
            )
            .await?;
        Ok(())
    }

    /// Anota o que o canal contou da entrega. Só para a frente: o lido não volta a entregue, e o entregue não falha. `false` se nada mudou.
    pub async fn anotar_entrega(
        &mut self,
        canal: &str,
        id_externo: &str,
        entrega: &str,
        agora: Instante,
    ) -> Result<bool, ErroArmazem> {
        let mudadas = self
            .con
            .executar(
                "UPDATE notificacoes SET entrega = $4, data_atualizacao = $5
                 WHERE inquilino_id = $1 AND tipo_notificacao = $2 AND id_externo = $3
                   AND (entrega IS NULL OR (entrega = 'FALHOU' AND $4 <> 'FALHOU') OR (entrega = 'ENTREGUE' AND $4 = 'LIDO'))",
                parametros![self.inquilino, canal, id_externo, entrega, agora],
            )
            .await?;
        Ok(mudadas > 0)
    }

    /// Uma notificação.
    pub async fn notificacao(&mut self, id: NotificacaoId) -> Result<Option<Notificacao>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM notificacoes WHERE inquilino_id = $1 AND id = $2");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// Até `limite` das que esperam um resumo cuja hora chegou, as de um mesmo canal, destinatário e prazo juntas.
    pub async fn notificacoes_a_resumir(
        &mut self,
        agora: Instante,
        limite: u32,
    ) -> Result<Vec<Notificacao>, ErroArmazem> {
        // SQLite: um escritor só, não há com quem disputar a linha.
        let trava = if self.con.postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
        let sql = format!(
            "SELECT {COLUNAS} FROM notificacoes
             WHERE inquilino_id = $1 AND status_envio = 'PENDENTE' AND resumo IS NOT NULL AND proxima_tentativa <= $2
             ORDER BY tipo_notificacao, destinatario, resumo, id LIMIT $3{trava}"
        );
        self.con.linhas(sql, parametros![self.inquilino, agora, limite]).await
    }

    /// Dá por enviadas, dentro de um resumo, as que nele foram.
    pub async fn notificacoes_resumidas(
        &mut self,
        ids: &[Uuid],
        em: NotificacaoId,
        agora: Instante,
    ) -> Result<(), ErroArmazem> {
        let mut parametros = parametros![self.inquilino, em, agora];
        parametros.extend(ids.iter().map(|id| crate::banco::Parametro::from(*id)));
        let sql = format!(
            "UPDATE notificacoes SET status_envio = 'ENVIADO', resumida_em = $2, data_atualizacao = $3
             WHERE inquilino_id = $1 AND id IN {}",
            crate::banco::grupo(3, ids.len())
        );
        self.con.executar(sql, parametros).await?;
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

    /// Notificações na ordem em que nasceram.
    pub async fn notificacoes(&mut self, filtro: &FiltroDeNotificacoes) -> Result<Pagina<Notificacao>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM notificacoes
             WHERE inquilino_id = $1 AND ($2 IS NULL OR status_envio = $2) AND ($3 IS NULL OR tipo_notificacao = $3)
               AND ($4 IS NULL OR processo_id = $4) AND ($5 IS NULL OR data_criacao >= $5) AND ($6 IS NULL OR data_criacao < $6)
               AND ($7 IS NULL OR id > $7)
             ORDER BY id LIMIT $8"
        );
        let parametros = parametros![
            self.inquilino,
            filtro.status.clone(),
            filtro.canal.clone(),
            filtro.processo,
            filtro.de,
            filtro.ate,
            filtro.depois_de,
            i64::from(filtro.limite) + 1
        ];
        let itens = self.con.linhas(sql, parametros).await?;
        Ok(Pagina::de(itens, filtro.limite as usize, |notificacao: &Notificacao| notificacao.id))
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
             WHERE id IN (SELECT id FROM notificacoes WHERE status_envio = 'PENDENTE' AND resumo IS NULL AND proxima_tentativa <= $1
                          ORDER BY proxima_tentativa LIMIT $3{trava})
             RETURNING {COLUNAS}"
        );
        let pegas = con.linhas(sql, parametros![agora, agora.mais(reserva), quantas]).await?;
        con.confirmar().await?;
        Ok(pegas)
    }

    /// Os inquilinos que têm avisos à espera de um resumo cuja hora chegou.
    pub async fn inquilinos_a_resumir(&self, agora: Instante) -> Result<Vec<InquilinoId>, ErroArmazem> {
        let ids: Vec<(Uuid,)> = self
            .leitura()
            .await?
            .linhas(
                "SELECT DISTINCT inquilino_id FROM notificacoes
                 WHERE status_envio = 'PENDENTE' AND resumo IS NOT NULL AND proxima_tentativa <= $1",
                parametros![agora],
            )
            .await?;
        Ok(ids.into_iter().map(|(id,)| id.into()).collect())
    }

    /// Os inquilinos que existem.
    pub async fn inquilinos(&self) -> Result<Vec<InquilinoId>, ErroArmazem> {
        let mut con = self.transacao().await?;
        let ids: Vec<(Uuid,)> = con.linhas("SELECT id FROM inquilinos ORDER BY id", vec![]).await?;
        Ok(ids.into_iter().map(|(id,)| id.into()).collect())
    }
}
