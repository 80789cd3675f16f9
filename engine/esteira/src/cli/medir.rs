//! `esteira medir`: quanto o motor aguenta, sem HTTP, sem navegador, com passos que não fazem nada.
//!
//! Cada instância faz atividade → decisão humana → atividade → atividade → fim, com toda a durabilidade de sempre: fila, concessão,
//! histórico, retrato e tarefa. A atividade é um `notificar` sem destinatário: passa por tudo e não produz nada.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use esteira_aplicacao::consolidador::Alvo;
use esteira_aplicacao::{Aplicacao, Quem, fluxos};
use esteira_armazem::motor::{FiltroDeTarefas, InstanciaNova};
use esteira_base::ids::InstanciaId;
use esteira_motor::maquina::{Ator, Comando};
use esteira_trabalhadores::{OpcoesDosTrabalhadores, Trabalhadores};
use serde_json::json;
use tokio::task::JoinSet;

use super::{Resultado, assincrono};
use crate::config::Config;
use crate::partida::Montada;

/// Quantos pedidos ficam no ar ao mesmo tempo.
const SIMULTANEOS: usize = 128;
/// De quanto em quanto tempo se vê se acabou.
const ENTRE_OLHADAS: Duration = Duration::from_millis(20);

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
    /// Quantas instâncias levar do começo ao fim.
    #[arg(long, default_value_t = 2_000)]
    instancias: usize,
    /// Quantas deixar paradas à espera de uma pessoa, para medir memória.
    #[arg(long, default_value_t = 1_000)]
    paradas: usize,
}

impl Medir {
    /// Mede no banco da configuração, que deve ser um banco de teste: as instâncias ficam lá.
    pub fn executar(self, config: Config) -> Resultado {
        assincrono(async move {
            let montada = Montada::so_banco(&config).await?;
            let medida = Medida::nova(&montada).await?;
            println!("banco                 {}", montada.app.armazem.nome());
            println!("memória, parado       {:.1} MiB", memoria_mib());
            medida.iniciar(0..self.instancias).await?;
            medida.levar_ao_fim(self.instancias).await?;
            medida.iniciar(self.instancias..self.instancias + self.paradas).await?;
            medida.esperar_tarefas(self.paradas).await?;
            println!("memória, {} paradas {:.1} MiB", self.paradas, memoria_mib());
            medida.trabalhadores.parar().await;
            montada.encerrar().await;
            Ok(ExitCode::SUCCESS)
        })
    }
}

struct Medida {
    app: Aplicacao,
    quem: Quem,
    fluxo: uuid::Uuid,
    trabalhadores: Trabalhadores,
    rodada: InstanciaId,
    comecou: Instant,
}

impl Medida {
    async fn nova(montada: &Montada) -> Result<Self, Box<dyn std::error::Error>> {
        let quem = Quem::sistema(montada.inquilino);
        let fluxo = fluxos::publicar(&montada.app, &quem, "medida.yaml", FLUXO).await?.id;
        let opcoes = OpcoesDosTrabalhadores {
            nome: "medida".to_owned(),
            unico: montada.app.armazem.arquivo().is_some(),
            simultaneos: SIMULTANEOS as u32,
            ..OpcoesDosTrabalhadores::default()
        };
        let trabalhadores = Trabalhadores::iniciar(montada.app.clone(), opcoes).await?;
        Ok(Self {
            app: montada.app.clone(),
            quem,
            fluxo,
            trabalhadores,
            rodada: InstanciaId::novo(),
            comecou: Instant::now(),
        })
    }

    async fn iniciar(&self, quais: std::ops::Range<usize>) -> Result<(), Box<dyn std::error::Error>> {
        let pedidos = quais.map(|n| {
            let id = InstanciaId::novo();
            let chave = format!("{}/{n}", self.rodada);
            let nova =
                InstanciaNova { id, fluxo_id: self.fluxo, fluxo_nome: "medida".to_owned(), chave: chave.clone() };
            let comando = Comando::Iniciar {
                entrada: json!({ "n": chave }),
                instancia: json!({ "id": id, "chave": chave }),
                por: Ator::sistema(),
            };
            (Alvo::Nova(nova), comando)
        });
        self.pedir_todos(pedidos.collect()).await
    }

    /// Decide as tarefas à medida que abrem, até todas acabarem.
    async fn levar_ao_fim(&self, quantas: usize) -> Result<(), Box<dyn std::error::Error>> {
        let mut decididas = 0;
        while decididas < quantas {
            let abertas = self.abertas(1_000).await?;
            let pedidos: Vec<_> = abertas
                .into_iter()
                .map(|(instancia, visita)| {
                    let por = Ator { id: None, nome: "medida".to_owned(), papeis: vec!["APROVADOR".to_owned()] };
                    let comando = Comando::Decidir { visita, decisao: "aprovar".to_owned(), dados: json!({}), por };
                    (Alvo::Instancia(instancia), comando)
                })
                .collect();
            if pedidos.is_empty() {
                tokio::time::sleep(ENTRE_OLHADAS).await;
            }
            decididas += pedidos.len();
            self.pedir_todos(pedidos).await?;
        }
        while !self.app.armazem.ler(self.quem.inquilino).await?.instancias(Some("EM_ANDAMENTO"), 1).await?.is_empty() {
            tokio::time::sleep(ENTRE_OLHADAS).await;
        }
        let segundos = self.comecou.elapsed().as_secs_f64();
        println!("instâncias            {quantas} em {segundos:.2} s");
        println!("vazão                 {:.0} instâncias/s (4 passos e 1 decisão cada)", quantas as f64 / segundos);
        Ok(())
    }

    async fn esperar_tarefas(&self, quantas: usize) -> Result<(), Box<dyn std::error::Error>> {
        while self.abertas(quantas).await?.len() < quantas {
            tokio::time::sleep(ENTRE_OLHADAS).await;
        }
        Ok(())
    }

    async fn abertas(&self, limite: usize) -> Result<Vec<(InstanciaId, u32)>, Box<dyn std::error::Error>> {
        let filtro = FiltroDeTarefas {
            situacao: Some("ABERTA".to_owned()),
            limite: u32::try_from(limite)?,
            ..FiltroDeTarefas::default()
        };
        let pagina = self.app.armazem.ler(self.quem.inquilino).await?.tarefas(&filtro).await?;
        Ok(pagina.itens.into_iter().map(|t| (t.instancia_id.into(), u32::try_from(t.visita).unwrap_or(0))).collect())
    }

    async fn pedir_todos(&self, pedidos: Vec<(Alvo, Comando)>) -> Result<(), Box<dyn std::error::Error>> {
        let mut no_ar = JoinSet::new();
        for (alvo, comando) in pedidos {
            if no_ar.len() >= SIMULTANEOS
                && let Some(terminado) = no_ar.join_next().await
            {
                terminado??;
            }
            let (consolidador, inquilino) = (self.app.consolidador.clone(), self.quem.inquilino);
            no_ar.spawn(async move { consolidador.pedir(inquilino, alvo, comando, None).await.map(|_| ()) });
        }
        while let Some(terminado) = no_ar.join_next().await {
            terminado??;
        }
        Ok(())
    }
}

/// Memória residente deste processo, em MiB.
fn memoria_mib() -> f64 {
    let estado = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let linha = estado.lines().find_map(|linha| linha.strip_prefix("VmRSS:"));
    let kib = linha.and_then(|linha| linha.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
