//! A notificação em JSON.

use esteira_armazem::faturas;
use esteira_base::Instante;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::guardado::instante;

/// Uma notificação.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Notificacao {
    pub id: Uuid,
    pub processo_id: Option<Uuid>,
    /// O canal: `EMAIL`, `WHATSAPP`, `TELEGRAM` ou `SLACK`.
    #[schema(example = "EMAIL")]
    pub tipo_notificacao: String,
    /// De que acontecimento ela fala; `resumo` se junta vários.
    #[schema(example = "fatura_enviada")]
    pub evento: Option<String>,
    #[schema(example = "ana.souza@exemplo.com.br")]
    pub destinatario: String,
    pub assunto: String,
    pub mensagem: String,
    /// `PENDENTE`, `ENVIADO` (o canal aceitou) ou `FALHOU`.
    #[schema(example = "ENVIADO")]
    pub status_envio: String,
    /// O que o canal contou depois de aceitar: `ENTREGUE`, `LIDO` ou `FALHOU`; nula se ele não conta.
    pub entrega: Option<String>,
    pub tentativas_envio: i64,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub data_envio: Option<Instante>,
    /// Por que não saiu, e o que fazer.
    pub mensagem_erro: Option<String>,
    /// A que esta repete, a mando de alguém.
    pub reenvio_de: Option<Uuid>,
    /// `A_CADA_HORA` ou `DIARIO`: espera para ir junto com outras.
    pub resumo: Option<String>,
    /// Em qual foi.
    pub resumida_em: Option<Uuid>,
    /// Os arquivos que vão com ela, na ordem.
    pub anexos: Vec<Anexo>,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
}

/// Um arquivo que vai com a mensagem.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Anexo {
    #[schema(example = "processos_2026-10.xlsx")]
    pub nome: String,
    /// Em bytes.
    pub tamanho: u64,
    /// Onde buscá-lo.
    pub endereco: String,
}

impl From<faturas::Notificacao> for Notificacao {
    fn from(n: faturas::Notificacao) -> Self {
        let endereco = |posicao| format!("/api/notificacoes/{}/anexos/{posicao}", n.id);
        let anexos = n.anexos().unwrap_or_default();
        let anexos = (1usize..).zip(anexos);
        let anexos = anexos.map(|(posicao, anexo)| Anexo {
            nome: anexo.nome,
            tamanho: anexo.tamanho,
            endereco: endereco(posicao),
        });
        let anexos = anexos.collect();
        Self {
            id: n.id,
            processo_id: n.processo_id,
            tipo_notificacao: n.tipo_notificacao,
            evento: n.evento,
            destinatario: n.destinatario,
            assunto: n.assunto,
            mensagem: n.mensagem,
            status_envio: n.status_envio,
            entrega: n.entrega,
            tentativas_envio: n.tentativas_envio,
            data_envio: n.data_envio.map(instante),
            mensagem_erro: n.mensagem_erro,
            reenvio_de: n.reenvio_de,
            resumo: n.resumo,
            resumida_em: n.resumida_em,
            anexos,
            data_criacao: instante(n.data_criacao),
        }
    }
}
