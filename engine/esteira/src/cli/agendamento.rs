//! `esteira agendamento`.

use std::error::Error;
use std::process::ExitCode;

use clap::Subcommand;
use esteira_aplicacao::agendamentos::{self, MAXIMO_DE_DATAS};
use esteira_aplicacao::{Aplicacao, Quem};
use esteira_armazem::agenda::Agendamento;
use esteira_base::Instante;
use esteira_base::ids::AgendamentoId;

use super::{Resultado, assincrono};
use crate::config::Config;
use crate::partida::Montada;

/// Quantos se leem de cada vez.
const POR_LEITURA: u32 = 200;

#[derive(Debug, Subcommand)]
pub enum AcaoDeAgendamento {
    /// Mostra os agendamentos, com o cron em palavras e a próxima execução.
    Listar,
    /// Pede uma execução fora de hora; quem a faz é um nó no ar.
    Executar {
        /// Nome ou id.
        agendamento: String,
    },
    /// Para de disparar.
    Pausar {
        /// Nome ou id.
        agendamento: String,
    },
    /// Volta a disparar, da próxima hora em diante.
    Retomar {
        /// Nome ou id.
        agendamento: String,
    },
    /// Mostra as próximas datas.
    Proximas {
        /// Nome ou id.
        agendamento: String,
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=MAXIMO_DE_DATAS as u64))]
        quantas: u64,
    },
}

impl AcaoDeAgendamento {
    pub fn executar(self, config: Config) -> Resultado {
        assincrono(async move {
            let montada = Montada::so_banco(&config).await?;
            let (app, quem) = (&montada.app, Quem::sistema(montada.inquilino));
            match self {
                Self::Listar => {
                    for agendamento in todos(app, &quem).await? {
                        mostrar(&agendamento);
                    }
                }
                Self::Executar { agendamento } => {
                    let id = achar(app, &quem, &agendamento).await?;
                    let disparo = agendamentos::executar(app, &quem, id).await?;
                    println!("disparo {} pedido", disparo.id);
                }
                Self::Pausar { agendamento } => {
                    let id = achar(app, &quem, &agendamento).await?;
                    mostrar(&agendamentos::pausar(app, &quem, id).await?);
                }
                Self::Retomar { agendamento } => {
                    let id = achar(app, &quem, &agendamento).await?;
                    mostrar(&agendamentos::retomar(app, &quem, id).await?);
                }
                Self::Proximas { agendamento, quantas } => {
                    let id = achar(app, &quem, &agendamento).await?;
                    for hora in agendamentos::proximas(app, &quem, id, usize::try_from(quantas)?).await? {
                        println!("{}", hora.no_lugar);
                    }
                }
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}

/// Um por linha: nome, estado, cron em palavras, próxima execução.
fn mostrar(agendamento: &Agendamento) {
    let palavras = agendamentos::em_palavras(agendamento).unwrap_or_else(|| agendamento.cron_expressao.clone());
    let proxima = match agendamento.proxima_execucao {
        Some(micros) => format!("próxima em {}", Instante::de_micros(micros)),
        None if agendamento.status_ativo => "sem próxima execução".to_owned(),
        None => "pausado".to_owned(),
    };
    println!("{}: {palavras} ({}); {proxima}", agendamento.nome_agendamento, agendamento.fuso);
}

/// Pelo id ou pelo nome exato.
async fn achar(app: &Aplicacao, quem: &Quem, qual: &str) -> Result<AgendamentoId, Box<dyn Error>> {
    if let Ok(id) = qual.parse() {
        return Ok(id);
    }
    let achado = todos(app, quem).await?.into_iter().find(|agendamento| agendamento.nome_agendamento == qual);
    let id = achado.map(|agendamento| agendamento.id.into());
    id.ok_or_else(|| format!("não há agendamento \"{qual}\"; veja os que há com `esteira agendamento listar`").into())
}

async fn todos(app: &Aplicacao, quem: &Quem) -> Result<Vec<Agendamento>, Box<dyn Error>> {
    let (mut todos, mut depois_de) = (Vec::new(), None);
    loop {
        let pagina = agendamentos::listar(app, quem, depois_de, POR_LEITURA).await?;
        todos.extend(pagina.itens);
        depois_de = pagina.proximo;
        if depois_de.is_none() {
            return Ok(todos);
        }
    }
}
