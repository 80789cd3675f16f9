//! O webhook em JSON. O segredo só aparece ao criar e ao trocar.

use std::time::Duration;

use esteira_aplicacao::webhooks::NovoWebhook;
use esteira_armazem::sinais::{self, WebhookGravado};
use esteira_base::{Duracao, Instante, Segredo};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::guardado::{instante, json};
use crate::extracao::SegredoRecebido;
use crate::resposta::ComRevisao;

/// O que se manda para criar ou alterar. Ao alterar, vale o cadastro inteiro: o que falta volta ao padrão.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookEnviado {
    /// Único, até 100 caracteres.
    #[schema(example = "Loja virtual")]
    pub nome: String,
    /// `SEGREDO` (o cabeçalho traz o segredo) ou `HMAC_SHA256` (o cabeçalho traz a assinatura do corpo).
    #[schema(example = "HMAC_SHA256")]
    pub modo: String,
    /// Cabeçalho que traz o segredo ou a assinatura.
    #[schema(example = "x-hub-signature-256")]
    pub cabecalho: String,
    /// O que vem antes dele, no cabeçalho.
    #[serde(default)]
    #[schema(example = "sha256=")]
    pub prefixo: String,
    /// Só HMAC: `HEX` (padrão) ou `BASE64`.
    #[serde(default)]
    pub codificacao: Option<String>,
    /// Só HMAC: o que se assina, com `{corpo}`, `{horario}` e `{entrega}`. Sem ele, `{corpo}`, ou `{horario}.{corpo}` se há horário.
    #[serde(default)]
    #[schema(example = "v0:{horario}:{corpo}")]
    pub conteudo_assinado: Option<String>,
    /// Só HMAC: cabeçalho com o horário da assinatura, em segundos, milissegundos ou RFC 3339. Com ele, o pedido copiado não se repete.
    #[serde(default)]
    pub cabecalho_horario: Option<String>,
    /// Quanto o horário pode distar do nosso, até 60m; sem ela, 5m.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "5m")]
    pub tolerancia: Option<Duracao>,
    /// Cabeçalho com o id da entrega: a mesma entrega outra vez não vira outro sinal.
    #[serde(default)]
    #[schema(example = "x-github-delivery")]
    pub cabecalho_entrega: Option<String>,
    /// O sinal que produz.
    #[schema(example = "pagamento_confirmado")]
    pub sinal: String,
    /// JSON Pointer (RFC 6901) da correlação no corpo: texto ou número inteiro.
    #[schema(example = "/pedido/id")]
    pub correlacao: String,
    /// JSON Pointer do conteúdo; sem ele, o corpo inteiro.
    #[serde(default)]
    pub dados: String,
    /// Inativo, responde como se não existisse.
    #[serde(default = "ativo")]
    #[schema(default = true)]
    pub status_ativo: bool,
    /// Só ao criar: o segredo combinado com o remetente; sem ele, um se sorteia.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, write_only)]
    pub segredo: Option<SegredoRecebido>,
}

fn ativo() -> bool {
    true
}

impl WebhookEnviado {
    /// O cadastro e o segredo, que seguem por caminhos próprios.
    pub(crate) fn separar(self) -> (NovoWebhook, Option<Segredo>) {
        let novo = NovoWebhook {
            nome: self.nome,
            modo: self.modo,
            cabecalho: self.cabecalho,
            prefixo: self.prefixo,
            codificacao: self.codificacao,
            conteudo_assinado: self.conteudo_assinado,
            cabecalho_horario: self.cabecalho_horario,
            tolerancia: self.tolerancia.map(|tolerancia| tolerancia.0),
            cabecalho_entrega: self.cabecalho_entrega,
            sinal: self.sinal,
            correlacao: self.correlacao,
            dados: self.dados,
            status_ativo: self.status_ativo,
        };
        (novo, self.segredo.map(|segredo| segredo.0))
    }
}

/// O segredo novo.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SegredoNovo {
    /// De 16 a 255 bytes; sem ele, um se sorteia.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, write_only)]
    pub segredo: Option<SegredoRecebido>,
}

