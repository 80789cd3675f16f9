//! Os mesmos passos pelo plugin, pelo fantoccini e pelo Selenium do Python, no mesmo chromedriver e na mesma corrida, alternando quem vai primeiro.
//!
//! Cada um escreve-os como é de costume nele: o plugin lê a tabela num comando; os outros, célula a célula. Conta-se dos passos, com o navegador já aberto.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use esteira_portais::{ContaOi, DadosOi, PortalOi};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::Medida;
use crate::apoio::{Bancada, segredos};

const RODADAS: usize = 7;
const SENHA: &str = "s3nha";
const SELENIUM: &str = "selenium==4.51.0";
const ESPERA: Duration = Duration::from_secs(30);
const QUADRO: &str = "//iframe[@src='/api/login/customer']";
const VER_CONTAS: &str = "//a[@data-context='btn_ver_contas']";
const FILTRAR: &str = "//button[@data-context='btn_filtrar']";
const LINHA: &str = "//main//table/tbody/tr[td[2][normalize-space(.)!='']]";
const TABELA: &str = "//main//table/tbody";

/// Um caminho por um portal.
#[derive(Clone, Copy)]
enum Fluxo {
    /// Abrir, preencher, escolher, ler o título e a tabela.
    Formulario,
    /// Entrar no portal da Oi (formulário num quadro), filtrar as contas e ler a lista.
    Oi,
}

impl Fluxo {
    fn nome(self) -> &'static str {
        match self {
            Self::Formulario => "formulario",
            Self::Oi => "oi",
        }
    }

    fn voltas(self) -> usize {
        match self {
            Self::Formulario => 4,
            // Quem já entrou não vê o login.
            Self::Oi => 1,
        }
    }

    fn roteiro(self, url: &str) -> Value {
        let xpath = |texto: &str| format!("xpath={texto}");
        let volta = match self {
            Self::Formulario => json!([
                ["abrir", url],
                ["alvo.preencher", "id=nome", "Empresa Exemplo"],
                ["alvo.selecionar-por-valor", "id=uf", "SP"],
                ["alvo.texto", "css=h1"],
                ["ler-tabela", "id=tabela"],
            ]),
            Self::Oi => json!([
                ["abrir", url],
                ["entrar-quadro", xpath(QUADRO)],
                ["alvo.preencher", "xpath=//input[@class='email']", "padaria"],
                ["alvo.preencher-segredo", "xpath=//input[@class='password']", "senha_portal"],
                ["alvo.clicar", "id=loginButtonApp"],
                ["quadro-raiz"],
                ["esperar", xpath(VER_CONTAS), "visivel", "30000"],
                ["abrir", format!("{url}/todas-as-contas?limit=10&offset=0")],
                ["alvo.clicar", xpath(FILTRAR)],
                ["esperar", xpath(LINHA), "visivel", "30000"],
                ["ler-tabela", xpath(TABELA)],
            ]),
        };
        let passos = volta.as_array().cloned().unwrap_or_default();
        json!(std::iter::repeat_n(passos, self.voltas()).flatten().collect::<Vec<_>>())
    }

    async fn direto(self, cliente: &Client, url: &str) {
        match self {
            Self::Formulario => formulario_direto(cliente, url).await,
            Self::Oi => oi_direto(cliente, url).await,
        }
    }
}

async fn formulario_direto(cliente: &Client, url: &str) {
    cliente.goto(url).await.unwrap();
    let nome = cliente.wait().for_element(Locator::Css("#nome")).await.unwrap();
    nome.clear().await.unwrap();
    nome.send_keys("Empresa Exemplo").await.unwrap();
    cliente.find(Locator::Css("#uf")).await.unwrap().select_by_value("SP").await.unwrap();
    cliente.find(Locator::Css("h1")).await.unwrap().text().await.unwrap();
    ler(cliente, Locator::Css("#tabela tr")).await;
}

async fn oi_direto(cliente: &Client, url: &str) {
    cliente.goto(url).await.unwrap();
    let esperar = |onde| cliente.wait().at_most(ESPERA).every(Duration::from_millis(50)).for_element(onde);
    esperar(Locator::XPath(QUADRO)).await.unwrap().enter_frame().await.unwrap();
    esperar(Locator::XPath("//input[@class='email']")).await.unwrap().send_keys("padaria").await.unwrap();
    cliente.find(Locator::XPath("//input[@class='password']")).await.unwrap().send_keys(SENHA).await.unwrap();
    cliente.find(Locator::Css("#loginButtonApp")).await.unwrap().click().await.unwrap();
    cliente.enter_parent_frame().await.unwrap();
    esperar(Locator::XPath(VER_CONTAS)).await.unwrap();
    cliente.goto(&format!("{url}/todas-as-contas?limit=10&offset=0")).await.unwrap();
    esperar(Locator::XPath(FILTRAR)).await.unwrap().click().await.unwrap();
    esperar(Locator::XPath(LINHA)).await.unwrap();
    assert_eq!(ler(cliente, Locator::XPath("//main//table/tbody/tr")).await, 3);
}

