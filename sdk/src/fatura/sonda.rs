//! O que a operação `sondar` recebe.

use serde_json::Value;

use super::entrada::Campos;
use crate::erro::Erro;

/// Onde sondar, e como quem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParametrosDaSonda {
    /// A página de entrada.
    pub url_portal: String,
    /// Sem ele não se passa do login.
    pub usuario: Option<String>,
}

impl ParametrosDaSonda {
    /// Lê do JSON do contrato. Erro `parametro_invalido`.
    pub fn ler(parametros: &Value) -> Result<Self, Erro> {
        let campos = Campos(parametros);
        Ok(Self { url_portal: campos.exigir("url_portal")?, usuario: campos.texto("usuario")? })
    }
}