/// Um webhook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Webhook {
    pub id: Uuid,
    pub nome: String,
    /// Onde o remetente bate, neste servidor.
    #[schema(example = "/webhooks/3q2-7wX…")]
    pub endereco: String,
    pub modo: String,
    pub cabecalho: String,
    pub prefixo: String,
    pub codificacao: Option<String>,
    pub conteudo_assinado: Option<String>,
    pub cabecalho_horario: Option<String>,
    #[schema(value_type = Option<String>, example = "5m")]
    pub tolerancia: Option<Duracao>,
    pub cabecalho_entrega: Option<String>,
    pub sinal: String,
    pub correlacao: String,
    pub dados: String,
    pub status_ativo: bool,
    /// A mesma do `ETag`.
    #[schema(example = 1)]
    pub revisao: i64,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
    #[schema(value_type = String, format = DateTime)]
    pub data_atualizacao: Instante,
}

impl From<WebhookGravado> for Webhook {
    fn from(gravado: WebhookGravado) -> Self {
        let webhook = gravado.webhook;
        let segundos = webhook.tolerancia_s.and_then(|segundos| u64::try_from(segundos).ok());
        Self {
            id: gravado.id,
            nome: webhook.nome,
            endereco: format!("/webhooks/{}", gravado.caminho),
            modo: webhook.modo,
            cabecalho: webhook.cabecalho,
            prefixo: webhook.prefixo,
            codificacao: webhook.codificacao,
            conteudo_assinado: webhook.conteudo_assinado,
            cabecalho_horario: webhook.cabecalho_horario,
            tolerancia: segundos.map(|segundos| Duracao(Duration::from_secs(segundos))),
            cabecalho_entrega: webhook.cabecalho_entrega,
            sinal: webhook.sinal,
            correlacao: webhook.correlacao,
            dados: webhook.dados,
            status_ativo: webhook.status_ativo,
            revisao: gravado.revisao,
            data_criacao: instante(gravado.data_criacao),
            data_atualizacao: instante(gravado.data_atualizacao),
        }
    }
}

impl From<WebhookGravado> for ComRevisao<Webhook> {
    fn from(gravado: WebhookGravado) -> Self {
        Self { revisao: gravado.revisao, corpo: gravado.into() }
    }
}

/// Um webhook com o segredo, que não se mostra outra vez.
#[derive(Serialize, ToSchema)]
pub(crate) struct WebhookComSegredo {
    #[serde(flatten)]
    pub webhook: Webhook,
    /// Guarde-o agora: só aparece nesta resposta.
    pub segredo: String,
}

impl WebhookComSegredo {
    pub(crate) fn novo(gravado: WebhookGravado, segredo: &Segredo) -> Self {
        Self { webhook: gravado.into(), segredo: segredo.revelar().to_owned() }
    }
}

/// Um pedido que bateu num webhook.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Recebido {
    pub id: Uuid,
    pub webhook_id: Uuid,
    /// `ACEITO`, `REPETIDO`, `ILEGIVEL` (não deu um sinal; acerte o cadastro e reenvie) ou `RECUSADO` (não provou quem é).
    #[schema(example = "ACEITO")]
    pub veredito: String,
    /// Por que não foi aceito; o remetente não o vê.
    pub motivo: Option<String>,
    /// Id que o remetente deu à entrega.
    pub entrega: Option<String>,
    /// Lista de `[nome, valor]`, com os segredos riscados.
    #[schema(value_type = Vec<Vec<String>>)]
    pub cabecalhos: Value,
    /// Tamanho do corpo, em bytes.
    pub tamanho: i64,
    pub ip_origem: Option<String>,
    /// O sinal que produziu.
    pub sinal_id: Option<Uuid>,
    #[schema(value_type = String, format = DateTime)]
    pub recebido_em: Instante,
}

impl From<sinais::Recebido> for Recebido {
    fn from(recebido: sinais::Recebido) -> Self {
        Self {
            id: recebido.id,
            webhook_id: recebido.webhook_id,
            veredito: recebido.veredito,
            motivo: recebido.motivo,
            entrega: recebido.entrega,
            cabecalhos: json(&recebido.cabecalhos),
            tamanho: recebido.tamanho,
            ip_origem: recebido.ip_origem,
            sinal_id: recebido.sinal_id,
            recebido_em: instante(recebido.recebido_em),
        }
    }
}