async fn ler(cliente: &Client, linhas: Locator<'_>) -> usize {
    let linhas = cliente.find_all(linhas).await.unwrap();
    for linha in &linhas {
        for celula in linha.find_all(Locator::Css("td, th")).await.unwrap() {
            celula.text().await.unwrap();
        }
    }
    linhas.len()
}

/// A bancada, o portal e o Python em que se compara.
struct Arena {
    bancada: Bancada,
    chromedriver: String,
    python: PathBuf,
}

impl Arena {
    async fn nova() -> Self {
        let bancada = Bancada::nova().await;
        let chromedriver = bancada.hospedeiro.url_do_navegador().await.unwrap();
        Self { bancada, chromedriver, python: python_com_selenium() }
    }

    async fn plugin(&self, fluxo: Fluxo, url: &str) -> Duration {
        let mut pedido = self.bancada.roteiro(fluxo.roteiro(url));
        pedido.segredos = segredos(&[("senha_portal", SENHA)]);
        pedido.dominios_concedidos = vec![url.trim_start_matches("http://").split('/').next().unwrap().to_owned()];
        let inicio = Instant::now();
        let desfecho = self.bancada.executar(pedido).await;
        let levou = inicio.elapsed();
        assert!(desfecho.resultado.is_ok(), "{:?}", desfecho.resultado);
        self.bancada.sem_navegadores().await;
        levou - Duration::from_millis(desfecho.medidas.abrir_navegador_ms)
    }

    async fn fantoccini(&self, fluxo: Fluxo, url: &str) -> Duration {
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
        let mut construtor = ClientBuilder::new(HttpConnector::new());
        let construtor = construtor.capabilities(opcoes.as_object().unwrap().clone());
        let cliente = construtor.connect(&self.chromedriver).await.unwrap();
        let inicio = Instant::now();
        for _ in 0..fluxo.voltas() {
            fluxo.direto(&cliente, url).await;
        }
        let levou = inicio.elapsed();
        cliente.close().await.unwrap();
        levou
    }

    fn selenium(&self, fluxo: Fluxo, url: &str) -> Duration {
        let perfil = tempfile::tempdir().unwrap();
        let saida = Command::new(&self.python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rpa/medir/com_selenium.py"))
            .args([self.chromedriver.trim_end_matches('/'), fluxo.nome(), url])
            .arg(perfil.path())
            .arg(fluxo.voltas().to_string())
            .output()
            .unwrap();
        assert!(saida.status.success(), "{}", String::from_utf8_lossy(&saida.stderr));
        Duration::from_secs_f64(String::from_utf8_lossy(&saida.stdout).trim().parse().unwrap())
    }
}

/// Um ambiente só para isto, feito na primeira vez, com o Selenium do PyPI.
fn python_com_selenium() -> PathBuf {
    let pasta = Path::new(env!("CARGO_TARGET_TMPDIR")).join(SELENIUM.replace("==", "-"));
    let python = pasta.join("bin/python");
    let tem = |python: &Path| {
        Command::new(python).args(["-c", "import selenium"]).output().is_ok_and(|saida| saida.status.success())
    };
    if !tem(&python) {
        let rodar = |comando: &mut Command| assert!(comando.status().unwrap().success(), "{comando:?}");
        rodar(Command::new("python3").args(["-m", "venv"]).arg(&pasta));
        rodar(Command::new(&python).args(["-m", "pip", "install", "--quiet", SELENIUM]));
    }
    python
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "medição; leva uns minutos"]
async fn plugin_contra_fantoccini_e_contra_selenium() {
    let arena = Arena::nova().await;
    let conta = ["1150007777", "1140001234", "1160005555"]
        .iter()
        .fold(ContaOi::nova("padaria", SENHA), |conta, linha| conta.com_fatura(linha, "2026-10", 99_900, "2026-11-10"));
    let portal = PortalOi::subir(DadosOi::nova().conta(conta)).await.unwrap();
    for (fluxo, url) in [(Fluxo::Formulario, arena.bancada.portal.url("/p/formulario")), (Fluxo::Oi, portal.url())] {
        let mut tempos = [Vec::new(), Vec::new(), Vec::new()];
        for rodada in 0..RODADAS {
            for vez in 0..tempos.len() {
                let quem = (rodada + vez) % tempos.len();
                let levou = match quem {
                    0 => arena.plugin(fluxo, &url).await,
                    1 => arena.fantoccini(fluxo, &url).await,
                    _ => arena.selenium(fluxo, &url),
                };
                tempos[quem].push(levou);
            }
        }
        let [plugin, fantoccini, selenium] = [&tempos[0], &tempos[1], &tempos[2]].map(|t| Medida::de(t));
        println!("{}: plugin {plugin}; fantoccini {fantoccini}; selenium {selenium}", fluxo.nome());
        println!(
            "{}: plugin/fantoccini {:.2}; selenium/plugin {:.2} ({RODADAS} rodadas)",
            fluxo.nome(),
            plugin.mediana / fantoccini.mediana,
            selenium.mediana / plugin.mediana
        );
    }
}
