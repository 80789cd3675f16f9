//! Procurar nomes sem se deixar levar à rede interna: o que se confere é o número a que se vai ligar, não o nome.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::endereco::{Permitidos, publico};

pub(super) struct NomesVigiados(Arc<Permitidos>);

/// O nome só leva a endereços que não se podem chamar.
#[derive(Debug, thiserror::Error)]
#[error("{0} leva à rede interna; se é para ir lá, ponha-o em `servicos.permitidos`")]
pub(super) struct NomeRecusado(String);

impl NomesVigiados {
    pub fn novos(permitidos: Arc<Permitidos>) -> Self {
        Self(permitidos)
    }
}

impl Resolve for NomesVigiados {
    fn resolve(&self, nome: Name) -> Resolving {
        let permitidos = self.0.clone();
        Box::pin(async move {
            let nome = nome.as_str().to_owned();
            let achados: Vec<SocketAddr> = tokio::net::lookup_host((nome.as_str(), 0)).await?.collect();
            let livre = permitidos.nomeia(&nome);
            let bons: Vec<SocketAddr> = achados
                .into_iter()
                .filter(|endereco| livre || publico(endereco.ip()) || permitidos.nomeia(&endereco.ip().to_string()))
                .collect();
            if bons.is_empty() {
                return Err(NomeRecusado(nome).into());
            }
            Ok(Box::new(bons.into_iter()) as Addrs)
        })
    }
}
