//! `esteira servir`.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use super::{Resultado, assincrono};
use crate::config::Config;
use crate::partida::{self, diario};

/// O que este nó faz.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Papel {
    /// API e trabalhadores.
    Tudo,
    /// Só a API.
    Api,
    /// Só os trabalhadores.
    Trabalhador,
}

#[derive(Debug, Args)]
pub struct Servir {
    /// O que este nó faz.
    #[arg(long, value_enum, default_value = "tudo", env = "ESTEIRA_PAPEL")]
    papel: Papel,
}

impl Servir {
    pub fn executar(self, config: Config) -> Resultado {
        diario::iniciar(&config.diario);
        assincrono(servir(self.papel, config))
    }
}

async fn servir(papel: Papel, config: Config) -> Resultado {
    let no_ar = partida::Montada::nova(&config).await?;
    manter(no_ar, papel, config).await
}

/// Põe no ar o que está montado, até mandarem parar.
pub(super) async fn manter(no_ar: partida::Montada, papel: Papel, config: Config) -> Resultado {
    let mut terminar = signal(SignalKind::terminate())?;
    no_ar.semear(&config).await?;
    let trabalhadores = match papel {
        Papel::Api => None,
        Papel::Tudo | Papel::Trabalhador => Some(no_ar.trabalhadores(&config).await?),
    };
    let opcoes = config.opcoes_do_servidor()?;
    let cancelamento = opcoes.cancelamento.clone();
    let api = match papel {
        Papel::Trabalhador => None,
        Papel::Tudo | Papel::Api => {
            let escuta = TcpListener::bind(&config.escuta).await.map_err(|erro| {
                format!("não consegui escutar em {}: {erro}; mude `escuta` na configuração", config.escuta)
            })?;
            // Em linha própria e sem enfeite: quem sobe o processo lê daqui o endereço, quando a porta é 0.
            println!("escutando em http://{}", escuta.local_addr()?);
            Some(tokio::spawn(esteira_servidor::servir(escuta, no_ar.app.clone(), opcoes)))
        }
    };
    tokio::select! {
        _ = terminar.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("parando");
    cancelamento.cancel();
    if let Some(trabalhadores) = trabalhadores {
        trabalhadores.parar().await;
    }
    if let Some(api) = api {
        api.await??;
    }
    no_ar.encerrar().await;
    Ok(ExitCode::SUCCESS)
}
