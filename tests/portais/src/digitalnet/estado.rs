//! O que o portal e a API guardam enquanto estão no ar.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::http::{HeaderMap, header};
use esteira_base::{Instante, Relogio};
use uuid::Uuid;

use super::falha::FalhaDigitalnet;
use crate::dados::{ClienteDigitalnet, DadosDigitalnet, FaturaDigitalnet};
use crate::falhas::{QuadroDeFalhas, reconhece};
use crate::tranca::trancar;

/// Quanto vale um token, como no portal de verdade.
const VALIDADE_DO_TOKEN: Duration = Duration::from_secs(300);

pub(super) struct Estado {
    dados: Mutex<DadosDigitalnet>,
    pub(super) falhas: Arc<QuadroDeFalhas<FalhaDigitalnet>>,
    /// De quem é e até quando vale.
    tokens: Mutex<HashMap<String, (String, Instante)>>,
    relogio: Arc<dyn Relogio>,
}

impl Estado {
    pub(super) fn novo(dados: DadosDigitalnet, relogio: Arc<dyn Relogio>) -> Self {
        Self { dados: Mutex::new(dados), falhas: Arc::new(QuadroDeFalhas::vazio()), tokens: Mutex::default(), relogio }
    }

    pub(super) fn dados(&self) -> MutexGuard<'_, DadosDigitalnet> {
        trancar(&self.dados)
    }

    pub(super) fn cliente(&self, login: &str) -> Option<ClienteDigitalnet> {
        self.dados().clientes.iter().find(|cliente| cliente.login == login).cloned()
    }

    /// A fatura `codigo`, se for de `login`, e o rótulo do contrato dela.
    pub(super) fn fatura(&self, login: &str, codigo: &str) -> Option<(ClienteDigitalnet, String, FaturaDigitalnet)> {
        let cliente = self.cliente(login)?;
        let (rotulo, fatura) = cliente
            .contratos
            .iter()
            .flat_map(|contrato| contrato.faturas.iter().map(move |fatura| (&contrato.rotulo, fatura)))
            .find(|(_, fatura)| fatura.codigo == codigo)
            .map(|(rotulo, fatura)| (rotulo.clone(), fatura.clone()))?;
        Some((cliente, rotulo, fatura))
    }

    pub(super) fn emitir_token(&self, login: &str) -> String {
        let token = Uuid::new_v4().simple().to_string();
        let ate = self.relogio.agora().mais(VALIDADE_DO_TOKEN);
        trancar(&self.tokens).insert(token.clone(), (login.to_owned(), ate));
        token
    }

    /// De quem é o `Authorization: Bearer …` deste pedido, se ainda vale.
    pub(super) fn login(&self, cabecalhos: &HeaderMap) -> Option<String> {
        let token = cabecalhos.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
        let (login, ate) = trancar(&self.tokens).get(token).cloned()?;
        (self.relogio.agora() < ate).then_some(login)
    }

    /// A demora de toda chamada, e a da lentidão armada.
    pub(super) async fn demorar(&self, login: &str) {
        let armada = self.falhas.tomar(&[login], reconhece!(FalhaDigitalnet::PortalLento, ms)).unwrap_or_default();
        let normal = Duration::from_millis(self.dados().tempos.api_ms);
        tokio::time::sleep(normal + armada).await;
    }
}
