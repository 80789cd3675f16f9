//! O que bateu em cada webhook, como veio.

use esteira_base::Instante;
use esteira_base::ids::{RecebidoId, SinalId, WebhookId};
use uuid::Uuid;

use crate::{ErroArmazem, Pagina, Unidade, parametros};

/// Um pedido guardado, sem o corpo.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Recebido {
    /// Id.
    pub id: Uuid,
    /// Em que webhook.
    pub webhook_id: Uuid,
    /// `ACEITO`, `REPETIDO`, `ILEGIVEL` ou `RECUSADO`.
    pub veredito: String,
    /// Por que não foi aceito.
    pub motivo: Option<String>,
    /// Id que o remetente deu à entrega.
    pub entrega: Option<String>,
    /// Cabeçalhos (JSON), sem segredos.
    pub cabecalhos: String,
    /// Tamanho do corpo inteiro; o corpo em si está em [`Unidade::corpo_do_recebido`].
    pub tamanho: i64,
    /// De onde.
    pub ip_origem: Option<String>,
    /// Sinal que produziu.
    pub sinal_id: Option<Uuid>,
    /// Quando (µs).
    pub recebido_em: i64,
}

/// Um pedido a guardar.
#[derive(Debug, Clone)]
pub struct RecebidoNovo {
    /// Id.
    pub id: RecebidoId,
    /// Em que webhook.
    pub webhook: WebhookId,
    /// `ACEITO`, `REPETIDO`, `ILEGIVEL` ou `RECUSADO`.
    pub veredito: &'static str,
    /// Por que não foi aceito.
    pub motivo: Option<String>,
    /// Id que o remetente deu à entrega.
    pub entrega: Option<String>,
    /// O que não pode ser aceito duas vezes neste webhook.
    pub prova: Option<String>,
    /// Cabeçalhos (JSON), sem segredos.
    pub cabecalhos: String,
    /// O corpo; o recusado pode vir cortado.
    pub corpo: Vec<u8>,
    /// Tamanho do corpo inteiro.
    pub tamanho: i64,
    /// De onde.
    pub ip_origem: Option<String>,
    /// Sinal que produziu.
    pub sinal: Option<SinalId>,
}

const COLUNAS: &str =
    "id, webhook_id, veredito, motivo, entrega, cabecalhos, tamanho, ip_origem, sinal_id, recebido_em";

impl Unidade {
    /// Guarda o pedido. `false` se é ACEITO e a mesma prova já foi aceita neste webhook: nada se guardou.
    pub async fn guardar_recebido(&mut self, novo: &RecebidoNovo, agora: Instante) -> Result<bool, ErroArmazem> {
        let guardados = self
            .con
            .executar(
                "INSERT INTO webhooks_recebidos (id, inquilino_id, webhook_id, veredito, motivo, entrega, prova, cabecalhos, corpo,
                                                 tamanho, ip_origem, sinal_id, recebido_em)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
                 ON CONFLICT DO NOTHING",
                parametros![
                    novo.id,
                    self.inquilino,
                    novo.webhook,
                    novo.veredito,
                    novo.motivo.clone(),
                    novo.entrega.clone(),
                    novo.prova.clone(),
                    &novo.cabecalhos,
                    novo.corpo.clone(),
                    novo.tamanho,
                    novo.ip_origem.clone(),
                    novo.sinal,
                    agora,
                ],
            )
            .await?;
        Ok(guardados == 1)
    }

    /// Quantos recusados o webhook guardou desde o instante.
    pub async fn recusados_desde(&mut self, webhook: WebhookId, desde: Instante) -> Result<i64, ErroArmazem> {
        let sql = "SELECT COUNT(*) FROM webhooks_recebidos
                   WHERE inquilino_id = $1 AND webhook_id = $2 AND veredito = 'RECUSADO' AND recebido_em > $3";
        let linha: Option<(i64,)> = self.con.linha(sql, parametros![self.inquilino, webhook, desde]).await?;
        Ok(linha.map_or(0, |(quantos,)| quantos))
    }

    /// Um pedido guardado.
    pub async fn recebido(&mut self, id: RecebidoId) -> Result<Option<Recebido>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM webhooks_recebidos WHERE inquilino_id = $1 AND id = $2");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// O corpo, byte a byte.
    pub async fn corpo_do_recebido(&mut self, id: RecebidoId) -> Result<Option<Vec<u8>>, ErroArmazem> {
        let sql = "SELECT corpo FROM webhooks_recebidos WHERE inquilino_id = $1 AND id = $2";
        let linha: Option<(Vec<u8>,)> = self.con.linha(sql, parametros![self.inquilino, id]).await?;
        Ok(linha.map(|(corpo,)| corpo))
    }

    /// Anota o sinal que o reenvio produziu.
    pub async fn recebido_produziu(&mut self, id: RecebidoId, sinal: SinalId) -> Result<(), ErroArmazem> {
        let sql = "UPDATE webhooks_recebidos SET sinal_id = $3 WHERE inquilino_id = $1 AND id = $2";
        self.con.executar(sql, parametros![self.inquilino, id, sinal]).await?;
        Ok(())
    }

    /// O que um webhook recebeu, na ordem em que chegou.
    pub async fn recebidos(
        &mut self,
        webhook: WebhookId,
        veredito: Option<&str>,
        depois_de: Option<Uuid>,
        limite: u32,
    ) -> Result<Pagina<Recebido>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM webhooks_recebidos
             WHERE inquilino_id = $1 AND webhook_id = $2 AND ($3 IS NULL OR veredito = $3) AND ($4 IS NULL OR id > $4)
             ORDER BY id LIMIT $5"
        );
        let parametros = parametros![self.inquilino, webhook, veredito, depois_de, i64::from(limite) + 1];
        let itens = self.con.linhas(sql, parametros).await?;
        Ok(Pagina::de(itens, limite as usize, |recebido: &Recebido| recebido.id))
    }
}
