//! Risca valores de segredos de tudo o que sai do navegador para o plugin, o log ou a evidência. Puro.

use std::borrow::Cow;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use esteira_base::Segredo;
use serde_json::Value;

/// O que fica no lugar.
pub const RISCO: &str = "***";
/// Segredo mais curto não se procura dentro de textos: riscaria qualquer "12" da página.
pub const MENOR_SEGREDO: usize = 4;

/// As grafias em que cada segredo pode reaparecer, da mais longa para a mais curta.
#[derive(Debug, Clone, Default)]
pub struct Riscador(Vec<Segredo>);

impl Riscador {
    pub fn novo(segredos: &BTreeMap<String, Segredo>) -> Self {
        let mut grafias: Vec<String> = segredos
            .values()
            .map(Segredo::revelar)
            .filter(|valor| valor.chars().count() >= MENOR_SEGREDO)
            .flat_map(grafias)
            .filter(|grafia| grafia.chars().count() >= MENOR_SEGREDO)
            .collect();
        grafias.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        grafias.dedup();
        Self(grafias.into_iter().map(Segredo::novo).collect())
    }

    pub fn riscar<'a>(&self, texto: &'a str) -> Cow<'a, str> {
        let mut saida = Cow::Borrowed(texto);
        for grafia in &self.0 {
            if saida.contains(grafia.revelar()) {
                saida = Cow::Owned(saida.replace(grafia.revelar(), RISCO));
            }
        }
        saida
    }

    pub fn riscar_dono(&self, texto: String) -> String {
        match self.riscar(&texto) {
            Cow::Borrowed(_) => texto,
            Cow::Owned(riscado) => riscado,
        }
    }

    /// Risca chaves e textos de um JSON, por dentro.
    pub fn riscar_json(&self, valor: Value) -> Value {
        match valor {
            Value::String(texto) => Value::String(self.riscar_dono(texto)),
            Value::Array(itens) => Value::Array(itens.into_iter().map(|item| self.riscar_json(item)).collect()),
            Value::Object(campos) => {
                Value::Object(campos.into_iter().map(|(k, v)| (self.riscar_dono(k), self.riscar_json(v))).collect())
            }
            Value::Number(ref numero) => match self.riscar(&numero.to_string()) {
                Cow::Borrowed(_) => valor,
                Cow::Owned(riscado) => Value::String(riscado),
            },
            outro => outro,
        }
    }
}

/// Cru, URL (`%20` e `+`, hexadecimal maiúsculo e minúsculo), HTML, JSON e base64. O base64 de um texto maior que contém o segredo
/// depende do alinhamento: procura-se o miolo, igual em cada um dos três.
fn grafias(valor: &str) -> Vec<String> {
    let url: String = url::form_urlencoded::byte_serialize(valor.as_bytes()).collect();
    let url_espaco = url.replace('+', "%20");
    let json = Value::String(valor.to_owned()).to_string();
    let html = valor.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let html_aspas = html.replace('"', "&quot;").replace('\'', "&#39;");
    let mut todas = vec![
        valor.to_owned(),
        minusculo_percentual(&url),
        minusculo_percentual(&url_espaco),
        url,
        url_espaco,
        json[1..json.len() - 1].to_owned(),
        html_aspas.replace("&#39;", "&#x27;"),
        html,
        html_aspas,
        STANDARD.encode(valor),
        STANDARD_NO_PAD.encode(valor),
        URL_SAFE_NO_PAD.encode(valor),
    ];
    for deslocamento in 0..3usize {
        let mut bytes = vec![0u8; deslocamento];
        bytes.extend_from_slice(valor.as_bytes());
        bytes.truncate(bytes.len() / 3 * 3);
        // O primeiro grupo de quatro mistura os bytes de antes, que não se conhecem.
        let conhecido = if deslocamento == 0 { 0 } else { 4 };
        todas.push(STANDARD.encode(&bytes).get(conhecido..).unwrap_or_default().to_owned());
    }
    todas
}

fn minusculo_percentual(texto: &str) -> String {
    let mut saida = String::with_capacity(texto.len());
    let mut em_codigo = 0u8;
    for c in texto.chars() {
        saida.push(if em_codigo > 0 { c.to_ascii_lowercase() } else { c });
        em_codigo = if c == '%' { 2 } else { em_codigo.saturating_sub(1) };
    }
    saida
}

#[cfg(test)]
mod testes {
    use super::*;
    use proptest::prelude::*;

    fn riscador(valor: &str) -> Riscador {
        Riscador::novo(&BTreeMap::from([("senha".to_owned(), Segredo::novo(valor))]))
    }

    #[test]
    fn risca_o_segredo_em_todas_as_grafias() {
        let r = riscador("S&nha \"1\"<é>");
        for texto in [
            "S&nha \"1\"<é>",
            "senha=S%26nha+%221%22%3C%C3%A9%3E",
            "senha=S%26nha%20%221%22%3c%c3%a9%3e",
            "S&amp;nha &quot;1&quot;&lt;é&gt;",
            "{\"v\":\"S&nha \\\"1\\\"<é>\"}",
            &STANDARD.encode("S&nha \"1\"<é>"),
        ] {
            let riscado = r.riscar(texto);
            assert!(riscado.contains(RISCO), "{texto} → {riscado}");
        }
    }

    #[test]
    fn base64_de_um_texto_maior_tambem_se_risca() {
        let r = riscador("segredo-bem-comprido");
        for antes in ["u", "us", "usu", "usuario:"] {
            let basico = STANDARD.encode(format!("{antes}segredo-bem-comprido:x"));
            assert!(r.riscar(&basico).contains(RISCO), "{antes}");
        }
    }

    #[test]
    fn segredo_curto_demais_nao_estraga_o_texto() {
        assert_eq!(riscador("12").riscar("fatura 12/2026"), "fatura 12/2026");
    }

    #[test]
    fn json_se_risca_por_dentro_inclusive_chave_e_numero() {
        let valor = serde_json::json!({"a": ["x 998877 y"], "998877": 998877});
        assert_eq!(riscador("998877").riscar_json(valor), serde_json::json!({"a": ["x *** y"], "***": "***"}));
    }

    proptest! {
        #[test]
        fn depois_de_riscar_o_segredo_nao_esta_mais(segredo in "[a-zA-Z0-9&<>\"' é%]{6,20}", antes in ".{0,20}", depois in ".{0,20}") {
            let r = riscador(&segredo);
            let texto = format!("{antes}{segredo}{depois}");
            let riscado = r.riscar(&texto).into_owned();
            prop_assert!(!riscado.contains(&segredo));
        }
    }
}
