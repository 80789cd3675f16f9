//! O servidor medido: um processo de verdade, com tudo menos navegador.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::api::{Acesso, EMAIL, SENHA};
use super::processo;
use super::relatorio::Consumo;
use super::{Falha, Lugar};
use crate::cli::Resultado;
use crate::cli::servir::{Papel, manter};
use crate::config::Config;
use crate::partida::{self, diario};

/// Quanto se espera o servidor dizer que escuta.
const ESPERA_PARA_SUBIR: Duration = Duration::from_secs(60);
const AVISO_DE_ESCUTA: &str = "escutando em http://";

/// Um servidor no ar.
pub struct Servidor {
    filho: Child,
    pub pid: u32,
    pub acesso: Acesso,
    porta_do_banco: Option<u16>,
}

impl Servidor {
    /// Sobe e entra. Os registros vão para `registros`, se dado: um por trabalho feito.
    pub async fn subir(lugar: &Lugar, registros: Option<&Path>) -> Result<Self, Falha> {
        let mut comando = Command::new(std::env::current_exe()?);
        comando.args(["interno", "servir-medida"]);
        comando.env("ESTEIRA_BANCO", &lugar.url).env("ESTEIRA_PASTA", &lugar.pasta);
        comando.env("ESTEIRA_ESCUTA", "127.0.0.1:0");
        comando.env("ESTEIRA_ADMINISTRADOR__EMAIL", EMAIL).env("ESTEIRA_ADMINISTRADOR__SENHA", SENHA);
        comando.env("ESTEIRA_ACESSO_MINUTOS", "600");
        // Quem dirige é um só, e mede-se o motor.
        for limite in ["POR_CREDENCIAL", "POR_ENDERECO"] {
            comando.env(format!("ESTEIRA_LIMITES__{limite}"), "0");
        }
        match registros {
            Some(arquivo) => {
                let arquivo = std::fs::OpenOptions::new().create(true).append(true).open(arquivo)?;
                comando.env("ESTEIRA_DIARIO__FILTRO", "warn,esteira_trabalhadores=debug").stderr(arquivo);
                comando.env("ESTEIRA_DIARIO__JSON", "true");
            }
            None => {
                comando.env("ESTEIRA_DIARIO__FILTRO", "warn");
            }
        }
        let mut filho = comando.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let pid = filho.id().ok_or("o servidor morreu ao nascer")?;
        let saida = filho.stdout.take().ok_or("o servidor não tem saída")?;
        let endereco = tokio::time::timeout(ESPERA_PARA_SUBIR, escutando(saida))
            .await
            .map_err(|_| "o servidor não subiu a tempo")??;
        let acesso = Acesso::entrar(endereco).await?;
        acesso.conectar().await?.publicar().await?;
        Ok(Self { filho, pid, acesso, porta_do_banco: porta_do_postgres(&lugar.url) })
    }

    /// O que se gastou até agora, no servidor, no banco e em quem dirige.
    pub fn consumo(&self) -> Consumo {
        let banco = self.porta_do_banco.map(processo::do_postgres).unwrap_or_default();
        Consumo {
            servidor_ms: processo::processador_ms(self.pid),
            banco_ms: banco.iter().copied().map(processo::processador_ms).sum(),
            condutor_ms: processo::processador_ms(std::process::id()),
            bytes_escritos: processo::bytes_escritos(self.pid)
                + banco.iter().copied().map(processo::bytes_escritos).sum::<u64>(),
        }
    }

    /// `kill -9`.
    pub async fn matar(mut self) -> Result<(), Falha> {
        self.filho.kill().await?;
        Ok(())
    }
}

async fn escutando(saida: tokio::process::ChildStdout) -> Result<SocketAddr, Falha> {
    let mut linhas = BufReader::new(saida).lines();
    while let Some(linha) = linhas.next_line().await? {
        if let Some(endereco) = linha.strip_prefix(AVISO_DE_ESCUTA) {
            return Ok(endereco.parse()?);
        }
    }
    Err("o servidor parou antes de escutar; veja a saída de erro dele".into())
}

fn porta_do_postgres(url: &str) -> Option<u16> {
    let resto = url.strip_prefix("postgres://").or_else(|| url.strip_prefix("postgresql://"))?;
    let autoridade = resto.split(['/', '?']).next()?;
    let lugar = autoridade.rsplit_once('@').map_or(autoridade, |(_, lugar)| lugar);
    Some(lugar.rsplit_once(':').and_then(|(_, porta)| porta.parse().ok()).unwrap_or(5432))
}

/// `esteira interno servir-medida`: como `servir`, sem navegador nem plugins.
pub fn servir_medida(config: Config) -> Resultado {
    diario::iniciar(&config.diario);
    crate::cli::assincrono(async move {
        let no_ar = partida::Montada::sem_navegador(&config).await?;
        manter(no_ar, Papel::Tudo, config).await?;
        Ok(ExitCode::SUCCESS)
    })
}
