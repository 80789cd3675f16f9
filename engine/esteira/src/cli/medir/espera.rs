//! Espera: muitas paradas à espera de uma pessoa. Quanto demora pará-las, quanta memória tomam, e quanto atrasam o resto.

use std::time::{Duration, Instant};

use clap::Args;

use super::api::Acesso;
use super::demora::Demora;
use super::relatorio::Medida;
use super::servidor::Servidor;
use super::vazao::{Vazao, iniciar};
use super::{Falha, Lugar, processo};

#[derive(Debug, Clone, Args)]
pub struct Espera {
    /// Quantas deixar paradas.
    #[arg(long, default_value_t = 50_000)]
    pub paradas: usize,
    /// Quantas instâncias levar ao fim, antes e depois, para ver o que as paradas atrasam.
    #[arg(long, default_value_t = 10_000)]
    pub instancias: usize,
}

/// Quantas vezes se pede a primeira página.
const PAGINAS: usize = 200;
const NA_PAGINA: usize = 50;
const DEMORAS: usize = 300;

impl Espera {
    pub async fn medir(&self, lugar: &Lugar) -> Result<Vec<Medida>, Falha> {
        let servidor = Servidor::subir(lugar, None).await?;
        let (vazao, demora) = (Vazao { instancias: self.instancias, ..Vazao::default() }, Demora { vezes: DEMORAS });
        super::vazao::levar(&servidor.acesso, self.instancias / 10 + 1, vazao.conexoes).await?;
        let mut medidas = vec![
            vazao.medir_em(&servidor, "vazão sem paradas").await?,
            demora.medir_em(&servidor.acesso, "demora sem paradas").await?,
        ];
        let antes = servidor.consumo();
        let em = parar(&servidor.acesso, self.paradas).await?;
        let custo = servidor.consumo().por_instancia(antes, self.paradas);
        let paginas = primeiras_paginas(&servidor.acesso).await?;
        medidas.push(
            Medida::nova("espera")
                .com("paradas", self.paradas as f64, "")
                .com("tempo para parar", em.as_secs_f64(), "s")
                .com("processador do servidor", custo.servidor_ms, "ms por instância")
                .com("processador do banco", custo.banco_ms, "ms por instância")
                .com("escrita", custo.bytes_escritos / 1024.0, "KiB por instância")
                .com("memória do servidor", processo::memoria_mib(servidor.pid), "MiB")
                .com_demoras(["primeira página, p50", "primeira página, p99", "primeira página, pior"], paginas),
        );
        medidas.push(vazao.medir_em(&servidor, "vazão com paradas").await?);
        medidas.push(demora.medir_em(&servidor.acesso, "demora com paradas").await?);
        let memoria = processo::memoria_mib(servidor.pid);
        medidas.push(Medida::nova("ao fim").com("memória do servidor", memoria, "MiB"));
        servidor.matar().await?;
        Ok(medidas)
    }
}

/// Começa-as e espera todas abrirem a tarefa.
async fn parar(acesso: &Acesso, quantas: usize) -> Result<Duration, Falha> {
    let comeco = Instant::now();
    let rodada = uuid::Uuid::now_v7().to_string();
    let contar = async {
        let mut cliente = acesso.conectar().await?;
        let (mut vistas, mut ultima) = (0, rodada.clone());
        while vistas < quantas {
            let abertas = cliente.abertas(Some(&ultima), usize::MAX).await?;
            vistas += abertas.len();
            match abertas.last() {
                Some(aberta) => ultima.clone_from(&aberta.id),
                None => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
        Ok::<_, Falha>(())
    };
    tokio::try_join!(iniciar(acesso, &rodada, quantas, None), contar)?;
    Ok(comeco.elapsed())
}

async fn primeiras_paginas(acesso: &Acesso) -> Result<Vec<Duration>, Falha> {
    let mut cliente = acesso.conectar().await?;
    let mut demoras = Vec::with_capacity(PAGINAS);
    for _ in 0..PAGINAS {
        let comeco = Instant::now();
        cliente.abertas(None, NA_PAGINA).await?;
        demoras.push(comeco.elapsed());
    }
    Ok(demoras)
}
