//! `esteira medir`: quanto o motor aguenta. Quatro trabalhos, sobre um servidor de verdade em processo próprio, dirigido por HTTP de verdade.
//!
//! Cada instância faz atividade → decisão de uma pessoa → atividade → atividade → fim, com toda a durabilidade de sempre: fila, concessão,
//! histórico, retrato, tarefa e auditoria. A atividade é um `notificar` sem destinatário: passa por tudo e não produz nada.
//!
//! Mede-se num banco de teste: as instâncias ficam lá. Só se usa o que a API oferece; nada aqui conhece o motor por dentro, salvo
//! [`sem_http`].

mod api;
mod demora;
mod espera;
mod http;
mod maquina;
mod processo;
mod queda;
mod relatorio;
mod sem_http;
mod servidor;
mod vazao;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use tempfile::TempDir;

use super::Resultado;
use crate::config::Config;
use relatorio::Medida;
pub use servidor::servir_medida;

pub(super) type Falha = Box<dyn Error + Send + Sync>;

/// O fluxo medido.
const FLUXO: &str = r#"
esteira: v1
fluxo: medida
titulo: Medida
chave: entrada.n
inicio: a
passos:
  a: { tipo: notificar, para: '${ [] }', modelo: geral, depois: decidir }
  decidir:
    tipo: tarefa
    titulo: Decidir
    papeis: [APROVADOR]
    prazo: 1d
    decisoes: { aprovar: b }
  b: { tipo: notificar, para: '${ [] }', modelo: geral, depois: c }
  c: { tipo: notificar, para: '${ [] }', modelo: geral, depois: pronto }
  pronto: { tipo: fim }
"#;

#[derive(Debug, Args)]
pub struct Medir {
    /// `sqlite` (num arquivo temporário, o padrão), `sqlite:<caminho>` ou `postgres://…`: um banco vazio e só para isto.
    #[arg(long, global = true, default_value = "sqlite")]
    banco: String,
    /// Onde ficam o SQLite e as chaves do servidor medido; sem ela, uma pasta temporária que se apaga ao fim.
    #[arg(long, global = true, value_name = "PASTA")]
    em: Option<PathBuf>,
    /// Escreve o resultado em JSON, e não em tabela.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    trabalho: Option<Trabalho>,
}

#[derive(Debug, Clone, Subcommand)]
enum Trabalho {
    /// Quantas instâncias por segundo, e quanto de processador cada uma custa.
    Vazao(vazao::Vazao),
    /// Quanto demora uma instância, uma de cada vez.
    Demora(demora::Demora),
    /// Quanto custa ter muitas paradas à espera de uma pessoa.
    Espera(espera::Espera),
    /// Matar o servidor no meio e religar: o que se perde, o que se repete, quanto demora.
    Queda(queda::Queda),
}

/// Onde se mede.
struct Lugar {
    url: String,
    pasta: PathBuf,
    _temporaria: Option<TempDir>,
}

impl Lugar {
    fn novo(medir: &Medir) -> Result<Self, Falha> {
        let (pasta, temporaria) = match &medir.em {
            Some(pasta) => {
                std::fs::create_dir_all(pasta)?;
                (pasta.clone(), None)
            }
            None => {
                let temporaria = tempfile::Builder::new().prefix("esteira-medida-").tempdir()?;
                (temporaria.path().to_owned(), Some(temporaria))
            }
        };
        let url = match medir.banco.as_str() {
            "sqlite" => format!("sqlite:{}", pasta.join("esteira.db").display()),
            outro => outro.to_owned(),
        };
        Ok(Self { url, pasta, _temporaria: temporaria })
    }
}

impl Medir {
    /// Mede e escreve o resultado. Sem trabalho escolhido, a vazão e a demora.
    pub fn executar(self, config: Config) -> Resultado {
        // Um só fio: quem dirige não deve disputar processador com quem é medido mais do que o preciso.
        let executor = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let medidas = executor.block_on(self.medir(&config)).map_err(|erro| -> Box<dyn Error> { erro })?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&medidas)?);
        } else {
            relatorio::mostrar(&medidas);
        }
        Ok(ExitCode::SUCCESS)
    }

    async fn medir(&self, config: &Config) -> Result<Vec<Medida>, Falha> {
        let lugar = Lugar::novo(self)?;
        let mut medidas = vec![maquina::medir(&lugar.pasta)?];
        medidas.extend(self.trabalhar(config, &lugar).await?);
        Ok(medidas)
    }

    async fn trabalhar(&self, config: &Config, lugar: &Lugar) -> Result<Vec<Medida>, Falha> {
        match self.trabalho.clone() {
            Some(Trabalho::Vazao(vazao)) if vazao.no_processo => sem_http::medir(config, lugar, &vazao).await,
            Some(Trabalho::Vazao(vazao)) => vazao.medir(lugar).await,
            Some(Trabalho::Demora(demora)) => demora.medir(lugar).await,
            Some(Trabalho::Espera(espera)) => espera.medir(lugar).await,
            Some(Trabalho::Queda(queda)) => queda.medir(lugar).await,
            None => {
                let mut medidas = vazao::Vazao::default().medir(lugar).await?;
                medidas.extend(demora::Demora::default().medir(lugar).await?);
                Ok(medidas)
            }
        }
    }
}
