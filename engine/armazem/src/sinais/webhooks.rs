//! Webhooks cadastrados.

use esteira_base::Instante;
use esteira_base::ids::WebhookId;
use uuid::Uuid;

use crate::{Armazem, ErroArmazem, Pagina, Unidade, parametros};

/// O que se escolhe num webhook. O modo e a codificação são texto aqui: quem os entende é quem confere.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Webhook {
    /// Único na organização.
    pub nome: String,
    /// `SEGREDO` ou `HMAC_SHA256`.
    pub modo: String,
    /// Cabeçalho que traz o segredo ou a assinatura.
    pub cabecalho: String,
    /// O que vem antes dele no cabeçalho; vazio = nada.
    pub prefixo: String,
    /// `HEX` ou `BASE64`; nenhuma no modo `SEGREDO`.
    pub codificacao: Option<String>,
    /// O que se assina, com `{corpo}`, `{horario}` e `{entrega}`.
    pub conteudo_assinado: Option<String>,
    /// Cabeçalho que traz o horário da assinatura.
    pub cabecalho_horario: Option<String>,
    /// Quanto o horário pode distar do nosso, em segundos.
    pub tolerancia_s: Option<i64>,
    /// Cabeçalho que traz o id da entrega.
    pub cabecalho_entrega: Option<String>,
    /// Sinal que produz.
    pub sinal: String,
    /// JSON Pointer da correlação no corpo.
    pub correlacao: String,
    /// JSON Pointer do conteúdo no corpo.
    pub dados: String,
    /// Inativo, responde como se não existisse.
    pub status_ativo: bool,
}

/// Um webhook gravado.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct WebhookGravado {
    /// Id.
    pub id: Uuid,
    /// De quem.
    pub inquilino_id: Uuid,
    /// Fim do endereço público; sorteado.
    pub caminho: String,
    /// O que se escolheu.
    #[sqlx(flatten)]
    pub webhook: Webhook,
    /// Cresce a cada mudança.
    pub revisao: i64,
    /// Quando nasceu (µs).
    pub data_criacao: i64,
    /// Última mudança (µs).
    pub data_atualizacao: i64,
}

const COLUNAS: &str = "id, inquilino_id, caminho, nome, modo, cabecalho, prefixo, codificacao, conteudo_assinado, cabecalho_horario, \
                       tolerancia_s, cabecalho_entrega, sinal, correlacao, dados, status_ativo, revisao, data_criacao, data_atualizacao";

