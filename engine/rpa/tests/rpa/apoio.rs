//! A bancada dos testes: o hospedeiro numa pasta temporária, com o convidado instalado, e o portal local.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use esteira_base::{RelogioDoSistema, Segredo};
use esteira_conectores::PdfAqui;
use esteira_portas::rpa::{
    ArquivoDeEntrada, DesfechoRpa, ErroRpa, LinhaDeRegistro, ObservadorRpa, PedidoRpa, PerguntaRpa, Rpa,
};
use esteira_rpa::{Autoridades, ConfigNavegador, ConfigRpa, HospedeiroRpa};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::portal::Portal;

pub struct Bancada {
    pub hospedeiro: Arc<HospedeiroRpa>,
    pub portal: Portal,
    pub pasta: TempDir,
}

impl Bancada {
    pub async fn nova() -> Self {
        Self::com(|_| {}).await
    }

    pub async fn com(mudar: impl FnOnce(&mut ConfigRpa)) -> Self {
        let pasta = tempfile::tempdir().unwrap();
        let mut config = config(pasta.path());
        mudar(&mut config);
        std::fs::create_dir_all(&config.pasta_plugins).unwrap();
        std::fs::write(config.pasta_plugins.join("convidado.wasm"), convidado()).unwrap();
        let hospedeiro = HospedeiroRpa::novo(config, Arc::new(RelogioDoSistema), Arc::new(PdfAqui)).await.unwrap();
        assert_eq!(hospedeiro.recusados(), []);
        Self { hospedeiro: Arc::new(hospedeiro), portal: Portal::subir().await, pasta }
    }

    pub fn pedido(&self, operacao: &str, parametros: Value) -> PedidoRpa {
        PedidoRpa {
            execucao: "teste".to_owned(),
            plugin: "convidado".to_owned(),
            resumo: None,
            operacao: operacao.to_owned(),
            parametros,
            segredos: BTreeMap::new(),
            dominios_concedidos: vec![self.portal.host()],
            seletores: BTreeMap::new(),
            arquivos: BTreeMap::new(),
            prazo: Duration::from_secs(90),
            cancelamento: CancellationToken::new(),
        }
    }

    /// O pedido de um roteiro; `/caminho` num `abrir` é do portal.
    pub fn roteiro(&self, passos: Value) -> PedidoRpa {
        let passos: Vec<Value> = passos
            .as_array()
            .unwrap()
            .iter()
            .map(|passo| match passo[1].as_str() {
                Some(caminho) if passo[0].as_str().unwrap().ends_with("abrir") && caminho.starts_with('/') => {
                    json!([passo[0], self.portal.url(caminho)])
                }
                _ => passo.clone(),
            })
            .collect();
        self.pedido("roteiro", json!({ "passos": passos }))
    }

    pub async fn executar(&self, pedido: PedidoRpa) -> DesfechoRpa {
        self.hospedeiro.executar(pedido, &Anotador::default()).await
    }

    /// Roda um roteiro que tem de dar certo e devolve as respostas, sem as vazias.
    pub async fn rodar(&self, passos: Value) -> Vec<Value> {
        respostas(self.executar(self.roteiro(passos)).await)
    }

    /// Roda um roteiro que tem de falhar.
    pub async fn falhar(&self, passos: Value) -> ErroRpa {
        self.executar(self.roteiro(passos)).await.resultado.unwrap_err()
    }

    /// A mesma, confiando no correio também nestas autoridades.
    pub fn confiando(self, autoridades: Autoridades) -> Self {
        let hospedeiro = Arc::into_inner(self.hospedeiro).unwrap().com_autoridades(autoridades);
        Self { hospedeiro: Arc::new(hospedeiro), ..self }
    }

    /// Espera não haver navegador desta bancada em uso.
    pub async fn sem_navegadores_em_uso(&self) {
        esperar_ate("os navegadores morrerem", || self.hospedeiro.lugares().em_uso == 0).await;
    }

    /// Espera não haver navegador desta bancada.
    pub async fn sem_navegadores(&self) {
        esperar_ate("os navegadores morrerem", || navegadores_de(self.pasta.path()) == 0).await;
    }
}

pub fn config(pasta: &Path) -> ConfigRpa {
    ConfigRpa {
        pasta_plugins: pasta.join("plugins"),
        pasta_cache: pasta.join("cache"),
        pasta_trabalho: pasta.join("trabalho"),
        navegador: ConfigNavegador::local("chromedriver", "/usr/bin/chromium"),
        max_sessoes: 2,
    }
}

