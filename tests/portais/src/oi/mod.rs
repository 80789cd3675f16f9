//! O portal da operadora Oi, na estrutura que os localizadores legados exigem (login em iframe, conteúdo trocado por
//! JavaScript, tabela assíncrona, detalhe atrasado, PDF só com sessão).
//!
//! As classes `sc-…`, os `data-context` e os endereços são os do portal de verdade e não podem mudar: é por eles que os
//! plugins se guiam. `tests/portais/oi_navegador.rs` os percorre num Chromium.

mod acesso;
mod consulta;
mod contas;
mod estado;
mod falha;
mod fatura;
mod login;
mod paginas;

use std::io;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

pub use acesso::{Acao, Acesso};
pub use falha::FalhaOi;

use crate::controle;
use crate::dados::DadosOi;
use crate::falhas::Vezes;
use crate::servidor::{Opcoes, Servidor};
use estado::Estado;

/// O portal no ar. Some quando é largado.
pub struct PortalOi {
    estado: Arc<Estado>,
    servidor: Servidor,
}

impl PortalOi {
    /// Sobe em `127.0.0.1`, numa porta livre.
    ///
    /// # Errors
    /// Se não for possível escutar.
    pub async fn subir(dados: DadosOi) -> io::Result<Self> {
        Self::subir_com(dados, Opcoes::default()).await
    }

    /// # Errors
    /// Se a porta estiver ocupada.
    pub async fn subir_com(dados: DadosOi, opcoes: Opcoes) -> io::Result<Self> {
        let estado = Arc::new(Estado::novo(dados, opcoes.relogio));
        let servidor = Servidor::subir(opcoes.endereco, rotas(&estado)).await?;
        Ok(Self { estado, servidor })
    }

    /// A página de login: `http://127.0.0.1:porta`, sem barra no fim.
    pub fn url(&self) -> String {
        self.servidor.url()
    }

    /// Arma uma falha para um login, ou `*`. `vezes` é um número ou [`Vezes::Sempre`].
    pub fn falha(&self, chave: &str, falha: FalhaOi, vezes: impl Into<Vezes>) {
        self.estado.falhas.armar(chave, falha, vezes.into());
    }

    pub fn desarmar_falhas(&self) {
        self.estado.falhas.desarmar_todas();
    }

    /// Logins e downloads até agora, em ordem.
    pub fn acessos(&self) -> Vec<Acesso> {
        self.estado.acessos()
    }

    /// Muda os dados com o portal no ar: emite uma fatura, troca uma senha.
    pub fn alterar(&self, mudanca: impl FnOnce(&mut DadosOi)) {
        mudanca(&mut self.estado.dados());
    }

    /// Sai do ar e espera: ao voltar, a porta está livre.
    pub async fn parar(self) {
        self.servidor.parar().await;
    }
}

fn rotas(estado: &Arc<Estado>) -> Router {
    let portal = Router::new()
        .route("/", get(login::entrada))
        .route("/sair", get(login::sair))
        .route("/api/inicio", get(login::inicio))
        .route("/contas", get(contas::resumo))
        .route("/todas-as-contas", get(contas::todas))
        .route("/api/contas", get(contas::consultar))
        .route("/api/contas/{codigo}", get(contas::detalhe))
        .route("/contestar/{codigo}", get(contas::contestar))
        .route("/api/invoices/pdf/{codigo}", get(fatura::baixar))
        .layer(middleware::from_fn_with_state(estado.clone(), barreira));
    Router::new()
        // O login conhece o seu dono pelo corpo do pedido, não pela sessão: passa pela barreira por conta própria.
        .route("/api/login/customer", get(login::formulario).post(login::autenticar))
        .route("/_acessos.json", get(acessos))
        .merge(portal)
        .with_state(estado.clone())
        .merge(controle::rotas("Oi", estado.falhas.clone()))
}

/// Lentidão e erro 500 valem para qualquer pedido.
async fn barreira(State(estado): State<Arc<Estado>>, pedido: Request, seguinte: Next) -> Response {
    let login = estado.sessoes.login(pedido.headers()).unwrap_or_default();
    match estado.barreira(&login).await {
        Ok(()) => seguinte.run(pedido).await,
        Err(erro) => erro.into_response(),
    }
}

async fn acessos(State(estado): State<Arc<Estado>>) -> Json<Vec<Acesso>> {
    Json(estado.acessos())
}
