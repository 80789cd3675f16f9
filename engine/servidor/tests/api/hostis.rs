//! O que se digita de má-fé em cada filtro, em cada caminho e em cada texto de cada corpo: o banco nunca o toma por comando nem por curinga, e nada dá
//! erro nosso. Nos dois bancos: o que um aceita o outro pode recusar (o PostgreSQL não guarda NUL).

use serde_json::Value;

use crate::apoio::Casa;
use crate::operacoes::operacoes;
use crate::receitas::{Corpo, Ids};
use crate::vizinho::Vizinho;

/// Já escritos como vão na URL.
const NA_CONSULTA: [&str; 12] = [
    "%27",
    "%27%20OR%20%271%27%3D%271",
    "%22%3B%20DROP%20TABLE%20clientes%3B%20--",
    "1)%20UNION%20SELECT%20senha%20FROM%20usuarios--",
    "%25",
    "_",
    "%5C",
    "!",
    "%00",
    "a%00b",
    "%ff%fe",
    "%0d%0aSet-Cookie:%20a=b",
];

fn no_corpo() -> Vec<String> {
    let curtos = [
        "'; DROP TABLE clientes; --",
        "a\0b",
        "\u{0}",
        "%",
        "\u{202e}\u{feff}",
        "../../etc/passwd",
        "{{ 7 * 7 }}",
        "=cmd|' /C calc'!A0",
    ];
    curtos.map(str::to_owned).into_iter().chain(["é".repeat(70_000)]).collect()
}

/// Cada texto do valor, um de cada vez, trocado pelo hostil.
fn trocados(valor: &Value, hostil: &str) -> Vec<Value> {
    match valor {
        Value::String(_) => vec![hostil.into()],
        Value::Object(campos) => {
            let de_um = |(nome, dentro): (&String, &Value)| {
                let com = |trocado| {
                    let mut copia = campos.clone();
                    copia.insert(nome.clone(), trocado);
                    Value::Object(copia)
                };
                trocados(dentro, hostil).into_iter().map(com).collect::<Vec<_>>()
            };
            campos.iter().flat_map(de_um).collect()
        }
        Value::Array(itens) => {
            let de_um = |(lugar, dentro): (usize, &Value)| {
                let com = |trocado| {
                    let mut copia = itens.clone();
                    copia[lugar] = trocado;
                    Value::Array(copia)
                };
                trocados(dentro, hostil).into_iter().map(com).collect::<Vec<_>>()
            };
            itens.iter().enumerate().flat_map(de_um).collect()
        }
        _ => vec![],
    }
}

async fn nada_hostil_passa(casa: Casa) {
    let vizinho = Vizinho::mudar_se(&casa).await;
    let (token, ids) = (&vizinho.token, Ids::De(vizinho.ids.clone()));
    let enorme = "a".repeat(60_000);
    let mut erradas = Vec::new();
    for operacao in operacoes() {
        for (texto, hostil) in
            operacao.textos().iter().flat_map(|t| NA_CONSULTA.into_iter().chain([enorme.as_str()]).map(move |h| (t, h)))
        {
            let resposta = operacao.pedir(&casa, token, &ids, &format!("{texto}={hostil}")).await;
            let curto = &hostil[..hostil.len().min(60)];
            if resposta.status.is_server_error() {
                erradas.push(format!("{} ?{texto}={curto}: {} {}", operacao.caminho, resposta.status, resposta.texto));
            }
            // Um filtro que nada do que há contém não acha nada.
            let itens = resposta.json()["itens"].as_array().map_or(0, Vec::len);
            if resposta.status == 200 && itens > 0 {
                erradas.push(format!("{} ?{texto}={curto} achou {itens}", operacao.caminho));
            }
        }
        if operacao.cita_no_caminho() {
            for hostil in NA_CONSULTA {
                let falsos = vizinho.ids.keys().map(|recurso| (*recurso, hostil.to_owned())).collect();
                let resposta = operacao.pedir(&casa, token, &Ids::De(falsos), "").await;
                if resposta.status.is_server_error() {
                    erradas.push(format!("{} com {hostil}: {} {}", operacao.caminho, resposta.status, resposta.texto));
                }
            }
        }
        if let Corpo::Json(corpo) = &operacao.receita().2 {
            let caminho = operacao.com(&ids);
            for hostil in no_corpo() {
                for trocado in trocados(&corpo(&ids), &hostil) {
                    let resposta = operacao.com_corpo(&casa, token, &caminho, &trocado).await;
                    if resposta.status.is_server_error() {
                        let curto: String = trocado.to_string().chars().take(300).collect();
                        erradas.push(format!("{} {curto}: {} {}", operacao.caminho, resposta.status, resposta.texto));
                    }
                }
            }
        }
    }
    assert!(erradas.is_empty(), "{}", erradas.join("\n"));
    casa.pedir("GET", "/api/clientes", Some(token), None).await.deu(200);
}

