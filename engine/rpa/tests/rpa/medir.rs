//! Medição, fora da bateria: o mesmo fluxo pelo plugin e direto pelo fantoccini, intercalados na mesma rodada.
//!
//! `cargo nextest run -p esteira-rpa --run-ignored only medir --no-capture`

use std::time::{Duration, Instant};

use esteira_rpa::config::ModoNavegador;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::apoio::Bancada;

const RODADAS: usize = 7;
const VOLTAS: usize = 4;

/// Abrir, preencher duas vezes, escolher, ler a tabela: cinco passos por volta.
fn roteiro() -> serde_json::Value {
    let volta = [
        json!(["abrir", "/p/formulario"]),
        json!(["alvo.preencher", "id=nome", "Empresa Exemplo"]),
        json!(["alvo.selecionar-por-valor", "id=uf", "SP"]),
        json!(["alvo.texto", "css=h1"]),
        json!(["ler-tabela", "id=tabela"]),
    ];
    json!(std::iter::repeat_n(volta, VOLTAS).flatten().collect::<Vec<_>>())
}

/// Os mesmos passos como se escrevem com o fantoccini, célula a célula.
async fn direto(cliente: &Client, url: &str) {
    for _ in 0..VOLTAS {
        cliente.goto(url).await.unwrap();
        let nome = cliente.wait().for_element(Locator::Css("#nome")).await.unwrap();
        nome.clear().await.unwrap();
        nome.send_keys("Empresa Exemplo").await.unwrap();
        cliente.find(Locator::Css("#uf")).await.unwrap().select_by_value("SP").await.unwrap();
        cliente.find(Locator::Css("h1")).await.unwrap().text().await.unwrap();
        for linha in cliente.find_all(Locator::Css("#tabela tr")).await.unwrap() {
            for celula in linha.find_all(Locator::Css("td, th")).await.unwrap() {
                celula.text().await.unwrap();
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "medição; leva um minuto e não afirma nada"]
async fn plugin_contra_fantoccini_direto() {
    let b = Bancada::com(|config| assert!(matches!(config.navegador.modo, ModoNavegador::Local { .. }))).await;
    let chromedriver = b.hospedeiro.url_do_navegador().await.unwrap();
    let perfil = tempfile::tempdir().unwrap();
    let argumentos = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
    ];
    let mut argumentos: Vec<String> = argumentos.map(str::to_owned).into();
    argumentos.push(format!("--user-data-dir={}", perfil.path().display()));
    let opcoes = json!({"goog:chromeOptions": {"binary": "/usr/bin/chromium", "args": argumentos}});

    let (mut vazios, mut inteiros, mut plugin, mut fantoccini, mut instanciar, mut abrir) =
        (vec![], vec![], vec![], vec![], vec![], vec![]);
    let mut comandos = 0;
    for _ in 0..RODADAS {
        let inicio = Instant::now();
        let vazio = b.executar(b.pedido("vazio", json!({}))).await;
        vazios.push(inicio.elapsed());
        instanciar.push(Duration::from_micros(vazio.medidas.instanciar_us));

        let inicio = Instant::now();
        let desfecho = b.executar(b.roteiro(roteiro())).await;
        let total = inicio.elapsed();
        assert!(desfecho.resultado.is_ok());
        let abertura = Duration::from_millis(desfecho.medidas.abrir_navegador_ms);
        comandos = desfecho.medidas.comandos_navegador;
        inteiros.push(total);
        abrir.push(abertura);
        plugin.push(total - abertura);
        // Um de cada vez: o navegador anterior morrendo disputaria o processador.
        b.sem_navegadores().await;

        let mut construtor = ClientBuilder::new(HttpConnector::new());
        let cliente =
            construtor.capabilities(opcoes.as_object().unwrap().clone()).connect(&chromedriver).await.unwrap();
        let inicio = Instant::now();
        direto(&cliente, &b.portal.url("/p/formulario")).await;
        fantoccini.push(inicio.elapsed());
        cliente.close().await.unwrap();
    }
    let [vazio, inteiro, plugin, direto, instanciar, abrir] =
        [&mut vazios, &mut inteiros, &mut plugin, &mut fantoccini, &mut instanciar, &mut abrir]
            .map(|tempos| mediana(tempos));
    println!("execução vazia {vazio:?} (instanciar {instanciar:?})");
    println!("abrir navegador {abrir:?}; execução inteira {inteiro:?}; {comandos} pedidos WebDriver");
    println!(
        "{} passos: plugin {plugin:?}, fantoccini {direto:?}, razão {:.2}",
        VOLTAS * 5,
        plugin.as_secs_f64() / direto.as_secs_f64()
    );
}

fn mediana(tempos: &mut [Duration]) -> Duration {
    tempos.sort();
    tempos[tempos.len() / 2]
}
