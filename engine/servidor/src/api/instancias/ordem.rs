//! As ordens em JSON.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// O que repetir. Sem nada, tudo o que parou.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Repeticao {
    /// Só esta visita.
    #[serde(default)]
    pub visita: Option<u32>,
    /// Só as visitas deste passo.
    #[serde(default)]
    pub passo: Option<String>,
    /// A entrada do fluxo, corrigida: vale daqui em diante.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub entrada: Option<Value>,
}

/// O que pular, e o que teria produzido.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pulo {
    #[serde(default)]
    pub visita: Option<u32>,
    #[serde(default)]
    pub passo: Option<String>,
    #[schema(value_type = Object)]
    pub saida: Value,
    /// Para onde ir; sem isto, o `depois` do passo.
    #[serde(default)]
    pub destino: Option<String>,
}

/// De onde recomeçar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recomeco {
    /// Um passo do corpo do fluxo.
    #[schema(example = "baixar")]
    pub passo: String,
    /// A entrada do fluxo, corrigida.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub entrada: Option<Value>,
}

/// Por que se pausa ou se cancela.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Motivo {
    pub motivo: String,
}

/// Para que versão passar, e como.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Migracao {
    /// Número da versão; sem ele, a vigente.
    #[serde(default)]
    pub versao: Option<i64>,
    /// Passo de agora → passo da versão nova, dos que mudaram de nome.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({ "baixar": "baixar_fatura" }))]
    pub plano: BTreeMap<String, String>,
    /// Só conferir.
    #[serde(default)]
    pub simular: bool,
}
