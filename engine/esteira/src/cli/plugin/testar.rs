//! `esteira plugin testar`: os testes do plugin, ou uma operação dele num navegador de verdade.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use esteira_base::{Duracao, RelogioDoSistema};
use esteira_portas::rpa::{ArquivoDeEntrada, DesfechoRpa, PedidoRpa, PluginInstalado, Rpa};
use esteira_rpa::{ConfigNavegador, ConfigRpa, Linguagem, ModoNavegador, interpretados};
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::construir::componente;
use super::plateia::Plateia;
use super::segredos::pedir_segredos;
use crate::cli::{Resultado, assincrono};
use crate::config::{Config, ErroDeConfig};
use crate::partida::{hospedeiro, rpa_de_comando};

/// Onde fica o que se compila, e a evidência se não se diz outra pasta.
const SAIDA: &str = "alvo/plugins";
const EVIDENCIA: &str = "alvo/evidencia";

#[derive(Debug, Args)]
pub struct Testar {
    /// A pasta do plugin (`plugins/oi`) ou, com `--navegador`, também o componente (`.wasm`).
    plugin: PathBuf,
    /// Num navegador de verdade, em vez dos testes do plugin.
    #[arg(long, requires = "operacao")]
    navegador: bool,
    /// A operação a executar (`baixar-fatura`).
    #[arg(long, requires = "navegador")]
    operacao: Option<String>,
    /// Os parâmetros da operação: um arquivo com um objeto JSON.
    #[arg(long, requires = "navegador", value_name = "ARQUIVO")]
    entrada: Option<PathBuf>,
    /// O endereço do portal; vai em `url_portal`, e o host dele é concedido.
    #[arg(long, requires = "navegador", value_name = "URL")]
    portal: Option<String>,
    /// Concede mais este domínio, além do do portal e dos que o manifesto pede. Repita para mais.
    #[arg(long, requires = "navegador")]
    dominio: Vec<String>,
    /// Um arquivo que vai com o pedido (`fatura=fatura.pdf`). Repita para mais.
    #[arg(long, requires = "navegador", value_name = "NOME=ARQUIVO")]
    arquivo: Vec<String>,
    /// Abre a janela do navegador, para ver.
    #[arg(long, requires = "navegador")]
    visivel: bool,
    /// Prazo da execução.
    #[arg(long, requires = "navegador", default_value = "10m")]
    prazo: Duracao,
    /// Onde deixar a evidência e os arquivos baixados; o que lá estiver é trocado.
    #[arg(long, requires = "navegador", value_name = "PASTA")]
    evidencia: Option<PathBuf>,
}

impl Testar {
    pub fn executar(self, config: impl FnOnce() -> Result<Config, ErroDeConfig>) -> Resultado {
        match &self.operacao {
            Some(operacao) if self.navegador => self.no_navegador(operacao, &config()?),
            _ => self.sem_navegador(),
        }
    }

