//! O registro em JSON.

use esteira_armazem::cadastro::RegistroGuardado;
use esteira_base::Instante;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::guardado::{instante, json};

/// O que alguém fez.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Registro {
    pub id: Uuid,
    #[schema(example = "alterar")]
    pub acao: String,
    #[schema(example = "cliente")]
    pub alvo_tipo: String,
    pub alvo_id: String,
    /// Nulo para o sistema.
    pub usuario_id: Option<Uuid>,
    /// Como se chamava então.
    pub usuario_nome: String,
    pub ip_origem: Option<String>,
    pub user_agent: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub antes: Option<Value>,
    #[schema(value_type = Option<Object>)]
    pub depois: Option<Value>,
    #[schema(value_type = String, format = DateTime)]
    pub data_criacao: Instante,
    /// O lugar na cadeia; nulo nos primeiros segundos.
    pub numero: Option<i64>,
    /// O elo: BLAKE3 do anterior e deste.
    pub selo: Option<String>,
}

impl From<RegistroGuardado> for Registro {
    fn from(r: RegistroGuardado) -> Self {
        Self {
            id: r.id,
            acao: r.acao,
            alvo_tipo: r.alvo_tipo,
            alvo_id: r.alvo_id,
            usuario_id: r.usuario_id,
            usuario_nome: r.usuario_nome,
            ip_origem: r.ip_origem,
            user_agent: r.user_agent,
            antes: r.antes.as_deref().map(json),
            depois: r.depois.as_deref().map(json),
            data_criacao: instante(r.data_criacao),
            numero: r.numero,
            selo: r.selo,
        }
    }
}

/// O que a conferência da cadeia achou.
#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve; quem escreve é `auditoria::Veredito`")]
pub(crate) struct Veredito {
    /// Registros conferidos, da raiz até a primeira quebra.
    conferidos: i64,
    /// O último elo conferido: guarde-o fora daqui, e passe-o em `ponta` na próxima vez.
    ponta: Option<String>,
    /// Há registros dos últimos segundos ainda sem elo.
    por_selar: bool,
    /// Nula se a cadeia está íntegra.
    quebra: Option<Quebra>,
}

/// A primeira quebra.
#[derive(ToSchema)]
#[expect(dead_code, reason = "só descreve")]
pub(crate) struct Quebra {
    numero: i64,
    registro_id: Option<Uuid>,
    problema: String,
}
