//! A vazão sem HTTP: quem decide está no mesmo processo, e chama os mesmos casos de uso que a API chama.

use std::sync::Arc;
use std::time::{Duration, Instant};

use esteira_aplicacao::{Aplicacao, Quem, fluxos, tarefas};
use esteira_armazem::motor::FiltroDeTarefas;
use esteira_base::ids::UsuarioId;
use esteira_dominio::Perfil;
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::relatorio::{Consumo, Medida};
use super::vazao::Vazao;
use super::{FLUXO, Falha, Lugar, processo};
use crate::config::Config;
use crate::partida::Montada;

const POR_INICIO: usize = 250;
const POR_LISTA: u32 = 1_000;
/// Quantas podem estar à espera de decisão.
const JANELA: usize = 2_000;
const ENTRE_LISTAS: Duration = Duration::from_millis(1);

pub async fn medir(config: &Config, lugar: &Lugar, vazao: &Vazao) -> Result<Vec<Medida>, Falha> {
    let config = Config { banco: Some(lugar.url.clone()), pasta: lugar.pasta.clone(), ..config.clone() };
    let vazao = vazao.clone();
    // O motor roda como no servidor: com todos os fios.
    let executor = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let medindo = executor.spawn(async move {
        let montada = Montada::sem_navegador(&config).await.map_err(|erro| erro.to_string())?;
        let trabalhadores = montada.trabalhadores(&config).await.map_err(|erro| erro.to_string())?;
        let sistema = Quem::sistema(montada.inquilino);
        fluxos::publicar(&montada.app, &sistema, "medida.yaml", FLUXO).await?;
        levar(&montada.app, &sistema, vazao.instancias / 10 + 1).await?;
        let antes = consumo();
        let em = levar(&montada.app, &sistema, vazao.instancias).await?;
        let custo = consumo().por_instancia(antes, vazao.instancias);
        trabalhadores.parar().await;
        montada.encerrar().await;
        Ok::<_, Falha>(vec![Medida::nova("vazão, no processo").com_vazao(vazao.instancias, em, custo)])
    });
    let medidas = medindo.await?;
    executor.shutdown_background();
    medidas
}

fn consumo() -> Consumo {
    let pid = std::process::id();
    Consumo {
        servidor_ms: processo::processador_ms(pid),
        bytes_escritos: processo::bytes_escritos(pid),
        ..Consumo::default()
    }
}

async fn levar(app: &Aplicacao, sistema: &Quem, instancias: usize) -> Result<Duration, Falha> {
    let comeco = Instant::now();
    let rodada = Uuid::now_v7();
    let janela = Arc::new(Semaphore::new(JANELA));
    let quem = Quem {
        usuario: Some(UsuarioId::novo()),
        nome: "medida".to_owned(),
        perfil: Some(Perfil::Aprovador),
        ..sistema.clone()
    };
    let iniciando = {
        let (app, sistema, janela) = (app.clone(), sistema.clone(), janela.clone());
        tokio::spawn(async move {
            let entradas: Vec<_> = (0..instancias).map(|n| json!({ "n": format!("{rodada}/{n}") })).collect();
            for lote in entradas.chunks(POR_INICIO) {
                janela.acquire_many(u32::try_from(lote.len())?).await?.forget();
                for inicio in fluxos::iniciar_varias(&app, &sistema, "medida", lote.to_vec()).await? {
                    inicio?;
                }
            }
            Ok::<_, Falha>(())
        })
    };
    let mut decidindo: JoinSet<Result<(), Falha>> = JoinSet::new();
    let (mut vistas, mut ultima) = (0, rodada);
    while vistas < instancias {
        let filtro = FiltroDeTarefas {
            situacao: Some("ABERTA".to_owned()),
            depois_de: Some(ultima),
            limite: POR_LISTA,
            ..FiltroDeTarefas::default()
        };
        let abertas = tarefas::listar(app, &quem, filtro).await?.itens;
        if abertas.is_empty() {
            tokio::time::sleep(ENTRE_LISTAS).await;
        }
        vistas += abertas.len();
        for aberta in abertas {
            ultima = aberta.id;
            let (app, quem, janela) = (app.clone(), quem.clone(), janela.clone());
            decidindo.spawn(async move {
                tarefas::decidir(&app, &quem, aberta.id.into(), "aprovar", json!({})).await?;
                janela.add_permits(1);
                Ok(())
            });
        }
        while let Some(decidida) = decidindo.try_join_next() {
            decidida??;
        }
    }
    while let Some(decidida) = decidindo.join_next().await {
        decidida??;
    }
    iniciando.await??;
    while !app.armazem.ler(sistema.inquilino).await?.instancias(Some("EM_ANDAMENTO"), 1).await?.is_empty() {
        tokio::time::sleep(ENTRE_LISTAS).await;
    }
    Ok(comeco.elapsed())
}
