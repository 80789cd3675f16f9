//! O que a bancada precisa saber de um portal simulado.

use std::collections::BTreeMap;

use esteira_portas::rpa::ArquivoDeEntrada;
use serde_json::{Value, json};

/// Um portal, com os dados de que todos os casos da sua tabela partem. Cada caso sobe o seu.
pub trait Portal: Sized + Sync {
    /// A pasta em `plugins/`.
    const PLUGIN: &str;
    /// A senha que o portal aceita.
    const SENHA: &str;
    type Falha;

    async fn subir() -> Self;

    /// A página de entrada.
    fn url(&self) -> String;

    /// Vale para quem quer que entre, sempre.
    fn armar(&self, falha: Self::Falha);

    /// O que difere de [`parametros_comuns`].
    fn parametros(&self) -> Vec<(&'static str, Value)>;

    /// Os hosts que o cadastro concede.
    fn dominios(&self) -> Vec<String> {
        vec![host(&self.url())]
    }

    /// Os arquivos que vão com o pedido.
    fn arquivos() -> BTreeMap<String, ArquivoDeEntrada> {
        BTreeMap::new()
    }

    /// O código que o portal mandou por último a quem entra, se manda algum.
    fn codigo(&self) -> Option<String> {
        None
    }

    /// O que ficou no portal depois da execução.
    fn ficou(&self) -> Value {
        Value::Null
    }
}

/// `host:porta` de um endereço.
pub fn host(url: &str) -> String {
    url.trim_start_matches("http://").to_owned()
}

/// O cadastro de um cliente inventado, igual para todo plugin.
pub fn parametros_comuns(url: String) -> Value {
    json!({
        "id_processo": "00000000-0000-4000-8000-000000000001",
        "id_cliente": "00000000-0000-4000-8000-000000000002",
        "hash": "668f8a715aababac",
        "operadora_codigo": "OPERADORA",
        "operadora_nome": "OPERADORA",
        "url_portal": url,
        "usuario": "padaria",
        "cnpj": "99000001000101",
        "nome_sat": "PADARIA ESTRELA",
        "mes_ano": "2026-10",
    })
}