impl Unidade {
    /// Cadastra; [`ErroArmazem::JaExiste`] se o nome já é de outro.
    pub async fn criar_webhook(
        &mut self,
        caminho: &str,
        novo: &Webhook,
        segredo: Vec<u8>,
        agora: Instante,
    ) -> Result<WebhookGravado, ErroArmazem> {
        let sql = format!(
            "INSERT INTO webhooks (id, inquilino_id, caminho, segredo, nome, modo, cabecalho, prefixo, codificacao, conteudo_assinado,
                                   cabecalho_horario, tolerancia_s, cabecalho_entrega, sinal, correlacao, dados, status_ativo, revisao,
                                   data_criacao, data_atualizacao)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1, $18, $18)
             RETURNING {COLUNAS}"
        );
        let mut parametros = parametros![WebhookId::novo(), self.inquilino, caminho, segredo];
        parametros.extend(valores(novo));
        parametros.push(agora.into());
        self.con.linha(sql, parametros).await?.ok_or(ErroArmazem::Conflito)
    }

    /// Troca o que se escolheu; [`ErroArmazem::Conflito`] se mudou desde a leitura.
    pub async fn alterar_webhook(
        &mut self,
        lido: &WebhookGravado,
        novo: &Webhook,
        agora: Instante,
    ) -> Result<WebhookGravado, ErroArmazem> {
        let sql = format!(
            "UPDATE webhooks SET nome = $4, modo = $5, cabecalho = $6, prefixo = $7, codificacao = $8, conteudo_assinado = $9,
                                 cabecalho_horario = $10, tolerancia_s = $11, cabecalho_entrega = $12, sinal = $13, correlacao = $14,
                                 dados = $15, status_ativo = $16, revisao = revisao + 1, data_atualizacao = $17
             WHERE inquilino_id = $1 AND id = $2 AND revisao = $3
             RETURNING {COLUNAS}"
        );
        let mut parametros = parametros![self.inquilino, lido.id, lido.revisao];
        parametros.extend(valores(novo));
        parametros.push(agora.into());
        self.con.linha(sql, parametros).await?.ok_or(ErroArmazem::Conflito)
    }

    /// Troca o segredo; [`ErroArmazem::Conflito`] se o webhook mudou desde a leitura.
    pub async fn trocar_segredo_do_webhook(
        &mut self,
        lido: &WebhookGravado,
        segredo: Vec<u8>,
        agora: Instante,
    ) -> Result<WebhookGravado, ErroArmazem> {
        let sql = format!(
            "UPDATE webhooks SET segredo = $4, revisao = revisao + 1, data_atualizacao = $5
             WHERE inquilino_id = $1 AND id = $2 AND revisao = $3
             RETURNING {COLUNAS}"
        );
        let parametros = parametros![self.inquilino, lido.id, lido.revisao, segredo, agora];
        self.con.linha(sql, parametros).await?.ok_or(ErroArmazem::Conflito)
    }

    /// Apaga; [`ErroArmazem::Conflito`] se mudou desde a leitura. O que ele recebeu fica até o fim da retenção.
    pub async fn apagar_webhook(&mut self, lido: &WebhookGravado) -> Result<(), ErroArmazem> {
        let sql = "DELETE FROM webhooks WHERE inquilino_id = $1 AND id = $2 AND revisao = $3";
        let apagados = self.con.executar(sql, parametros![self.inquilino, lido.id, lido.revisao]).await?;
        if apagados == 1 { Ok(()) } else { Err(ErroArmazem::Conflito) }
    }

    /// Um webhook.
    pub async fn webhook(&mut self, id: WebhookId) -> Result<Option<WebhookGravado>, ErroArmazem> {
        let sql = format!("SELECT {COLUNAS} FROM webhooks WHERE inquilino_id = $1 AND id = $2");
        self.con.linha(sql, parametros![self.inquilino, id]).await
    }

    /// Webhooks em ordem de criação.
    pub async fn webhooks(
        &mut self,
        depois_de: Option<Uuid>,
        limite: u32,
    ) -> Result<Pagina<WebhookGravado>, ErroArmazem> {
        let sql = format!(
            "SELECT {COLUNAS} FROM webhooks WHERE inquilino_id = $1 AND ($2 IS NULL OR id > $2) ORDER BY id LIMIT $3"
        );
        let itens = self.con.linhas(sql, parametros![self.inquilino, depois_de, i64::from(limite) + 1]).await?;
        Ok(Pagina::de(itens, limite as usize, |webhook: &WebhookGravado| webhook.id))
    }
}

/// Os valores das colunas que se escolhem, de `nome` a `status_ativo`.
fn valores(webhook: &Webhook) -> Vec<crate::banco::Parametro> {
    parametros![
        &webhook.nome,
        &webhook.modo,
        &webhook.cabecalho,
        &webhook.prefixo,
        webhook.codificacao.clone(),
        webhook.conteudo_assinado.clone(),
        webhook.cabecalho_horario.clone(),
        webhook.tolerancia_s,
        webhook.cabecalho_entrega.clone(),
        &webhook.sinal,
        &webhook.correlacao,
        &webhook.dados,
        webhook.status_ativo,
    ]
}

#[derive(sqlx::FromRow)]
struct ComSegredo {
    #[sqlx(flatten)]
    gravado: WebhookGravado,
    segredo: Vec<u8>,
}

impl Armazem {
    /// O webhook ativo deste endereço e o seu segredo cifrado, de qualquer inquilino: quem bate na porta não diz de quem ela é.
    pub async fn webhook_do_caminho(&self, caminho: &str) -> Result<Option<(WebhookGravado, Vec<u8>)>, ErroArmazem> {
        let mut con = self.leitura().await?;
        let sql = format!("SELECT {COLUNAS}, segredo FROM webhooks WHERE caminho = $1 AND status_ativo");
        let linha: Option<ComSegredo> = con.linha(sql, parametros![caminho]).await?;
        Ok(linha.map(|linha| (linha.gravado, linha.segredo)))
    }
}
