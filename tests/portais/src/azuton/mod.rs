//! A Azuton: não há login; há o e-mail de cobrança ([`PortalAzuton::email`]) e, nos links dele, a página do boleto e o PDF da fatura.
//!
//! O e-mail, a classe `value name`, o `li` de classe `dadosPagador` e o botão `download` são os que o legado exige e não podem mudar.

mod falha;
mod paginas;

use std::io;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

pub use falha::FalhaAzuton;

use crate::dados::{CobrancaAzuton, DadosAzuton};
use crate::falhas::{QuadroDeFalhas, Vezes, reconhece};
use crate::pdf::{DadosDaFatura, fatura_pdf};
use crate::servidor::{Opcoes, Servidor};
use crate::tranca::trancar;
use crate::{controle, entrega};
use falha::{Defeito, defeito_da_fatura, defeito_da_pagina, defeito_do_boleto};

/// A Azuton no ar. Some quando é largada.
pub struct PortalAzuton {
    estado: Arc<Estado>,
    servidor: Servidor,
}

struct Estado {
    dados: Mutex<DadosAzuton>,
    falhas: Arc<QuadroDeFalhas<FalhaAzuton>>,
}

impl PortalAzuton {
    /// Sobe em `127.0.0.1`, numa porta livre.
    ///
    /// # Errors
    /// Se não for possível escutar.
    pub async fn subir(dados: DadosAzuton) -> io::Result<Self> {
        Self::subir_com(dados, Opcoes::default()).await
    }

    /// # Errors
    /// Se a porta estiver ocupada.
    pub async fn subir_com(dados: DadosAzuton, opcoes: Opcoes) -> io::Result<Self> {
        let estado = Arc::new(Estado { dados: Mutex::new(dados), falhas: Arc::new(QuadroDeFalhas::vazio()) });
        let servidor = Servidor::subir(opcoes.endereco, rotas(&estado)).await?;
        Ok(Self { estado, servidor })
    }

    /// `http://127.0.0.1:porta`, sem barra no fim.
    pub fn url(&self) -> String {
        self.servidor.url()
    }

    /// O HTML do e-mail desta cobrança, com os defeitos de e-mail armados para ela. Nenhum se a cobrança não existe.
    pub fn email(&self, id: &str) -> Option<String> {
        let cobranca = self.estado.cobranca(id)?;
        let sem_rotulo = self.estado.falhas.tomar(&[id], reconhece!(FalhaAzuton::EmailSemRotulo)).is_some();
        let no_negrito = self.estado.falhas.tomar(&[id], reconhece!(FalhaAzuton::RotuloNoNegrito)).is_some();
        Some(paginas::email(&cobranca, &self.url(), sem_rotulo, no_negrito))
    }

    /// Arma uma falha para uma cobrança (o id), ou `*`. `vezes` é um número ou [`Vezes::Sempre`].
    pub fn falha(&self, chave: &str, falha: FalhaAzuton, vezes: impl Into<Vezes>) {
        self.estado.falhas.armar(chave, falha, vezes.into());
    }

    pub fn desarmar_falhas(&self) {
        self.estado.falhas.desarmar_todas();
    }

    /// Sai do ar e espera: ao voltar, a porta está livre.
    pub async fn parar(self) {
        self.servidor.parar().await;
    }
}

impl Estado {
    fn cobranca(&self, id: &str) -> Option<CobrancaAzuton> {
        trancar(&self.dados).cobrancas.iter().find(|cobranca| cobranca.id == id).cloned()
    }
}

fn rotas(estado: &Arc<Estado>) -> Router {
    Router::new()
        .route("/boleto/{id}", get(boleto))
        .route("/boleto/{id}/pdf", get(pdf_do_boleto))
        .route("/fatura/{id}", get(pdf_da_fatura))
        .layer(middleware::from_fn_with_state(estado.clone(), barreira))
        .with_state(estado.clone())
        .merge(controle::rotas("Azuton", estado.falhas.clone()))
}

