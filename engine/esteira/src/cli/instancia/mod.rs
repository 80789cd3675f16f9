//! `esteira instancia`: ver e operar instâncias direto no banco configurado.
//!
//! Funciona com um servidor no ar, nos dois bancos: a gravação só vale sobre a sequência que se leu, e quem perde refaz lendo o banco. O que a
//! ordem põe na fila quem faz é o servidor, na leitura periódica dele.

mod acompanhar;
mod listar;
mod mostrar;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use esteira_aplicacao::instancias::{self, Escolha, Ordem};
use esteira_aplicacao::{ErroAplicacao, Quem};
use esteira_base::ids::InstanciaId;
use serde_json::Value;

use super::{Resultado, assincrono};
use crate::config::Config;
use crate::partida::Montada;

#[derive(Debug, Subcommand)]
pub enum AcaoDeInstancia {
    /// Lista as mais novas.
    Listar(listar::Listar),
    /// Mostra a situação, o que está aberto, por que parou e a história.
    Mostrar { id: InstanciaId },
    /// Conta a história e o que for acontecendo, até encerrar.
    Acompanhar { id: InstanciaId },
    /// Repete o que parou, com novas tentativas.
    Repetir {
        id: InstanciaId,
        #[command(flatten)]
        quais: Quais,
        /// A entrada do fluxo, corrigida, em JSON.
        #[arg(long, value_parser = ler_json)]
        entrada: Option<Value>,
    },
    /// Dá um passo aberto por concluído. Sem dizer qual, o que parou.
    Pular {
        id: InstanciaId,
        #[command(flatten)]
        quais: Quais,
        /// O que o passo teria produzido, em JSON.
        #[arg(long, value_parser = ler_json, default_value = "{}")]
        saida: Value,
        /// Para onde ir; sem isto, o `depois` do passo.
        #[arg(long)]
        destino: Option<String>,
    },
    /// Abandona o que está aberto e recomeça de um passo.
    Recomecar {
        id: InstanciaId,
        passo: String,
        /// A entrada do fluxo, corrigida, em JSON.
        #[arg(long, value_parser = ler_json)]
        entrada: Option<Value>,
    },
    /// Não deixa nada novo começar.
    Pausar {
        id: InstanciaId,
        #[arg(long)]
        motivo: String,
    },
    /// Deixa andar de novo.
    Retomar { id: InstanciaId },
    /// Encerra sem concluir.
    Cancelar {
        id: InstanciaId,
        #[arg(long)]
        motivo: String,
    },
}

/// Que visitas.
#[derive(Debug, Args)]
pub struct Quais {
    /// Só esta visita.
    #[arg(long)]
    visita: Option<u32>,
    /// Só este passo.
    #[arg(long)]
    passo: Option<String>,
}

impl From<Quais> for Escolha {
    fn from(Quais { visita, passo }: Quais) -> Self {
        Self { visita, passo, ..Self::default() }
    }
}

impl AcaoDeInstancia {
    pub fn executar(self, config: Config) -> Resultado {
        assincrono(async move {
            let montada = Montada::so_banco(&config).await?;
            let quem = Quem { nome: "linha de comando".to_owned(), ..Quem::sistema(montada.inquilino) };
            let (id, ordem) = match self {
                Self::Listar(listar) => return listar.executar(&montada.app, &quem).await,
                Self::Mostrar { id } => return mostrar::mostrar(&montada.app, &quem, id).await,
                Self::Acompanhar { id } => return acompanhar::acompanhar(&montada.app, &quem, id).await,
                Self::Repetir { id, quais, entrada } => (id, Ordem::Repetir { quais: quais.into(), entrada }),
                Self::Pular { id, quais, saida, destino } => (id, Ordem::Pular { quais: quais.into(), saida, destino }),
                Self::Recomecar { id, passo, entrada } => (id, Ordem::Recomecar { passo, entrada }),
                Self::Pausar { id, motivo } => (id, Ordem::Pausar { motivo }),
                Self::Retomar { id } => (id, Ordem::Retomar),
                Self::Cancelar { id, motivo } => (id, Ordem::Cancelar { motivo }),
            };
            instancias::ordenar(&montada.app, &quem, id, &ordem).await.map_err(com_causa)?;
            let instancia = instancias::novidades(&montada.app, &quem, id, i64::MAX).await?.0;
            println!("{id}: {}", instancia.situacao);
            Ok(ExitCode::SUCCESS)
        })
    }
}

/// O banco ocupado ou fora do ar se diz com a causa: na linha de comando não há log onde a procurar.
fn com_causa(erro: ErroAplicacao) -> String {
    match std::error::Error::source(&erro) {
        Some(causa) => format!("{erro} ({causa})"),
        None => erro.to_string(),
    }
}

fn ler_json(texto: &str) -> Result<Value, String> {
    serde_json::from_str(texto).map_err(|erro| format!("não é JSON: {erro}"))
}