#[tokio::test]
async fn nada_hostil_passa_no_sqlite() {
    nada_hostil_passa(Casa::nova().await).await;
}

#[tokio::test]
async fn nada_hostil_passa_no_postgres() {
    nada_hostil_passa(Casa::no_postgres().await).await;
}

/// Os campos em que se escreve um endereço, um por operação. Quem os chama é vigiado em `conectores/tests/conectores/ssrf.rs`; um campo novo entra lá também.
const ENDERECOS: [(&str, &str); 7] = [
    ("criar_cliente", "site_emissao"),
    ("alterar_cliente", "site_emissao"),
    ("configurar_canal", "endereco"),
    ("criar_operadora", "url_endpoint_rpa"),
    ("criar_operadora", "url_portal"),
    ("alterar_operadora", "url_endpoint_rpa"),
    ("alterar_operadora", "url_portal"),
];

#[tokio::test]
async fn todo_campo_de_endereco_so_aceita_endereco_da_web_sem_senha() {
    let casa = Casa::nova().await;
    let vizinho = Vizinho::mudar_se(&casa).await;
    let ids = Ids::De(vizinho.ids.clone());
    let mut achados = Vec::new();
    for operacao in operacoes() {
        for campo in operacao.campos() {
            if ["url", "endereco", "site", "uri", "link"].iter().any(|pedaco| campo.contains(pedaco)) {
                achados.push((operacao.id.clone(), campo));
            }
        }
    }
    achados.sort();
    let mut esperados = ENDERECOS.map(|(operacao, campo)| (operacao.to_owned(), campo.to_owned()));
    esperados.sort();
    assert_eq!(achados, esperados, "campo de endereço novo: quem o chama é vigiado? ponha-o aqui e em `ssrf.rs`");
    for operacao in operacoes() {
        for (_, campo) in ENDERECOS.iter().filter(|(id, _)| *id == operacao.id) {
            let Corpo::Json(corpo) = &operacao.receita().2 else { unreachable!() };
            for hostil in [
                "file:///etc/passwd",
                "javascript:alert(1)",
                "gopher://a/",
                "http://ana:senha@a.b/",
                "http://",
                "//a.b",
                "a\nb",
            ] {
                let mut com = corpo(&ids);
                com["credencial"] = "https://hooks.slack.com/services/a/b/c".into();
                if operacao.id != "configurar_canal" {
                    com.as_object_mut().unwrap().remove("credencial");
                }
                com[*campo] = hostil.into();
                let caminho = operacao.com(&ids).replace("/SLACK", "/TELEGRAM");
                let resposta = operacao.com_corpo(&casa, &vizinho.token, &caminho, &com).await;
                assert_eq!(resposta.status, 422, "{} {campo} = {hostil}: {}", operacao.id, resposta.texto);
                assert!(resposta.texto.contains(campo), "{} {campo} = {hostil}: {}", operacao.id, resposta.texto);
            }
        }
    }
}
