//! Queda: `kill -9` no meio, religar, e ver que tudo acaba e que nada do que já se registrou se faz de novo.
//!
//! A testemunha do que se fez é o registro do executor, fora do banco: uma linha por trabalho que começa. O que o banco registrou é o histórico
//! de cada instância. Um trabalho feito duas vezes só se admite se a primeira vez não chegou a ser registrada.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use clap::Args;
use esteira_base::Instante;
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::api::{Acesso, ENTRE_OLHADAS};
use super::relatorio::Medida;
use super::servidor::Servidor;
use super::vazao::iniciar;
use super::{Falha, Lugar};

#[derive(Debug, Clone, Args)]
pub struct Queda {
    /// Quantas instâncias estão em curso quando o servidor morre.
    #[arg(long, default_value_t = 10_000)]
    pub em_curso: usize,
}

/// Além das que estão em curso na queda, mais uma parte destas já foi aprovada antes: há de tudo quando o servidor morre.
const PARTE_APROVADA: usize = 5;
const CONEXOES: usize = 64;
/// Quanto se espera que tudo acabe depois de religar.
const ESPERA_MAXIMA: Duration = Duration::from_secs(300);

/// O que o registro do executor diz de um trabalho: quando começou cada vez.
type Testemunha = HashMap<(String, String), Vec<Instante>>;

impl Queda {
    pub async fn medir(&self, lugar: &Lugar) -> Result<Vec<Medida>, Falha> {
        let (antes, depois) = (lugar.pasta.join("antes.log"), lugar.pasta.join("depois.log"));
        let servidor = Servidor::subir(lugar, Some(&antes)).await?;
        let rodada = uuid::Uuid::now_v7().to_string();
        let acesso = servidor.acesso.clone();
        let aprovadas_antes = self.em_curso / PARTE_APROVADA;
        iniciar(&acesso, &rodada, self.em_curso + aprovadas_antes, None).await?;
        let (contar, mut contadas) = watch::channel(0);
        let aprovando = {
            let (acesso, rodada) = (acesso.clone(), rodada.clone());
            tokio::spawn(async move { aprovar(&acesso, &rodada, &contar).await })
        };
        contadas.wait_for(|contadas| *contadas >= aprovadas_antes).await?;
        // Com aprovações no ar e atividades na mão: quem pedia vê a conexão cair.
        servidor.matar().await?;
        aprovando.abort();

        let religado = Instant::now();
        let servidor = Servidor::subir(lugar, Some(&depois)).await?;
        let no_ar = religado.elapsed();
        let acesso = servidor.acesso.clone();
        let primeiro = primeiro_registro(&depois, religado);
        let (contar, _) = watch::channel(0);
        let acabando = aprovar(&acesso, &rodada, &contar);
        let (primeiro, aprovadas) = tokio::join!(primeiro, acabando);
        let tudo = religado.elapsed();
        let aprovadas = aprovadas?;
        servidor.matar().await?;

        let servidor = Servidor::subir(lugar, None).await?;
        let mut testemunha = Testemunha::new();
        ler_registro(&antes, &mut testemunha)?;
        ler_registro(&depois, &mut testemunha)?;
        let repetidas: Vec<_> = testemunha.iter().filter(|(_, vezes)| vezes.len() > 1).collect();
        let mut indevidas = 0;
        let mut cliente = servidor.acesso.conectar().await?;
        for ((instancia, passo), vezes) in &repetidas {
            let historia = cliente.instancia(instancia).await?;
            if let Some(registrada) = conclusao(&historia, passo)
                && vezes.iter().any(|vez| *vez > registrada)
            {
                indevidas += 1;
            }
        }
        let presas = usize::from(cliente.viva_mais_nova().await?.is_some());
        servidor.matar().await?;
        Ok(vec![
            Medida::nova("queda")
                .com("em curso", self.em_curso as f64, "")
                .com("aprovadas depois de religar", aprovadas as f64, "")
                .com("até responder", no_ar.as_secs_f64(), "s")
                .com("até o primeiro trabalho retomado", primeiro.as_secs_f64(), "s")
                .com("até tudo acabar", tudo.as_secs_f64(), "s")
                .com("atividades feitas", testemunha.len() as f64, "")
                .com("feitas duas vezes (na mão na queda)", repetidas.len() as f64, "")
                .com("feitas de novo já registradas", f64::from(indevidas), "")
                .com("presas ao fim", presas as f64, ""),
        ])
    }
}