pub fn respostas(desfecho: DesfechoRpa) -> Vec<Value> {
    let saida = desfecho.resultado.unwrap_or_else(|erro| panic!("o roteiro falhou: {erro:?}"));
    let todas = saida.resultado["respostas"].as_array().unwrap().clone();
    todas.into_iter().filter(|resposta| !resposta.is_null()).collect()
}

pub fn evidencia(desfecho: &DesfechoRpa, nome: &str) -> String {
    let achada = desfecho.evidencias.iter().find(|e| e.nome == nome);
    String::from_utf8_lossy(&achada.unwrap_or_else(|| panic!("sem {nome}")).conteudo).into_owned()
}

pub fn segredos(pares: &[(&str, &str)]) -> BTreeMap<String, Segredo> {
    pares.iter().map(|(nome, valor)| ((*nome).to_owned(), Segredo::novo(*valor))).collect()
}

pub fn entrada(nome: &str, conteudo: &'static [u8]) -> ArquivoDeEntrada {
    ArquivoDeEntrada { nome: nome.to_owned(), conteudo: conteudo.into() }
}

pub enum Resposta {
    Apos(Duration, String),
    Desistiu,
}

#[derive(Default)]
pub struct Anotador {
    pub linhas: Mutex<Vec<LinhaDeRegistro>>,
    pub progressos: Mutex<Vec<(u8, String)>>,
    pub perguntas: Mutex<Vec<PerguntaRpa>>,
    /// O que a pessoa faz à próxima pergunta; nada, se ninguém a vê.
    pub resposta: Mutex<Option<Resposta>>,
}

#[async_trait::async_trait]
impl ObservadorRpa for Anotador {
    fn linha(&self, linha: LinhaDeRegistro) {
        self.linhas.lock().unwrap().push(linha);
    }

    fn progresso(&self, por_cento: u8, mensagem: &str) {
        self.progressos.lock().unwrap().push((por_cento, mensagem.to_owned()));
    }

    async fn perguntar(&self, pergunta: PerguntaRpa) -> Option<String> {
        self.perguntas.lock().unwrap().push(pergunta);
        let resposta = self.resposta.lock().unwrap().take();
        match resposta {
            Some(Resposta::Apos(espera, texto)) => {
                tokio::time::sleep(espera).await;
                Some(texto)
            }
            Some(Resposta::Desistiu) => None,
            None => std::future::pending().await,
        }
    }
}

/// O componente do plugin de teste, compilado uma vez por processo (e de graça se nada mudou).
pub fn convidado() -> &'static [u8] {
    static COMPONENTE: OnceLock<Vec<u8>> = OnceLock::new();
    COMPONENTE.get_or_init(|| esteira_rpa::componentizar(&modulo_convidado()).unwrap())
}

pub fn modulo_convidado() -> Vec<u8> {
    let alvo = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("convidado");
    let compilou = Command::new(env!("CARGO"))
        .args(["build", "--release", "--locked", "--target", "wasm32-unknown-unknown"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/convidado"))
        .env("CARGO_TARGET_DIR", &alvo)
        .status()
        .unwrap();
    assert!(compilou.success(), "o convidado não compilou");
    std::fs::read(alvo.join("wasm32-unknown-unknown/release/convidado.wasm")).unwrap()
}

/// Quantos processos têm o perfil dentro da pasta.
pub fn navegadores_de(pasta: &Path) -> usize {
    let marca = format!("--user-data-dir={}", pasta.canonicalize().unwrap().display());
    let processos =
        std::fs::read_dir("/proc").unwrap().filter_map(|p| std::fs::read(p.ok()?.path().join("cmdline")).ok());
    processos.filter(|linha| String::from_utf8_lossy(linha).contains(&marca)).count()
}

/// Os perfis de navegador que há dentro da pasta.
pub fn perfis_de(pasta: &Path) -> Vec<PathBuf> {
    let partidas = std::fs::read_dir(pasta.join("trabalho")).unwrap().flatten();
    let sessoes = partidas.filter_map(|partida| std::fs::read_dir(partida.path()).ok()).flatten().flatten();
    sessoes
        .map(|sessao| sessao.path().canonicalize().unwrap_or_default().join("perfil"))
        .filter(|p| p.exists())
        .collect()
}

pub async fn esperar_ate(o_que: &str, condicao: impl Fn() -> bool) {
    let inicio = Instant::now();
    while !condicao() {
        assert!(inicio.elapsed() < Duration::from_secs(30), "esgotou: {o_que}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
