//! Rodar um plugin: loja nova, limites, prazo, cancelamento, e o desfecho traduzido.

use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use wasmtime::{Engine, Store};

use super::estado::Estado;
use super::importacoes::Importacoes;
use super::ligacoes::registro::Aviso;
use super::ligacoes::{Erro, PluginPre};
use super::limitador::limitar;
use super::manifesto::Manifesto;
use crate::erro::{Queda, erro_do_plugin, erro_tecnico_ou_de_negocio};
use crate::limites;
use esteira_portas::rpa::{ErroRpa, ObservadorRpa};

/// O que saiu de uma execução, com o estado para tirar dele a evidência.
pub struct Rodada {
    pub resultado: Result<Value, ErroRpa>,
    pub estado: Estado,
    pub instanciar: Duration,
}

/// Pede o manifesto ao plugin, sem navegador e com prazo curto. Vem conferido, e também como ele o deu.
pub async fn descrever(
    engine: &Engine,
    pre: &PluginPre<Estado>,
    importacoes: Importacoes,
) -> Result<(Manifesto, Value), String> {
    let mut loja = Store::new(engine, Estado::inerte(importacoes));
    limitar(&mut loja);
    let chamada = async {
        let plugin = pre.instantiate_async(&mut loja).await?;
        plugin.esteira_rpa_rpa().call_descrever(&mut loja).await
    };
    let json = tokio::time::timeout(limites::PRAZO_DESCREVER, chamada)
        .await
        .map_err(|_| format!("descrever não respondeu em {} s", limites::PRAZO_DESCREVER.as_secs()))?
        .map_err(|erro| format!("descrever falhou: {}", erro_de_queda(&erro).mensagem))?;
    if json.len() > limites::MANIFESTO_BYTES {
        return Err(format!("o manifesto tem {} bytes; o máximo é {}", json.len(), limites::MANIFESTO_BYTES));
    }
    let manifesto = Manifesto::ler(&json).map_err(|erro| erro.to_string())?;
    Ok((manifesto, serde_json::from_str(&json).map_err(|erro| erro.to_string())?))
}

/// Executa uma operação até o fim, o prazo ou o cancelamento, repassando ao observador o que o plugin conta.
pub async fn executar(
    engine: &Engine,
    pre: &PluginPre<Estado>,
    estado: Estado,
    operacao: &str,
    parametros: &Value,
    mut avisos: mpsc::UnboundedReceiver<Aviso>,
    observador: &dyn ObservadorRpa,
) -> Rodada {
    let (fim, cancelamento, riscador) = (estado.fim, estado.cancelamento.clone(), estado.riscador.clone());
    let mut loja = Store::new(engine, estado);
    limitar(&mut loja);
    let mut instanciar = Duration::ZERO;
    let parametros = parametros.to_string();
    let desfecho = {
        let chamada = async {
            let inicio = std::time::Instant::now();
            let plugin = pre.instantiate_async(&mut loja).await?;
            instanciar = inicio.elapsed();
            plugin.esteira_rpa_rpa().call_executar(&mut loja, operacao, &parametros).await
        };
        tokio::pin!(chamada);
        let mut perguntas = FuturesUnordered::new();
        loop {
            tokio::select! {
                // Nesta ordem: o aviso dado antes do fim chega antes do fim.
                biased;
                Some(aviso) = avisos.recv() => match aviso {
                    pergunta @ Aviso::Pergunta(..) => perguntas.push(pergunta.entregar(observador)),
                    outro => outro.entregar(observador).await,
                },
                Some(()) = perguntas.next() => {}
                desfecho = cortar(&mut chamada, fim, &cancelamento) => break desfecho,
            }
        }
    };
    let resultado = match desfecho {
        Desfecho::Respondeu(Ok(Ok(json))) => ler_resultado(&json).map(|valor| riscador.riscar_json(valor)),
        Desfecho::Respondeu(Ok(Err(Erro { codigo, mensagem, detalhes_json }))) => {
            Err(erro_do_plugin(&codigo, &mensagem, &detalhes_json, &riscador))
        }
        Desfecho::Respondeu(Err(queda)) => {
            let erro = erro_de_queda(&queda);
            Err(ErroRpa { mensagem: riscador.riscar(&erro.mensagem).into_owned(), ..erro })
        }
        Desfecho::Prazo => Err(erro_tecnico_ou_de_negocio("tempo_esgotado", "a execução passou do prazo dela")),
        Desfecho::Cancelada => Err(erro_tecnico_ou_de_negocio("cancelado", "a execução foi cancelada")),
    };
    let mut estado = loja.into_data();
    estado.contar_escrito(true);
    while let Ok(aviso) = avisos.try_recv() {
        // Pergunta de quem já acabou não se faz a ninguém.
        if !matches!(aviso, Aviso::Pergunta(..)) {
            aviso.entregar(observador).await;
        }
    }
    Rodada { resultado, estado, instanciar }
}

enum Desfecho {
    Respondeu(wasmtime::Result<Result<String, Erro>>),
    Prazo,
    Cancelada,
}

async fn cortar(
    chamada: impl Future<Output = wasmtime::Result<Result<String, Erro>>>,
    fim: tokio::time::Instant,
    cancelamento: &CancellationToken,
) -> Desfecho {
    tokio::select! {
        biased;
        () = cancelamento.cancelled() => Desfecho::Cancelada,
        resposta = chamada => Desfecho::Respondeu(resposta),
        () = tokio::time::sleep_until(fim) => Desfecho::Prazo,
    }
}

fn ler_resultado(json: &str) -> Result<Value, ErroRpa> {
    if json.len() > limites::RESULTADO_BYTES {
        let mensagem =
            format!("o resultado do plugin tem {} bytes; o máximo é {}", json.len(), limites::RESULTADO_BYTES);
        return Err(erro_tecnico_ou_de_negocio("limite_excedido", mensagem));
    }
    match serde_json::from_str(json) {
        Ok(valor @ Value::Object(_)) => Ok(valor),
        _ => Err(erro_tecnico_ou_de_negocio("resposta_invalida", "o plugin não devolveu um objeto JSON")),
    }
}

/// O erro de um plugin que caiu: o motivo que o hospedeiro deu, ou o que o WASM disser.
fn erro_de_queda(erro: &wasmtime::Error) -> ErroRpa {
    if let Some(Queda(motivo)) = erro.downcast_ref() {
        return motivo.clone();
    }
    let causa = erro.root_cause().to_string();
    if causa.contains("hostcall fuel") || causa.contains("too much data") {
        return erro_tecnico_ou_de_negocio(
            "limite_excedido",
            format!("o plugin mandou dados demais numa chamada: {causa}"),
        );
    }
    erro_tecnico_ou_de_negocio("plugin_falhou", format!("o plugin caiu: {causa}"))
}
