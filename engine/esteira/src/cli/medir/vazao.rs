//! Vazão: muitas instâncias de uma vez, com as aprovações uma a uma pela API.

use std::time::{Duration, Instant};

use clap::Args;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::api::{Acesso, ENTRE_OLHADAS};
use super::relatorio::Medida;
use super::servidor::Servidor;
use super::{Falha, Lugar};

/// Quantas se começam por pedido.
const POR_INICIO: usize = 100;
/// Quantas podem estar à espera de decisão: quem começa espera quem decide.
const JANELA: usize = 1_000;
/// De quanto em quanto tempo se olha a lista de abertas quando não há nova.
const ENTRE_LISTAS: Duration = Duration::from_millis(2);

#[derive(Debug, Clone, Args)]
pub struct Vazao {
    /// Quantas instâncias levar do começo ao fim.
    #[arg(long, default_value_t = 20_000)]
    pub instancias: usize,
    /// Quantas conexões aprovam ao mesmo tempo.
    #[arg(long, default_value_t = 64)]
    pub conexoes: usize,
    /// Decide no mesmo processo do motor, sem HTTP.
    #[arg(long)]
    pub no_processo: bool,
}

impl Default for Vazao {
    fn default() -> Self {
        Self { instancias: 20_000, conexoes: 64, no_processo: false }
    }
}

impl Vazao {
    pub async fn medir(&self, lugar: &Lugar) -> Result<Vec<Medida>, Falha> {
        let servidor = Servidor::subir(lugar, None).await?;
        // As primeiras pagam o que só se paga uma vez: conexões, comandos preparados.
        levar(&servidor.acesso, self.instancias / 10 + 1, self.conexoes).await?;
        let medida = self.medir_em(&servidor, "vazão").await?;
        servidor.matar().await?;
        Ok(vec![medida])
    }

    /// Num servidor que já está no ar.
    pub async fn medir_em(&self, servidor: &Servidor, trabalho: &'static str) -> Result<Medida, Falha> {
        let antes = servidor.consumo();
        let em = levar(&servidor.acesso, self.instancias, self.conexoes).await?;
        let custo = servidor.consumo().por_instancia(antes, self.instancias);
        Ok(Medida::nova(trabalho).com_vazao(self.instancias, em, custo))
    }
}

/// Leva as instâncias do começo ao fim; do primeiro pedido à última encerrada.
pub async fn levar(acesso: &Acesso, instancias: usize, conexoes: usize) -> Result<Duration, Falha> {
    let comeco = Instant::now();
    let rodada = uuid::Uuid::now_v7().to_string();
    let (mandar, receber) = async_fila(conexoes * 4);
    let (decididas, ver_decididas) = watch::channel(0usize);
    let mut tarefas: JoinSet<Result<(), Falha>> = JoinSet::new();
    for _ in 0..conexoes {
        let (acesso, receber, decididas) = (acesso.clone(), receber.clone(), decididas.clone());
        tarefas.spawn(async move {
            let mut cliente = acesso.conectar().await?;
            while let Some(tarefa) = proxima(&receber).await {
                cliente.aprovar(&tarefa).await?;
                decididas.send_modify(|quantas| *quantas += 1);
            }
            Ok(())
        });
    }
    drop(receber);
    let (acesso_dos_inicios, rodada_dos_inicios) = (acesso.clone(), rodada.clone());
    tarefas.spawn(async move {
        iniciar(&acesso_dos_inicios, &rodada_dos_inicios, instancias, Some((ver_decididas, JANELA))).await
    });
    let acesso_da_lista = acesso.clone();
    tarefas.spawn(async move {
        let mut cliente = acesso_da_lista.conectar().await?;
        let (mut vistas, mut ultima) = (0, Some(rodada));
        while vistas < instancias {
            let abertas = cliente.abertas(ultima.as_deref(), usize::MAX).await?;
            if abertas.is_empty() {
                tokio::time::sleep(ENTRE_LISTAS).await;
            }
            for aberta in abertas {
                ultima = Some(aberta.id.clone());
                vistas += 1;
                mandar.send(aberta.id).await?;
            }
        }
        Ok(())
    });
    while let Some(terminada) = tarefas.join_next().await {
        terminada??;
    }
    esperar_encerrar(acesso, comeco).await
}

/// Começa as instâncias em lotes, sem passar da janela de não decididas, se há uma.
pub async fn iniciar(
    acesso: &Acesso,
    rodada: &str,
    instancias: usize,
    mut janela: Option<(watch::Receiver<usize>, usize)>,
) -> Result<(), Falha> {
    let mut cliente = acesso.conectar().await?;
    let chaves: Vec<String> = (0..instancias).map(|n| format!("{rodada}/{n}")).collect();
    for (indice, lote) in chaves.chunks(POR_INICIO).enumerate() {
        if let Some((decididas, tamanho)) = &mut janela {
            let iniciadas = indice * POR_INICIO;
            decididas.wait_for(|decididas| iniciadas < decididas + *tamanho).await?;
        }
        cliente.iniciar_varias(lote).await?;
    }
    Ok(())
}

/// Espera a última encerrar. As paradas de outra medida são mais velhas que esta: basta olhar a viva mais nova.
async fn esperar_encerrar(acesso: &Acesso, comeco: Instant) -> Result<Duration, Falha> {
    let mut cliente = acesso.conectar().await?;
    let ultima = cliente.abertas(None, 1).await?.is_empty();
    loop {
        match cliente.viva_mais_nova().await? {
            None => break,
            // Com paradas de propósito, a viva mais nova ser uma que espera pessoa quer dizer que as desta acabaram.
            Some(viva) if !ultima && espera_pessoa(&mut cliente, &viva).await? => break,
            Some(_) => tokio::time::sleep(ENTRE_OLHADAS).await,
        }
    }
    Ok(comeco.elapsed())
}

async fn espera_pessoa(cliente: &mut super::api::Cliente, instancia: &str) -> Result<bool, Falha> {
    let estado = cliente.instancia(instancia).await?;
    let visitas = estado["estado"]["visitas"].as_object().cloned().unwrap_or_default();
    Ok(visitas.values().any(|visita| visita["espera"]["espera"] == "tarefa"))
}

type Fila = std::sync::Arc<tokio::sync::Mutex<mpsc::Receiver<String>>>;

fn async_fila(tamanho: usize) -> (mpsc::Sender<String>, Fila) {
    let (mandar, receber) = mpsc::channel(tamanho);
    (mandar, std::sync::Arc::new(tokio::sync::Mutex::new(receber)))
}

async fn proxima(fila: &Fila) -> Option<String> {
    fila.lock().await.recv().await
}