/// Lentidão e erro 500 valem para qualquer pedido.
async fn barreira(State(estado): State<Arc<Estado>>, pedido: Request, seguinte: Next) -> Response {
    let id = pedido.uri().path().split('/').nth(2).unwrap_or_default().to_owned();
    if let Some(demora) = estado.falhas.tomar(&[&id], reconhece!(FalhaAzuton::PortalLento, ms)) {
        tokio::time::sleep(demora).await;
    }
    match estado.falhas.tomar(&[&id], reconhece!(FalhaAzuton::Erro500)) {
        Some(()) => {
            (StatusCode::INTERNAL_SERVER_ERROR, paginas::aviso("Erro interno", "Tente mais tarde.")).into_response()
        }
        None => seguinte.run(pedido).await,
    }
}

async fn boleto(State(estado): State<Arc<Estado>>, Path(id): Path<String>) -> Response {
    let Some(cobranca) = estado.cobranca(&id) else { return nao_ha() };
    if estado.falhas.tomar(&[&id], reconhece!(FalhaAzuton::LinkVencido)).is_some() {
        return vencido();
    }
    let mut botao_ms = trancar(&estado.dados).tempos.botao_ms;
    if let Some(demora) = estado.falhas.tomar(&[&id], reconhece!(FalhaAzuton::BotaoLento, ms)) {
        botao_ms = u64::try_from(demora.as_millis()).unwrap_or(u64::MAX);
    }
    paginas::boleto(&cobranca, botao_ms, estado.falhas.tomar(&[&id], defeito_da_pagina)).into_response()
}

async fn pdf_do_boleto(State(estado): State<Arc<Estado>>, Path(id): Path<String>) -> Response {
    let Some(cobranca) = estado.cobranca(&id) else { return nao_ha() };
    let nome = format!("Boleto_{}.pdf", cobranca.numero);
    entregar(estado.falhas.tomar(&[&id], defeito_do_boleto), &nome, pdf("Boleto Azuton (simulada)", &cobranca))
}

async fn pdf_da_fatura(State(estado): State<Arc<Estado>>, Path(id): Path<String>) -> Response {
    let Some(cobranca) = estado.cobranca(&id) else { return nao_ha() };
    if estado.falhas.tomar(&[&id], reconhece!(FalhaAzuton::FaturaVencida)).is_some() {
        return vencido();
    }
    let nome = format!("Fatura_{}.pdf", cobranca.numero);
    entregar(estado.falhas.tomar(&[&id], defeito_da_fatura), &nome, pdf("Azuton (simulada)", &cobranca))
}

fn entregar(defeito: Option<Defeito>, nome: &str, pdf: Bytes) -> Response {
    match defeito {
        None => entrega::inteiro(nome, pdf),
        Some(Defeito::Truncado) => entrega::truncado(nome, &pdf),
        Some(Defeito::PelaMetade) => entrega::pela_metade(nome, &pdf),
        Some(Defeito::Html) => paginas::aviso("Documento em preparo", "Tente novamente em instantes.").into_response(),
    }
}

fn pdf(operadora: &str, cobranca: &CobrancaAzuton) -> Bytes {
    Bytes::from(fatura_pdf(&DadosDaFatura {
        operadora: operadora.to_owned(),
        titular: cobranca.titular.clone(),
        cnpj: cobranca.cnpj.clone(),
        telefone: "Link dedicado".to_owned(),
        codigo: cobranca.numero.clone(),
        mes_ano: cobranca.vencimento.format("%Y-%m").to_string(),
        vencimento: cobranca.vencimento,
        valor_centavos: cobranca.valor_centavos,
    }))
}

fn nao_ha() -> Response {
    (StatusCode::NOT_FOUND, paginas::aviso("Cobrança não encontrada", "Confira o endereço.")).into_response()
}

fn vencido() -> Response {
    (StatusCode::GONE, paginas::aviso("Link expirado", "Este link expirou. Peça outro.")).into_response()
}
