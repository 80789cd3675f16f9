//! O relatório: um arquivo HTML só, sem nada de fora e sem script, que se abre em qualquer lugar.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use esteira_base::{Instante, Resumo};
use esteira_portas::rpa::{ErroRpa, LinhaDeRegistro};
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use serde_json::Value;

use super::Deixado;
use crate::linha_do_tempo::LinhaDoTempo;
use crate::navegador::Retrato;

const MODELO: &str = include_str!("relatorio.html");
/// Quanto do HTML de uma página se mostra, em caracteres; a página inteira é outra peça da evidência.
const HTML_MOSTRADO: usize = 200_000;

/// De que execução se trata.
#[derive(Serialize)]
pub struct Cabeca<'a> {
    pub execucao: &'a str,
    pub plugin: &'a str,
    pub versao: &'a str,
    pub resumo: Resumo,
    pub operacao: &'a str,
    pub comeco: Instante,
    pub total_ms: u64,
    pub abrir_navegador_ms: u64,
}

#[derive(Serialize)]
struct Contexto<'a> {
    cabeca: &'a Cabeca<'a>,
    erro: Option<&'a ErroRpa>,
    linha: &'a LinhaDoTempo,
    /// O comando mais demorado, para dar a medida dos outros.
    maior_ms: u64,
    registro: &'a [LinhaDeRegistro],
    retratos: Vec<Vista<'a>>,
}

/// Um retrato como se mostra.
#[derive(Serialize)]
struct Vista<'a> {
    titulo: String,
    retrato: Retratado<'a>,
}

#[derive(Serialize)]
struct Retratado<'a> {
    url: Option<&'a str>,
    pagina: Option<&'a str>,
    alerta: Option<&'a str>,
    captura: Option<String>,
    html: Option<String>,
    console: Vec<&'a Value>,
}

pub fn html(deixado: &Deixado<'_>) -> String {
    let marcas = deixado.marcas.iter().map(|(nome, retrato)| vista(format!("Marca: {nome}"), retrato));
    let fim = deixado.fim.iter().map(|retrato| vista("Na hora da falha".to_owned(), retrato));
    let contexto = Contexto {
        cabeca: &deixado.cabeca,
        erro: deixado.erro,
        linha: deixado.linha,
        maior_ms: deixado.linha.comandos.iter().map(|comando| comando.ms).max().unwrap_or(0).max(1),
        registro: deixado.registro,
        retratos: fim.chain(marcas).collect(),
    };
    let mut ambiente = Environment::new();
    // Um modelo nosso com um nome que falta é defeito que se vê no teste.
    ambiente.set_undefined_behavior(UndefinedBehavior::Strict);
    // O nome acaba em .html: tudo o que entra sai escapado.
    let feito = ambiente.render_named_str("relatorio.html", MODELO, Serde(&contexto));
    feito.unwrap_or_else(|erro| {
        tracing::error!(%erro, "o relatório da execução não se montou");
        "<!doctype html><meta charset=utf-8><p>O relatório não se montou; veja as outras peças da evidência.".to_owned()
    })
}

fn vista(titulo: String, retrato: &Retrato) -> Vista<'_> {
    let captura = retrato.captura_png.as_ref().map(|png| format!("data:image/png;base64,{}", STANDARD.encode(png)));
    let html = retrato.html.as_ref().map(|html| html.chars().take(HTML_MOSTRADO).collect());
    let console = retrato.console.as_ref().and_then(Value::as_array);
    Vista {
        titulo,
        retrato: Retratado {
            url: retrato.url.as_deref(),
            pagina: retrato.titulo.as_deref(),
            alerta: retrato.alerta.as_deref(),
            captura,
            html,
            console: console.into_iter().flatten().collect(),
        },
    }
}

#[cfg(test)]
mod testes {
    use super::*;
    use crate::erro::erro_tecnico_ou_de_negocio;
    use crate::linha_do_tempo::Comando;

    fn comando(alvo: &str, resultado: &str) -> Comando {
        Comando {
            n: 0,
            quando: Instante::de_micros(1_790_000_000_000_000),
            etapa: Some("login".to_owned()),
            comando: "alvo.clicar",
            alvo: alvo.to_owned(),
            ms: 120,
            pedidos: 2,
            resultado: resultado.to_owned(),
        }
    }

    /// Abre sozinho: nada de fora, nada que execute, e o que veio do portal vai escapado.
    #[test]
    fn o_relatorio_e_um_arquivo_so_e_o_que_vem_do_portal_nao_executa() {
        let hostil = "<script>alert(1)</script>";
        let mut linha = LinhaDoTempo::default();
        linha.anotar(comando(hostil, "tempo_esgotado"));
        let erro = erro_tecnico_ou_de_negocio("tempo_esgotado", hostil);
        let retrato = Retrato {
            url: Some(format!("https://portal/{hostil}")),
            html: Some(hostil.to_owned()),
            captura_png: Some(b"png".to_vec()),
            console: Some(serde_json::json!([{ "level": "SEVERE", "message": hostil }])),
            ..Retrato::default()
        };
        let feito = html(&Deixado {
            cabeca: Cabeca {
                execucao: "e1",
                plugin: "oi",
                versao: "1.0.0",
                resumo: Resumo::de(b"x"),
                operacao: "baixar-fatura",
                comeco: Instante::de_micros(1_790_000_000_000_000),
                total_ms: 1_500,
                abrir_navegador_ms: 700,
            },
            erro: Some(&erro),
            linha: &linha,
            registro: &[],
            marcas: vec![("a conta".to_owned(), Retrato::default())],
            fim: Some(retrato),
        });
        assert!(feito.contains("tempo_esgotado") && feito.contains("Na hora da falha") && feito.contains("a conta"));
        assert!(!feito.contains("<script"), "{feito}");
        assert!(feito.contains("data:image/png;base64,cG5n"));
        for de_fora in ["src=\"http", "href=\"http", "url(http", "@import"] {
            assert!(!feito.contains(de_fora), "{de_fora}");
        }
    }
}
