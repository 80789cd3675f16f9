//! Os seletores de uma execução: os que o plugin declarou, com o que o cadastro trocou. Puro.
//!
//! Um seletor tem alternativas em ordem. Usar outra que não a primeira é um desvio: o portal mudou, e alguém precisa saber antes que a última
//! também deixe de casar.

use std::collections::BTreeMap;

use esteira_portas::rpa::{DesvioRpa, SeletorRpa};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::erro::Falha;
use crate::navegador::{MODOS, Passo};

/// O modo, no WIT, de um seletor que o manifesto declara.
const DECLARADO: &str = "seletor";
/// Alternativas de um seletor.
const ALTERNATIVAS: usize = 16;

/// Um seletor como o manifesto o declara.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Declarado {
    /// Os lugares (`{lugar}`) que se preenchem a cada uso.
    #[serde(default)]
    pub lugares: Vec<String>,
    pub alternativas: Vec<SeletorRpa>,
}

impl Declarado {
    /// Por que não serve.
    pub fn conferir(&self) -> Result<(), String> {
        if self.alternativas.is_empty() {
            return Err("não tem nenhuma alternativa".to_owned());
        }
        if self.alternativas.len() > ALTERNATIVAS {
            return Err(format!("tem {} alternativas; o máximo é {ALTERNATIVAS}", self.alternativas.len()));
        }
        for SeletorRpa { por, valor } in &self.alternativas {
            if !MODOS.contains(&por.as_str()) {
                return Err(format!("não há o modo \"{por}\"; use um de {}", MODOS.join(", ")));
            }
            if valor.is_empty() {
                return Err("há uma alternativa vazia".to_owned());
            }
            if let Some(estranho) = lugares_de(valor).find(|lugar| !self.lugares.iter().any(|l| l == lugar)) {
                return Err(format!("\"{valor}\" tem o lugar {{{estranho}}}, que o plugin não preenche"));
            }
        }
        Ok(())
    }
}

/// Os seletores que valem numa execução.
#[derive(Debug, Clone, Default)]
pub struct Seletores(BTreeMap<String, Declarado>);

impl Seletores {
    /// Os do manifesto, com as alternativas que o cadastro põe no lugar.
    ///
    /// # Errors
    /// `seletor_invalido` se o cadastro fala de um seletor que o plugin não tem, ou o escreve mal.
    pub fn novos(
        declarados: &BTreeMap<String, Declarado>,
        trocados: &BTreeMap<String, Vec<SeletorRpa>>,
    ) -> Result<Self, Falha> {
        let mut todos = declarados.clone();
        for (nome, alternativas) in trocados {
            let ruim = |motivo: String| {
                Falha::nova("seletor_invalido", format!("o seletor \"{nome}\" do cadastro não serve: {motivo}"))
            };
            let declarado = todos.get_mut(nome).ok_or_else(|| {
                let ha = declarados.keys().cloned().collect::<Vec<_>>().join(", ");
                ruim(format!("o plugin não tem esse seletor (tem: {ha})"))
            })?;
            declarado.alternativas.clone_from(alternativas);
            declarado.conferir().map_err(ruim)?;
        }
        Ok(Self(todos))
    }

    /// O passo que o plugin pede: um seletor à mão, ou o nome de um declarado (com o que vai nos lugares, em JSON).
    pub fn passo(&self, por: String, valor: String) -> Result<Passo, Falha> {
        if por != DECLARADO {
            return Passo::novo(por, valor);
        }
        let (nome, com) = match serde_json::from_str::<Value>(&valor) {
            Ok(Value::Object(mut pedido)) => {
                let nome = pedido.remove("nome").and_then(|nome| nome.as_str().map(str::to_owned)).unwrap_or_default();
                let com = pedido.remove("com").and_then(|com| com.as_object().cloned()).unwrap_or_default();
                (nome, com)
            }
            _ => (valor, Map::new()),
        };
        let declarado = self.0.get(&nome).ok_or_else(|| {
            Falha::nova("seletor_invalido", format!("o manifesto do plugin não declara o seletor \"{nome}\""))
        })?;
        let alternativas = declarado.alternativas.iter().map(|a| (a.por.clone(), preencher(&a.por, &a.valor, &com)));
        Ok(Passo::declarado(nome, alternativas.collect()))
    }
}

