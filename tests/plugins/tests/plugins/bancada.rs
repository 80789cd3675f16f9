//! A bancada: um hospedeiro com o plugin instalado, que percorre a tabela dele com poucos navegadores por vez.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use esteira_base::{RelogioDoSistema, Segredo};
use esteira_conectores::PdfAqui;
use esteira_portas::pdf::LeitorDePdf;
use esteira_portas::rpa::{
    ArquivoDeSaida, DesfechoRpa, LinhaDeRegistro, ObservadorRpa, PedidoRpa, PerguntaRpa, Rpa, SeletorRpa,
};
use esteira_rpa::{ConfigNavegador, ConfigRpa, HospedeiroRpa, Linguagem, compilar, componentizar, interpretados};
use futures::StreamExt;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::caso::{Caso, Esperado, contem};
use crate::pessoa::Pessoa;
use crate::portal::{Portal, host, parametros_comuns};

/// Navegadores abertos ao mesmo tempo.
const SESSOES: usize = 2;
/// Além do prazo da execução, quanto o hospedeiro tem para desistir, juntar a evidência e descartar o navegador.
const FOLGA: Duration = Duration::from_secs(30);
/// Onde `esteira plugin construir` compila, da raiz do projeto: o que `make plugins` já fez não se faz de novo.
const COMPILACAO: &str = "alvo/plugins/compilacao";

/// Percorre a tabela inteira com o plugin da operadora e falha no fim, com tudo o que não saiu como se esperava.
pub async fn percorrer<P: Portal>(casos: Vec<Caso<P::Falha>>) {
    percorrer_com::<P>(&format!("plugins/{}", P::PLUGIN), casos).await;
}

/// O mesmo, com o plugin desta pasta, a contar da raiz do projeto, em qualquer linguagem.
pub async fn percorrer_com<P: Portal>(plugin: &str, casos: Vec<Caso<P::Falha>>) {
    let pasta = tempfile::tempdir().unwrap();
    let hospedeiro = hospedeiro(&[plugin], pasta.path()).await;
    let nome = nome(plugin);
    let rodadas = casos.into_iter().map(|caso| rodar::<P>(nome, caso, &hospedeiro));
    let problemas: Vec<String> = futures::stream::iter(rodadas)
        .buffer_unordered(SESSOES)
        .filter_map(|problema| async { problema })
        .collect()
        .await;
    hospedeiro.encerrar().await;
    assert_eq!(navegadores_de(pasta.path()), 0, "ficaram navegadores para trás");
    assert!(problemas.is_empty(), "\n{}", problemas.join("\n"));
}

/// Sonda o portal do plugin nestes endereços, cada um com estes seletores trocados, com a conta de quem pode entrar.
pub async fn sondar<P: Portal, const N: usize>(
    onde: [(String, BTreeMap<String, Vec<SeletorRpa>>); N],
) -> [DesfechoRpa; N] {
    let pasta = tempfile::tempdir().unwrap();
    let hospedeiro = hospedeiro(&[&format!("plugins/{}", P::PLUGIN)], pasta.path()).await;
    let mut desfechos = Vec::new();
    for (url, seletores) in onde {
        let usuario = parametros_comuns(String::new())["usuario"].clone();
        let pedido = PedidoRpa {
            execucao: "sonda".to_owned(),
            plugin: P::PLUGIN.to_owned(),
            resumo: None,
            operacao: "sondar".to_owned(),
            dominios_concedidos: vec![host(&url)],
            parametros: json!({ "url_portal": url, "usuario": usuario }),
            segredos: [("senha_portal".to_owned(), Segredo::novo(P::SENHA))].into(),
            seletores,
            arquivos: BTreeMap::new(),
            prazo: Duration::from_secs(120),
            cancelamento: CancellationToken::new(),
        };
        desfechos.push(hospedeiro.executar(pedido, &SemPlateia).await);
    }
    hospedeiro.encerrar().await;
    desfechos.try_into().unwrap_or_else(|_| unreachable!("um desfecho por endereço"))
}

/// Uma sonda não pergunta nada a ninguém.
struct SemPlateia;

#[async_trait::async_trait]
impl ObservadorRpa for SemPlateia {
    fn linha(&self, _: LinhaDeRegistro) {}

    fn progresso(&self, _: u8, _: &str) {}

    async fn perguntar(&self, _: PerguntaRpa) -> Option<String> {
        None
    }
}

/// Um hospedeiro com os plugins destas pastas.
pub async fn hospedeiro(plugins: &[&str], pasta: &Path) -> HospedeiroRpa {
    let raiz = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let config = ConfigRpa {
        pasta_plugins: pasta.join("plugins"),
        // O de Python leva segundos a compilar: o que já se compilou serve à execução seguinte.
        pasta_cache: raiz.join(COMPILACAO).join("cache"),
        pasta_trabalho: pasta.join("trabalho"),
        navegador: ConfigNavegador::local("chromedriver", "/usr/bin/chromium"),
        max_sessoes: SESSOES,
    };
    std::fs::create_dir_all(&config.pasta_plugins).unwrap();
    for plugin in plugins {
        let componente = construir(&raiz.join(plugin), &raiz.join(COMPILACAO));
        std::fs::write(config.pasta_plugins.join(format!("{}.wasm", nome(plugin))), componente).unwrap();
    }
    let hospedeiro = HospedeiroRpa::novo(config, Arc::new(RelogioDoSistema), Arc::new(PdfAqui)).await.unwrap();
    assert_eq!(hospedeiro.recusados(), []);
    hospedeiro
}

