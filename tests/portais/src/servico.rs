//! Um serviço de fora que conta: quantas vezes cada pedido chegou (pela `Idempotency-Key`) e quantos se atendiam ao mesmo tempo.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::servidor::{Opcoes, Servidor};

/// O serviço no ar.
pub struct ServicoContado {
    servidor: Servidor,
    conta: Conta,
}

/// O que o serviço viu.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visto {
    /// `Idempotency-Key` → quantas vezes chegou.
    pub pedidos: BTreeMap<String, usize>,
    /// O mais que se atendeu ao mesmo tempo.
    pub juntos: usize,
    agora: usize,
}

type Conta = Arc<Mutex<Visto>>;

impl ServicoContado {
    /// Cada pedido leva `demora` para ser atendido.
    pub async fn subir(demora: Duration) -> io::Result<Self> {
        let conta = Conta::default();
        let rotas = Router::new().route("/", post(atender)).with_state((conta.clone(), demora));
        let servidor = Servidor::subir(Opcoes::default().endereco, rotas).await?;
        Ok(Self { servidor, conta })
    }

    /// Onde chamá-lo.
    pub fn url(&self) -> String {
        format!("{}/", self.servidor.url())
    }

    /// O que viu até aqui.
    pub fn visto(&self) -> Visto {
        self.conta.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Conta como atendido agora enquanto vive: quem desliga no meio deixa de contar.
struct Atendendo(Conta);

impl Drop for Atendendo {
    fn drop(&mut self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).agora -= 1;
    }
}

async fn atender(
    State((conta, demora)): State<(Conta, Duration)>,
    cabecalhos: HeaderMap,
    Json(corpo): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let chave = cabecalhos.get("idempotency-key").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    {
        let mut visto = conta.lock().unwrap_or_else(PoisonError::into_inner);
        *visto.pedidos.entry(chave).or_default() += 1;
        visto.agora += 1;
        visto.juntos = visto.juntos.max(visto.agora);
    }
    let _atendendo = Atendendo(conta);
    tokio::time::sleep(demora).await;
    (StatusCode::OK, Json(json!({ "recebido": corpo })))
}
