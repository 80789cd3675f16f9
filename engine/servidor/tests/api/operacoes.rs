//! As operações que a descrição OpenAPI diz haver, e como se pede cada uma.

use axum::body::Body;
use axum::http::Request;
use axum::http::request::Builder;
use serde_json::Value;

use crate::apoio::{Casa, Resposta};
use crate::receitas::{Corpo, Ids, RECEITAS, Receita};

/// Uma operação da descrição.
pub struct Operacao {
    pub id: String,
    pub metodo: String,
    pub caminho: String,
    descricao: Value,
}

pub fn operacoes() -> Vec<Operacao> {
    let descricao = serde_json::to_value(esteira_servidor::openapi()).unwrap();
    let caminhos = descricao["paths"].as_object().unwrap();
    let de_um = |(caminho, metodos): (&String, &Value)| {
        let de_metodo = |(metodo, operacao): (&String, &Value)| Operacao {
            id: operacao["operationId"].as_str().unwrap().to_owned(),
            metodo: metodo.to_uppercase(),
            caminho: caminho.clone(),
            descricao: resolvida(operacao, &descricao),
        };
        metodos.as_object().unwrap().iter().map(de_metodo).collect::<Vec<_>>()
    };
    caminhos.iter().flat_map(de_um).collect()
}

/// Com os esquemas no lugar das referências.
fn resolvida(valor: &Value, raiz: &Value) -> Value {
    match valor {
        Value::Object(campos) => match campos.get("$ref").and_then(Value::as_str) {
            // Só o corpo interessa, e nenhum corpo é recursivo; o problema das respostas é.
            Some(alvo) if !alvo.contains("Problema") => resolvida(raiz.pointer(&alvo[1..]).unwrap(), raiz),
            _ => {
                let sem_respostas = campos.iter().filter(|(nome, _)| *nome != "responses");
                sem_respostas.map(|(nome, valor)| (nome.clone(), resolvida(valor, raiz))).collect()
            }
        },
        Value::Array(itens) => itens.iter().map(|item| resolvida(item, raiz)).collect(),
        outro => outro.clone(),
    }
}