/// Aprova as abertas até não restar instância viva. Devolve quantas aprovou, e as vai contando.
async fn aprovar(acesso: &Acesso, rodada: &str, contar: &watch::Sender<usize>) -> Result<usize, Falha> {
    let comeco = Instant::now();
    let mut lista = acesso.conectar().await?;
    let mut clientes = Vec::new();
    for _ in 0..CONEXOES {
        clientes.push(acesso.conectar().await?);
    }
    let (mut aprovadas, mut ultima) = (0, rodada.to_owned());
    loop {
        let abertas = lista.abertas(Some(&ultima), usize::MAX).await?;
        let Some(mais_nova) = abertas.last() else {
            if lista.viva_mais_nova().await?.is_none() {
                return Ok(aprovadas);
            }
            if comeco.elapsed() > ESPERA_MAXIMA {
                return Err("passou do tempo e ainda há instância viva".into());
            }
            tokio::time::sleep(ENTRE_OLHADAS).await;
            continue;
        };
        ultima.clone_from(&mais_nova.id);
        aprovadas += abertas.len();
        let mut juntas = JoinSet::new();
        let por_cliente = abertas.len().div_ceil(clientes.len());
        for (cliente, partes) in clientes
            .drain(..)
            .zip(abertas.chunks(por_cliente).map(<[_]>::to_vec).chain(std::iter::repeat_with(Vec::new)))
        {
            juntas.spawn(async move {
                let mut cliente = cliente;
                for aberta in partes {
                    cliente.aprovar(&aberta.id).await?;
                }
                Ok::<_, Falha>(cliente)
            });
        }
        while let Some(terminado) = juntas.join_next().await {
            clientes.push(terminado??);
        }
        contar.send_replace(aprovadas);
    }
}

/// Quanto demora, desde `religado`, o primeiro trabalho a aparecer no registro.
async fn primeiro_registro(registro: &Path, religado: Instant) -> Duration {
    while religado.elapsed() < ESPERA_MAXIMA {
        let mut testemunha = Testemunha::new();
        if ler_registro(registro, &mut testemunha).is_ok() && !testemunha.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    religado.elapsed()
}

/// Junta à testemunha as linhas de um registro em JSON.
fn ler_registro(arquivo: &Path, testemunha: &mut Testemunha) -> Result<(), Falha> {
    for linha in std::fs::read_to_string(arquivo)?.lines() {
        // A última linha de um processo morto pode estar cortada.
        let Ok(linha) = serde_json::from_str::<Value>(linha) else { continue };
        let campos = &linha["fields"];
        let (Some(instancia), Some(passo)) = (campos["instancia.id"].as_str(), campos["passo"].as_str()) else {
            continue;
        };
        let quando: Instante = linha["timestamp"].as_str().unwrap_or_default().parse()?;
        testemunha.entry((instancia.to_owned(), passo.to_owned())).or_default().push(quando);
    }
    Ok(())
}

/// Quando o histórico diz que o passo se concluiu.
fn conclusao(historia: &Value, passo: &str) -> Option<Instante> {
    let eventos = historia["eventos"].as_array()?;
    let dados = |evento: &'_ Value| evento["dados"].clone();
    let visita =
        eventos.iter().map(dados).find(|dados| dados["tipo"] == "passo_iniciado" && dados["passo"] == passo)?["visita"]
            .clone();
    let concluido =
        eventos.iter().map(dados).find(|dados| dados["tipo"] == "passo_concluido" && dados["visita"] == visita)?;
    concluido["em"].as_str()?.parse().ok()
}