    /// Os testes do próprio plugin, contra os portais de mentira dele.
    fn sem_navegador(&self) -> Resultado {
        if let Some(linguagem) = Linguagem::da_pasta(&self.plugin) {
            let passaram = interpretados::testar(linguagem, &self.plugin, &Path::new(SAIDA).join("compilacao"))?;
            return Ok(if passaram { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        let manifesto = self.plugin.join("Cargo.toml");
        if !manifesto.is_file() {
            return Err(format!(
                "{} não é a pasta de um plugin; um componente só se testa com --navegador",
                self.plugin.display()
            )
            .into());
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let testes = Command::new(cargo).arg("test").arg("--manifest-path").arg(manifesto).status();
        let testes = testes.map_err(|erro| format!("não consegui chamar o cargo: {erro}"))?;
        Ok(if testes.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Sai com sucesso só se a operação deu certo, com a prova que o manifesto promete.
    fn no_navegador(&self, operacao: &str, config: &Config) -> Resultado {
        // O que se confere na hora, antes do que demora.
        let parametros = self.parametros()?;
        let arquivos = self.arquivo.iter().map(|dito| arquivo(dito)).collect::<Result<_, _>>()?;
        let passageira = tempfile::tempdir()?;
        let rpa = self.configurar(config, passageira.path())?;
        let wasm = self.componente()?;
        assincrono(async {
            let hospedeiro = hospedeiro(rpa, config, Arc::new(RelogioDoSistema)).await?;
            let plugin = hospedeiro.conferir(wasm.clone().into()).await?;
            hospedeiro.instalar(wasm.into()).await?;
            let pedido = PedidoRpa {
                execucao: format!("teste-{}", plugin.nome),
                plugin: plugin.nome.clone(),
                resumo: Some(plugin.resumo),
                operacao: operacao.to_owned(),
                parametros,
                segredos: pedir_segredos(&plugin.segredos)?,
                dominios_concedidos: self.dominios(&plugin),
                seletores: Default::default(),
                arquivos,
                prazo: self.prazo.0,
                cancelamento: CancellationToken::new(),
            };
            println!("{} {} · {operacao}", plugin.nome, plugin.versao);
            let inicio = Instant::now();
            let desfecho = hospedeiro.executar(pedido, &Plateia::default()).await;
            hospedeiro.encerrar().await;
            let pasta = self.evidencia.clone().unwrap_or_else(|| Path::new(EVIDENCIA).join(&plugin.nome));
            guardar(&desfecho, &pasta)?;
            contar(&desfecho, inicio.elapsed(), &pasta);
            Ok(if desfecho.resultado.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        })
    }

    fn componente(&self) -> Result<Vec<u8>, Box<dyn Error>> {
        if self.plugin.is_dir() {
            return componente(&self.plugin, Path::new(SAIDA));
        }
        Ok(fs::read(&self.plugin).map_err(|erro| format!("não consegui ler {}: {erro}", self.plugin.display()))?)
    }

    fn parametros(&self) -> Result<Value, Box<dyn Error>> {
        let mut parametros: Map<String, Value> = match &self.entrada {
            None => Map::new(),
            Some(arquivo) => {
                let onde = arquivo.display();
                let texto = fs::read(arquivo).map_err(|erro| format!("não consegui ler {onde}: {erro}"))?;
                serde_json::from_slice(&texto).map_err(|erro| format!("{onde} não é um objeto JSON: {erro}"))?
            }
        };
        if let Some(portal) = &self.portal {
            parametros.insert("url_portal".to_owned(), portal.clone().into());
        }
        Ok(Value::Object(parametros))
    }

    fn configurar(&self, config: &Config, pasta: &Path) -> Result<ConfigRpa, Box<dyn Error>> {
        let rpa = rpa_de_comando(config);
        if self.visivel {
            if matches!(rpa.navegador.modo, ModoNavegador::Remoto { .. }) {
                return Err("--visivel pede o navegador desta máquina; tire navegador.url da configuração".into());
            }
            if ["DISPLAY", "WAYLAND_DISPLAY"].iter().all(|tela| std::env::var_os(tela).is_none()) {
                return Err("não há tela nesta sessão (nem DISPLAY, nem WAYLAND_DISPLAY); rode sem --visivel".into());
            }
        }
        Ok(ConfigRpa {
            pasta_plugins: pasta.join("plugins"),
            pasta_trabalho: pasta.join("trabalho"),
            pasta_cache: pasta.join("cache"),
            navegador: ConfigNavegador { visivel: self.visivel, ..rpa.navegador },
            ..rpa
        })
    }

    fn dominios(&self, plugin: &PluginInstalado) -> Vec<String> {
        let portal = self.portal.iter().filter_map(|url| {
            let url = url.split_once("://").map_or(url.as_str(), |(_, resto)| resto);
            url.split(['/', '?', '#']).next().map(str::to_owned)
        });
        portal.chain(self.dominio.iter().cloned()).chain(plugin.dominios.iter().cloned()).collect()
    }
}

fn arquivo(dito: &str) -> Result<(String, ArquivoDeEntrada), Box<dyn Error>> {
    let (nome, caminho) =
        dito.split_once('=').ok_or_else(|| format!("\"{dito}\": diga o nome e o arquivo, como fatura=fatura.pdf"))?;
    let conteudo = fs::read(caminho).map_err(|erro| format!("não consegui ler {caminho}: {erro}"))?;
    let no_portal = Path::new(caminho).file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok((nome.to_owned(), ArquivoDeEntrada { nome: no_portal, conteudo: conteudo.into() }))
}

/// A evidência e os arquivos entregues, numa pasta.
fn guardar(desfecho: &DesfechoRpa, pasta: &Path) -> Result<(), Box<dyn Error>> {
    let ilegivel = |erro: std::io::Error| format!("não consegui gravar a evidência em {}: {erro}", pasta.display());
    fs::create_dir_all(pasta).map_err(ilegivel)?;
    let evidencias = desfecho.evidencias.iter().map(|evidencia| (&evidencia.nome, &evidencia.conteudo));
    let entregues = desfecho.resultado.iter().flat_map(|saida| &saida.arquivos);
    for (nome, conteudo) in evidencias.chain(entregues.map(|arquivo| (&arquivo.nome, &arquivo.conteudo))) {
        // Só o último pedaço: um nome não escolhe outra pasta.
        let Some(nome) = Path::new(nome).file_name() else { continue };
        fs::write(pasta.join(nome), conteudo).map_err(ilegivel)?;
    }
    Ok(())
}

fn contar(desfecho: &DesfechoRpa, levou: Duration, pasta: &Path) {
    for desvio in &desfecho.desvios {
        println!("desvio: o seletor {} só casou por {}", desvio.nome, desvio.usado);
    }
    let segundos = levou.as_secs_f64();
    match &desfecho.resultado {
        Ok(saida) => {
            println!("deu certo em {segundos:.1} s, com {} comandos", desfecho.medidas.comandos_navegador);
            println!("{:#}", saida.resultado);
            saida.arquivos.iter().for_each(|arquivo| println!("{}: {}", arquivo.rotulo, arquivo.nome));
        }
        Err(erro) => {
            println!("falhou em {segundos:.1} s: {erro}");
            erro.acao_recomendada.iter().for_each(|acao| println!("o que fazer: {acao}"));
        }
    }
    println!("evidência: {}", pasta.join("relatorio.html").display());
}
