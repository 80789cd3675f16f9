//! O portal da Embratel, na estrutura que os localizadores legados exigem: mês num `select`, lista que o botão Ok troca,
//! menu por `onclick` e cada documento numa janela nova. Não há PDF: os documentos são páginas.
//!
//! `id`, classe e `onclick` são os do portal de verdade e não podem mudar: é por eles que os plugins se guiam. O que o
//! legado não diz (o recado de recusa, o valor no boleto) é invenção daqui.

mod documentos;
mod estado;
mod falha;
mod lista;
mod login;
mod paginas;

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

pub use falha::FalhaEmbratel;

use crate::controle;
use crate::dados::DadosEmbratel;
use crate::falhas::Vezes;
use crate::servidor::{Opcoes, Servidor};
use estado::Estado;

/// O portal no ar. Some quando é largado.
pub struct PortalEmbratel {
    estado: Arc<Estado>,
    servidor: Servidor,
}

impl PortalEmbratel {
    /// Sobe em `127.0.0.1`, numa porta livre.
    ///
    /// # Errors
    /// Se não for possível escutar.
    pub async fn subir(dados: DadosEmbratel) -> io::Result<Self> {
        Self::subir_com(dados, Opcoes::default()).await
    }

    /// # Errors
    /// Se a porta estiver ocupada.
    pub async fn subir_com(dados: DadosEmbratel, opcoes: Opcoes) -> io::Result<Self> {
        let estado = Arc::new(Estado::novo(dados));
        let servidor = Servidor::subir(opcoes.endereco, rotas(&estado)).await?;
        Ok(Self { estado, servidor })
    }

    /// A página de login: `http://127.0.0.1:porta`, sem barra no fim.
    pub fn url(&self) -> String {
        self.servidor.url()
    }

    /// Arma uma falha para um login, ou `*`. `vezes` é um número ou [`Vezes::Sempre`].
    pub fn falha(&self, chave: &str, falha: FalhaEmbratel, vezes: impl Into<Vezes>) {
        self.estado.falhas.armar(chave, falha, vezes.into());
    }

    pub fn desarmar_falhas(&self) {
        self.estado.falhas.desarmar_todas();
    }

    /// Muda os dados com o portal no ar.
    pub fn alterar(&self, mudanca: impl FnOnce(&mut DadosEmbratel)) {
        mudanca(&mut self.estado.dados());
    }

    /// Sai do ar e espera: ao voltar, a porta está livre.
    pub async fn parar(self) {
        self.servidor.parar().await;
    }
}

fn rotas(estado: &Arc<Estado>) -> Router {
    let portal = Router::new()
        .route("/inicio", get(login::inicio))
        .route("/lista", get(lista::pagina))
        .route("/lista/faturas", get(lista::faturas))
        .route("/menu", get(lista::menu))
        .route("/imprimirFatura", get(documentos::fatura))
        .route("/imprimirBoleto", get(documentos::boleto))
        .route("/notaFiscal", get(documentos::notas))
        .route("/nota", get(documentos::nota))
        .layer(middleware::from_fn_with_state(estado.clone(), barreira));
    Router::new()
        // O login conhece o seu dono pelo corpo do pedido, não pela sessão: passa pela barreira por conta própria.
        .route("/", get(login::entrada).post(login::autenticar))
        .route("/EbppCorporativo/scriptcss/styles.css", get(estilo))
        .route("/EbppCorporativo/imagens/RH-logo-verde-amarelo-transparente.gif", get(logotipo))
        .merge(portal)
        .with_state(estado.clone())
        .merge(controle::rotas("Embratel", estado.falhas.clone()))
}

/// Lentidão e erro 500 valem para qualquer página.
async fn barreira(State(estado): State<Arc<Estado>>, pedido: Request, seguinte: Next) -> Response {
    let login = estado.sessoes.login(pedido.headers()).unwrap_or_default();
    match estado.barreira(&login).await {
        Ok(()) => seguinte.run(pedido).await,
        Err(erro) => erro.into_response(),
    }
}

async fn estilo() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css")], paginas::ESTILO)
}

async fn logotipo() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/gif")], include_bytes!("../../recursos/embratel.gif").as_slice())
}