fn construir(pasta: &Path, compilacao: &Path) -> Vec<u8> {
    match Linguagem::da_pasta(pasta) {
        Some(linguagem) => interpretados::construir(linguagem, pasta, compilacao).unwrap().componente,
        None => componentizar(&compilar(pasta, compilacao).unwrap()).unwrap(),
    }
}

/// O nome do plugin é o da pasta.
fn nome(plugin: &str) -> &str {
    plugin.rsplit('/').next().unwrap_or(plugin)
}

/// O que não saiu como se esperava, se algo.
async fn rodar<P: Portal>(plugin: &str, mut caso: Caso<P::Falha>, hospedeiro: &HospedeiroRpa) -> Option<String> {
    let portal = P::subir().await;
    for falha in caso.falhas.drain(..) {
        portal.armar(falha);
    }
    let pedido = pedido(plugin, &caso, &portal);
    let pessoa = Pessoa::nova(&portal, &caso.respostas);
    let comeco = Instant::now();
    let desfecho = tokio::time::timeout(caso.prazo + FOLGA, hospedeiro.executar(pedido, &pessoa)).await;
    let problema = match desfecho {
        Err(_) => Some("não acabou".to_owned()),
        Ok(desfecho) => match pessoa.faltaram() {
            0 => conferir(&caso, &portal, desfecho).await.err(),
            n => Some(format!("faltaram {n} perguntas à pessoa; deu em {:?}", desfecho.resultado)),
        },
    };
    println!("{:6.1} s  {}: {}", comeco.elapsed().as_secs_f64(), plugin, caso.nome);
    problema.map(|problema| format!("{}: {problema}", caso.nome))
}

pub fn pedido<P: Portal>(plugin: &str, caso: &Caso<P::Falha>, portal: &P) -> PedidoRpa {
    let mut parametros = parametros_comuns(portal.url());
    for (nome, valor) in portal.parametros().into_iter().chain(caso.parametros.clone()) {
        parametros[nome] = valor;
    }
    let senha = if caso.senha_errada { "esqueci-a-senha" } else { P::SENHA };
    PedidoRpa {
        execucao: "teste".to_owned(),
        plugin: plugin.to_owned(),
        resumo: None,
        operacao: caso.operacao.to_owned(),
        parametros,
        segredos: [("senha_portal".to_owned(), Segredo::novo(senha))].into(),
        dominios_concedidos: portal.dominios(),
        seletores: BTreeMap::new(),
        arquivos: P::arquivos(),
        prazo: caso.prazo,
        cancelamento: CancellationToken::new(),
    }
}

async fn conferir<P: Portal>(caso: &Caso<P::Falha>, portal: &P, desfecho: DesfechoRpa) -> Result<(), String> {
    let ficou = portal.ficou();
    if !caso.deixa.is_null() && ficou != caso.deixa {
        return Err(format!("no portal ficou {ficou}; o esperado é {}", caso.deixa));
    }
    if !desfecho.desvios.is_empty() {
        return Err(format!("seletores que só casaram por uma alternativa: {:?}", desfecho.desvios));
    }
    match (desfecho.resultado, &caso.esperado) {
        (Err(erro), Esperado::Erro(codigo)) if erro.codigo == *codigo => Ok(()),
        (Err(erro), _) => Err(format!("deu em {erro}")),
        (Ok(saida), Esperado::Erro(codigo)) => Err(format!(
            "FALSO SUCESSO, o esperado é {codigo}: {} e {} arquivo(s)",
            saida.resultado,
            saida.arquivos.len()
        )),
        (Ok(saida), Esperado::Saida(esperada)) => conferir_saida(&saida.resultado, esperada),
        (Ok(saida), Esperado::Fatura { saida: esperada, paginas, trechos }) => {
            conferir_saida(&saida.resultado, esperada)?;
            conferir_pdf(&saida.arquivos, *paginas, trechos).await
        }
    }
}

fn conferir_saida(saida: &Value, esperada: &Value) -> Result<(), String> {
    if contem(saida, esperada) { Ok(()) } else { Err(format!("a saída é {saida}; o esperado é {esperada}")) }
}

async fn conferir_pdf(arquivos: &[ArquivoDeSaida], paginas: u32, trechos: &[&str]) -> Result<(), String> {
    let [fatura] = arquivos else { return Err(format!("foram entregues {} arquivos", arquivos.len())) };
    let lido = PdfAqui.ler(fatura.conteudo.clone()).await.map_err(|erro| format!("{}: {erro}", fatura.nome))?;
    let texto = lido.texto.split_whitespace().collect::<Vec<_>>().join(" ");
    match trechos.iter().find(|trecho| !texto.contains(**trecho)) {
        Some(falta) => Err(format!("falta \"{falta}\" no PDF: {texto}")),
        None if lido.paginas != paginas => Err(format!("o PDF tem {} páginas; o esperado são {paginas}", lido.paginas)),
        None => Ok(()),
    }
}

/// Quantos processos têm o perfil dentro da pasta.
pub fn navegadores_de(pasta: &Path) -> usize {
    let marca = format!("--user-data-dir={}", pasta.canonicalize().unwrap().display());
    let processos =
        std::fs::read_dir("/proc").unwrap().filter_map(|p| std::fs::read(p.ok()?.path().join("cmdline")).ok());
    processos.filter(|linha| String::from_utf8_lossy(linha).contains(&marca)).count()
}
