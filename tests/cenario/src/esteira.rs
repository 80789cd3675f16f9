//! O processo da Esteira: subir, matar, religar, parar.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::Resultado;

/// Quanto a Esteira tem para dizer em que porta escuta.
const PRAZO_PARA_SUBIR: Duration = Duration::from_secs(90);
/// Quanto tem para parar quando se pede com educação.
const PRAZO_PARA_PARAR: Duration = Duration::from_secs(60);
/// O que o processo escreve quando a API está no ar.
const ANUNCIO: &str = "escutando em ";

/// Como subir a Esteira.
#[derive(Debug, Clone)]
pub struct Configuracao {
    /// Onde ela guarda tudo o que não está no banco.
    pub pasta: PathBuf,
    /// `postgres://…`; nenhum = SQLite na pasta.
    pub banco: Option<String>,
    pub url_do_sat: String,
    /// `127.0.0.1:porta` do SMTP.
    pub smtp: String,
    pub navegadores: usize,
    /// Ambiente a mais.
    pub ambiente: Vec<(String, String)>,
}

/// A Esteira no ar. Largada, morre.
pub struct Esteira {
    filho: Child,
    pub url: String,
    configuracao: Configuracao,
}

impl Esteira {
    /// Sobe e espera a API responder no endereço anunciado.
    pub async fn subir(configuracao: Configuracao) -> Resultado<Self> {
        let (mut filho, diario) = iniciar(&configuracao)?;
        let saida = filho.stdout.take().ok_or("a saída do processo não foi capturada")?;
        let mut linhas = BufReader::new(saida).lines();
        let anuncio = tokio::time::timeout(PRAZO_PARA_SUBIR, async {
            while let Some(linha) = linhas.next_line().await? {
                if let Some(url) = linha.strip_prefix(ANUNCIO) {
                    return Ok::<_, std::io::Error>(Some(url.to_owned()));
                }
            }
            Ok(None)
        });
        match anuncio.await {
            Ok(Ok(Some(url))) => Ok(Self { filho, url, configuracao }),
            _ => Err(format!("a Esteira não subiu; veja {}", diario.display()).into()),
        }
    }

    /// `kill -9`: nada é avisado, nada é salvo.
    pub async fn matar(&mut self) -> Resultado<()> {
        self.filho.kill().await?;
        Ok(())
    }

    /// Sobe de novo, com a mesma pasta e o mesmo banco.
    pub async fn religar(&mut self) -> Resultado<()> {
        let nova = Self::subir(self.configuracao.clone()).await?;
        *self = nova;
        Ok(())
    }

    /// SIGTERM, e espera sair bem.
    pub async fn parar(mut self) -> Resultado<()> {
        let pid = self.filho.id().ok_or("o processo já saiu")?;
        let pediu = Command::new("kill").args(["-TERM", &pid.to_string()]).status().await?;
        if !pediu.success() {
            return Err("não consegui mandar SIGTERM".into());
        }
        let saiu = tokio::time::timeout(PRAZO_PARA_PARAR, self.filho.wait()).await??;
        if saiu.success() { Ok(()) } else { Err(format!("a Esteira saiu com {saiu}").into()) }
    }

    /// O log do processo, para quem investiga uma falha.
    pub fn diario(&self) -> PathBuf {
        caminho_do_diario(&self.configuracao.pasta)
    }

    /// Id do processo, enquanto vive.
    pub fn pid(&self) -> Option<u32> {
        self.filho.id()
    }
}

fn iniciar(configuracao: &Configuracao) -> Resultado<(Child, PathBuf)> {
    std::fs::create_dir_all(&configuracao.pasta)?;
    let diario = caminho_do_diario(&configuracao.pasta);
    let saida_de_erro = std::fs::OpenOptions::new().create(true).append(true).open(&diario)?;
    let (servidor, porta) = configuracao.smtp.split_once(':').ok_or("endereço SMTP sem porta")?;
    let mut comando = Command::new(executavel()?);
    // O ambiente de quem testa não configura a Esteira testada.
    for (nome, _) in std::env::vars_os().filter(|(nome, _)| nome.to_string_lossy().starts_with("ESTEIRA_")) {
        comando.env_remove(nome);
    }
    comando
        .arg("servir")
        .env("ESTEIRA_ESCUTA", "127.0.0.1:0")
        .env("ESTEIRA_PASTA", &configuracao.pasta)
        .env("ESTEIRA_PLUGINS", plugins()?)
        // Um cenário faz em segundos o que as pessoas fazem num mês.
        .env("ESTEIRA_LIMITES__POR_CREDENCIAL", "0")
        .env("ESTEIRA_LIMITES__POR_ENDERECO", "0")
        .env("ESTEIRA_LIMITES__ENTRADAS", "0")
        .env("ESTEIRA_LIMITES__WEBHOOKS", "0")
        .env("ESTEIRA_ADMINISTRADOR__EMAIL", crate::dados::ADMINISTRADOR)
        .env("ESTEIRA_ADMINISTRADOR__SENHA", crate::dados::SENHA)
        .env("ESTEIRA_SAT__URL", &configuracao.url_do_sat)
        .env("ESTEIRA_SAT__USUARIO", crate::dados::LOGIN_SAT)
        .env("ESTEIRA_SAT__SENHA", crate::dados::SENHA_SAT)
        .env("ESTEIRA_CORREIO__SERVIDOR", servidor)
        .env("ESTEIRA_CORREIO__PORTA", porta)
        .env("ESTEIRA_CORREIO__REMETENTE", "Esteira <esteira@exemplo.com.br>")
        .env("ESTEIRA_CORREIO__TLS", "nenhum")
        .env("ESTEIRA_NAVEGADOR__MAXIMO", configuracao.navegadores.to_string())
        .env("ESTEIRA_TRABALHADORES__SIMULTANEOS", configuracao.navegadores.to_string())
        .envs(configuracao.ambiente.iter().map(|(nome, valor)| (nome, valor)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(saida_de_erro)
        .kill_on_drop(true);
    if let Some(banco) = &configuracao.banco {
        comando.env("ESTEIRA_BANCO", banco);
    }
    Ok((comando.spawn()?, diario))
}

fn caminho_do_diario(pasta: &Path) -> PathBuf {
    pasta.join("esteira.log")
}

/// O binário, ao lado de quem roda (`target/<perfil>/`, de onde saem também os testes em `deps/`).
pub fn executavel() -> Resultado<PathBuf> {
    let eu = std::env::current_exe()?;
    let achado = eu.ancestors().skip(1).take(2).map(|pasta| pasta.join("esteira")).find(|caminho| caminho.is_file());
    achado.ok_or_else(|| "não achei o binário; rode antes `cargo build -p esteira` (o `make` faz isso)".into())
}

/// A pasta de plugins construídos.
pub fn plugins() -> Resultado<PathBuf> {
    let pasta = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../alvo/plugins");
    if pasta.join("oi.wasm").is_file() && pasta.join("sat.wasm").is_file() {
        return Ok(pasta.canonicalize()?);
    }
    Err("faltam os plugins; rode antes `make plugins`".into())
}
