//! Demora: uma instância de cada vez, aprovada assim que a tarefa abre.

use std::time::{Duration, Instant};

use clap::Args;

use super::api::{Acesso, Cliente, ENTRE_OLHADAS};
use super::relatorio::Medida;
use super::servidor::Servidor;
use super::{Falha, Lugar};

#[derive(Debug, Clone, Args)]
pub struct Demora {
    /// Quantas, uma depois da outra.
    #[arg(long, default_value_t = 1_000)]
    pub vezes: usize,
}

impl Default for Demora {
    fn default() -> Self {
        Self { vezes: 1_000 }
    }
}

/// Quantas se descartam no começo: pagam o que só se paga uma vez.
const AQUECIMENTO: usize = 50;

impl Demora {
    pub async fn medir(&self, lugar: &Lugar) -> Result<Vec<Medida>, Falha> {
        let servidor = Servidor::subir(lugar, None).await?;
        let medida = self.medir_em(&servidor.acesso, "demora").await?;
        servidor.matar().await?;
        Ok(vec![medida])
    }

    /// Num servidor que já está no ar.
    pub async fn medir_em(&self, acesso: &Acesso, trabalho: &'static str) -> Result<Medida, Falha> {
        let mut cliente = acesso.conectar().await?;
        let rodada = uuid::Uuid::now_v7();
        let mut demoras = Vec::with_capacity(self.vezes);
        for n in 0..self.vezes + AQUECIMENTO {
            let demora = uma(&mut cliente, &format!("{rodada}/{n}")).await?;
            if n >= AQUECIMENTO {
                demoras.push(demora);
            }
        }
        Ok(Medida::nova(trabalho).com_demoras(["p50", "p99", "pior"], demoras))
    }
}

/// Do pedido de começar a vê-la concluída.
async fn uma(cliente: &mut Cliente, chave: &str) -> Result<Duration, Falha> {
    let comeco = Instant::now();
    let instancia = cliente.iniciar(chave).await?;
    let tarefa = loop {
        // Os ids são da ordem em que nascem no servidor: a tarefa dela é a primeira depois dela.
        match cliente.abertas(Some(&instancia), 1).await?.into_iter().find(|t| t.instancia_id == instancia) {
            Some(tarefa) => break tarefa,
            None => esperar(),
        }
    };
    cliente.aprovar(&tarefa.id).await?;
    while cliente.situacao(&instancia).await? != "CONCLUIDA" {
        esperar();
    }
    Ok(comeco.elapsed())
}

/// Para a thread, que só tem isto a fazer: a espera do tokio arredonda para o milissegundo, e é de milissegundos que se trata.
fn esperar() {
    std::thread::sleep(ENTRE_OLHADAS);
}