/// Os lugares que aparecem num texto.
fn lugares_de(texto: &str) -> impl Iterator<Item = &str> {
    texto
        .split('{')
        .skip(1)
        .filter_map(|depois| depois.split_once('}').map(|(lugar, _)| lugar))
        .filter(|lugar| !lugar.is_empty() && lugar.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

/// O texto com os lugares preenchidos, cada um com as aspas da linguagem do seletor: o que vem de fora não muda o sentido dele.
fn preencher(por: &str, texto: &str, com: &Map<String, Value>) -> String {
    let (mut saida, mut resto) = (String::with_capacity(texto.len()), texto);
    while let Some((antes, depois)) = resto.split_once('{') {
        saida.push_str(antes);
        match depois.split_once('}').and_then(|(lugar, fim)| Some((com.get(lugar)?.as_str()?, fim))) {
            Some((valor, fim)) => {
                saida.push_str(&entre_aspas(por, valor));
                resto = fim;
            }
            None => {
                saida.push('{');
                resto = depois;
            }
        }
    }
    saida + resto
}

fn entre_aspas(por: &str, valor: &str) -> String {
    match por {
        "xpath" => literal_de_xpath(valor),
        "css" => {
            let escapado: String = valor
                .chars()
                .map(|c| match c {
                    '"' | '\\' => format!("\\{c}"),
                    c if c.is_control() => format!("\\{:x} ", u32::from(c)),
                    c => c.to_string(),
                })
                .collect();
            format!("\"{escapado}\"")
        }
        _ => valor.to_owned(),
    }
}

/// XPath 1.0 não tem escape: texto com os dois tipos de aspas vira `concat(…)`.
fn literal_de_xpath(texto: &str) -> String {
    if !texto.contains('\'') {
        return format!("'{texto}'");
    }
    if !texto.contains('"') {
        return format!("\"{texto}\"");
    }
    let partes: Vec<String> = texto.split('\'').map(|parte| format!("'{parte}'")).collect();
    format!("concat({})", partes.join(", \"'\", "))
}

/// Os desvios de uma execução, cada seletor uma vez.
#[derive(Debug, Default)]
pub struct Desvios {
    todos: BTreeMap<String, DesvioRpa>,
    novos: Vec<DesvioRpa>,
}

impl Desvios {
    /// Uma alternativa que não a primeira casou.
    pub fn anotar(&mut self, desvio: DesvioRpa) {
        if self.todos.insert(desvio.nome.clone(), desvio.clone()).is_none() {
            self.novos.push(desvio);
        }
    }

    /// Os que ainda não se contaram.
    pub fn tirar_novos(&mut self) -> Vec<DesvioRpa> {
        std::mem::take(&mut self.novos)
    }

    pub fn todos(&self) -> Vec<DesvioRpa> {
        self.todos.values().cloned().collect()
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    fn seletor(por: &str, valor: &str) -> SeletorRpa {
        SeletorRpa { por: por.to_owned(), valor: valor.to_owned() }
    }

    fn declarados() -> BTreeMap<String, Declarado> {
        let email = Declarado { lugares: vec![], alternativas: vec![seletor("id", "email"), seletor("css", "input")] };
        let linha = Declarado {
            lugares: vec!["numero".to_owned()],
            alternativas: vec![seletor("xpath", "//tr[td={numero}]"), seletor("css", "tr[data-n={numero}]")],
        };
        BTreeMap::from([("email".to_owned(), email), ("linha".to_owned(), linha)])
    }

    fn valores(passo: &Passo) -> Vec<String> {
        let json = serde_json::to_value(passo).unwrap();
        let outras = json["outras"].as_array().into_iter().flatten().map(|outra| &outra[1]);
        [&json["valor"]].into_iter().chain(outras).map(|valor| valor.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn o_que_se_preenche_nao_muda_o_sentido_do_seletor() {
        let seletores = Seletores::novos(&declarados(), &BTreeMap::new()).unwrap();
        for (numero, xpath, css) in [
            ("10", "//tr[td='10']", r#"tr[data-n="10"]"#),
            ("' or '1'='1", r#"//tr[td="' or '1'='1"]"#, r#"tr[data-n="' or '1'='1"]"#),
            (r#"a'b"c"#, r#"//tr[td=concat('a', "'", 'b"c')]"#, r#"tr[data-n="a'b\"c"]"#),
            ("{numero}", "//tr[td='{numero}']", r#"tr[data-n="{numero}"]"#),
        ] {
            let pedido = serde_json::json!({ "nome": "linha", "com": { "numero": numero } }).to_string();
            let passo = seletores.passo("seletor".to_owned(), pedido).unwrap();
            assert_eq!(valores(&passo), [xpath, css]);
        }
    }

    #[test]
    fn o_cadastro_troca_as_alternativas_de_um_seletor_e_so_do_que_o_plugin_tem() {
        let trocado = BTreeMap::from([("email".to_owned(), vec![seletor("nome", "usuario")])]);
        let seletores = Seletores::novos(&declarados(), &trocado).unwrap();
        let passo = seletores.passo("seletor".to_owned(), "email".to_owned()).unwrap();
        assert_eq!((passo.por.as_str(), valores(&passo)), ("nome", vec!["usuario".to_owned()]));
        for (nome, seletor) in
            [("outro", seletor("id", "x")), ("email", seletor("id", "")), ("email", seletor("css", "{x}"))]
        {
            let trocado = BTreeMap::from([(nome.to_owned(), vec![seletor])]);
            assert!(Seletores::novos(&declarados(), &trocado).unwrap_err().e("seletor_invalido"), "{nome}");
        }
    }

    #[test]
    fn cada_seletor_que_desvia_se_conta_uma_vez() {
        let desvio = DesvioRpa { nome: "email".to_owned(), alternativa: 2, usado: "css=input".to_owned() };
        let mut desvios = Desvios::default();
        desvios.anotar(desvio.clone());
        desvios.anotar(desvio.clone());
        assert_eq!(desvios.tirar_novos(), [desvio.clone()]);
        assert_eq!(desvios.tirar_novos(), []);
        assert_eq!(desvios.todos(), [desvio]);
    }
}