impl Operacao {
    pub fn receita(&self) -> &'static Receita {
        RECEITAS.iter().find(|receita| receita.0 == self.id).unwrap_or_else(|| {
            panic!("{} {} ({}) não tem receita: ponha uma linha em `receitas.rs`", self.metodo, self.caminho, self.id)
        })
    }

    /// Os parâmetros de consulta cujo valor é o id de alguma coisa: nome e recurso.
    pub fn consultas(&self) -> Vec<(String, String)> {
        let parametros = self.descricao["parameters"].as_array().cloned().unwrap_or_default();
        let na_consulta = parametros.iter().filter(|p| p["in"] == "query");
        let com_recurso = na_consulta.filter_map(|p| {
            let nome = p["name"].as_str()?;
            let conhecida = CONSULTAS.iter().find(|(consulta, _)| *consulta == nome).map(|(_, recurso)| *recurso);
            let e_id = p["schema"].to_string().contains("\"uuid\"");
            let recurso = conhecida.or_else(|| e_id.then(|| self.do_cursor(nome)))?;
            Some((nome.to_owned(), recurso.to_owned()))
        });
        com_recurso.collect()
    }

    /// O cursor é o id de algo da própria lista; na exportação, da lista que ela exporta.
    fn do_cursor(&self, nome: &str) -> &str {
        assert_eq!(nome, "depois_de", "{}: de que é o id em ?{nome}=", self.id);
        let mut literais = self.caminho.rsplit('/').filter(|parte| !parte.starts_with('{') && *parte != "exportacao");
        literais.next().unwrap()
    }

    /// Se cita o id de alguma coisa, no caminho ou no corpo.
    pub fn cita(&self) -> bool {
        self.cita_no_caminho() || self.descricao["requestBody"].to_string().contains("\"uuid\"")
    }

    pub fn cita_no_caminho(&self) -> bool {
        self.caminho.split('/').any(|parte| parte.starts_with('{') && !FIXOS.iter().any(|(fixo, _)| *fixo == parte))
    }

    /// O caminho, com os ids dados.
    pub fn com(&self, ids: &Ids) -> String {
        let partes: Vec<&str> = self.caminho.split('/').collect();
        let concreto = |(lugar, parte): (usize, &&str)| match *parte {
            literal if !literal.starts_with('{') => literal.to_owned(),
            fixo if FIXOS.iter().any(|(nome, _)| *nome == fixo) => {
                FIXOS.iter().find(|(nome, _)| *nome == fixo).unwrap().1.to_owned()
            }
            _ => ids.de(partes[lugar - 1]).to_owned(),
        };
        partes.iter().enumerate().map(concreto).collect::<Vec<_>>().join("/")
    }

    fn cabeca(&self, token: &str, caminho: &str) -> Builder {
        let pedido = Request::builder().method(self.metodo.as_str()).uri(caminho);
        pedido.header("authorization", format!("Bearer {token}")).header("if-match", "\"1\"")
    }

    /// Os campos do corpo JSON.
    pub fn campos(&self) -> Vec<String> {
        let campos = self.descricao.pointer("/requestBody/content/application~1json/schema/properties");
        campos.and_then(Value::as_object).map_or(vec![], |campos| campos.keys().cloned().collect())
    }

    /// Os parâmetros de consulta que são texto livre.
    pub fn textos(&self) -> Vec<String> {
        let parametros = self.descricao["parameters"].as_array().cloned().unwrap_or_default();
        let livre = |p: &Value| {
            p["in"] == "query" && p["schema"]["format"].is_null() && p["schema"].to_string().contains("string")
        };
        parametros.iter().filter(|p| livre(p)).map(|p| p["name"].as_str().unwrap().to_owned()).collect()
    }

    /// Pede, com o corpo da receita. `consulta` vai depois do `?`.
    pub async fn pedir(&self, casa: &Casa, token: &str, ids: &Ids, consulta: &str) -> Resposta {
        let caminho = format!("{}?{consulta}", self.com(ids));
        let pedido = self.cabeca(token, caminho.trim_end_matches('?'));
        let (tipo, corpo) = match &self.receita().2 {
            Corpo::Nenhum => return casa.mandar(pedido.body(Body::empty()).unwrap()).await,
            Corpo::Json(corpo) => ("application/json", corpo(ids).to_string()),
            Corpo::Yaml(texto) => ("application/yaml", (*texto).to_owned()),
            Corpo::Formulario(campos) => ("multipart/form-data; boundary=corte", formulario(campos(ids))),
        };
        casa.mandar(pedido.header("content-type", tipo).body(corpo.into()).unwrap()).await
    }

    /// Com um corpo JSON qualquer, num caminho qualquer.
    pub async fn com_corpo(&self, casa: &Casa, token: &str, caminho: &str, corpo: &Value) -> Resposta {
        let pedido = self.cabeca(token, caminho).header("content-type", "application/json");
        casa.mandar(pedido.body(corpo.to_string().into()).unwrap()).await
    }
}

/// `arquivo`, `plugin` e `detalhe` vão como arquivo; o resto, como texto.
fn formulario(campos: Vec<(&'static str, String)>) -> String {
    let parte = |(nome, valor): (&str, String)| {
        let arquivo = if nome == "arquivo" || nome == "plugin" { "; filename=\"fatura.pdf\"" } else { "" };
        format!("--corte\r\ncontent-disposition: form-data; name=\"{nome}\"{arquivo}\r\n\r\n{valor}\r\n")
    };
    campos.into_iter().map(parte).chain(["--corte--\r\n".to_owned()]).collect()
}

/// Partes do caminho que não são id de nada.
const FIXOS: [(&str, &str); 6] = [
    ("{formato}", "csv"),
    ("{canal}", "SLACK"),
    ("{evento}", "processo_falhou"),
    ("{caminho}", "nenhum"),
    ("{posicao}", "1"),
    // O do link de decisão é uma prova: quem o tem pode.
    ("{token}", "nenhum"),
];

/// Consultas que citam alguma coisa, e o quê.
const CONSULTAS: [(&str, &str); 9] = [
    ("operadora", "operadoras"),
    ("cliente", "clientes"),
    ("processo", "processos"),
    ("usuario", "usuarios"),
    ("alvo_id", "clientes"),
    ("hash", "hashes"),
    ("cnpj", "cnpjs"),
    ("fluxo", "fluxos"),
    ("correlacao", "correlacoes"),
];
