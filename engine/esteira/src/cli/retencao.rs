//! `esteira retencao`: o que passou do prazo, direto no banco configurado, com o servidor no ar ou não.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use esteira_aplicacao::retencao::{self, Especie, Pedido, Previsao};
use esteira_aplicacao::{Aplicacao, Quem};
use esteira_base::Instante;
use tokio_util::sync::CancellationToken;

use super::fluxo::imprimir;
use super::{Resultado, assincrono};
use crate::config::Config;
use crate::partida::Montada;

#[derive(Debug, Subcommand)]
pub enum AcaoDeRetencao {
    /// Conta, por espécie, o que iria e o que está sob guarda legal. Não apaga nada.
    Simular(Quais),
    /// Apaga o que venceu, em levas pequenas; Ctrl+C para entre duas. Sem `--sim`, só simula.
    Aplicar {
        #[command(flatten)]
        quais: Quais,
        /// Apagar de verdade.
        #[arg(long)]
        sim: bool,
    },
}

/// Que espécies.
#[derive(Debug, Args)]
pub struct Quais {
    /// Só esta espécie; pode repetir-se. INSTANCIAS, PROCESSOS, NOTIFICACOES, SINAIS, WEBHOOKS_RECEBIDOS, DISPAROS ou LOGS.
    #[arg(long)]
    especie: Vec<Especie>,
}

impl Quais {
    fn especies(self) -> Vec<Especie> {
        if self.especie.is_empty() { Especie::TODAS.into() } else { self.especie }
    }
}

impl AcaoDeRetencao {
    pub fn executar(self, config: Config) -> Resultado {
        assincrono(async move {
            let montada = Montada::so_banco(&config).await?;
            let quem = Quem { nome: "linha de comando".to_owned(), ..Quem::sistema(montada.inquilino) };
            match self {
                Self::Simular(quais) => simular(&montada.app, &quem, &quais.especies()).await,
                Self::Aplicar { quais, sim: true } => aplicar(&montada.app, &quem, quais.especies()).await,
                Self::Aplicar { quais, sim: false } => {
                    simular(&montada.app, &quem, &quais.especies()).await?;
                    imprimir("nada foi apagado; para apagar, repita com --sim")?;
                    Ok(ExitCode::SUCCESS)
                }
            }
        })
    }
}

async fn simular(app: &Aplicacao, quem: &Quem, especies: &[Especie]) -> Resultado {
    let previsoes = retencao::simular(app, quem).await?;
    for Previsao { prazo, contagem } in previsoes.iter().filter(|p| especies.contains(&p.prazo.especie)) {
        let especie = prazo.especie.as_str();
        let Some((contagem, dias)) = contagem.zip(prazo.dias) else {
            imprimir(&format!("{especie:<20} guarda-se para sempre"))?;
            continue;
        };
        let iriam = contagem.vencidas - contagem.retidas;
        let desde = contagem.mais_velha.map(|micros| format!("; a mais velha, de {}", Instante::de_micros(micros)));
        let (retidas, desde) = (contagem.retidas, desde.unwrap_or_default());
        imprimir(&format!("{especie:<20} {dias} dias: iriam {iriam}, sob guarda {retidas}{desde}"))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn aplicar(app: &Aplicacao, quem: &Quem, especies: Vec<Especie>) -> Resultado {
    let parar = CancellationToken::new();
    let ouvir = parar.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            ouvir.cancel();
        }
    });
    let (desfechos, inteira) = retencao::aplicar(app, quem, &Pedido { especies, levas: None }, &parar).await?;
    for feito in desfechos {
        let (especie, removidas, retidas) = (feito.especie.as_str(), feito.removidas, feito.retidas);
        imprimir(&format!("{especie:<20} apagadas {removidas}, sob guarda {retidas}"))?;
    }
    let particoes = app.armazem.largar_meses_vazios().await?;
    if particoes > 0 {
        imprimir(&format!("{particoes} partições vazias largadas"))?;
    }
    if !inteira {
        imprimir("parado antes do fim; o que se apagou vale, e a próxima vez segue")?;
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}
