//! O portal da Vivo, na estrutura que os localizadores legados exigem: login em três etapas na mesma página, escolha da
//! empresa pelo CNPJ e do serviço por um menu; e, para quem tem celular, um código por SMS depois da senha.
//!
//! `id`, `name` e `data-…` do login, da empresa e do serviço são os do portal de verdade e não podem mudar. O robô antigo
//! parava aí: a lista de faturas, o PDF, o código e todo recado são invenção daqui.

mod acesso;
mod codigo;
mod estado;
mod falha;
mod faturas;
mod paginas;

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};

pub use codigo::SmsVivo;
pub use falha::FalhaVivo;

use crate::controle;
use crate::dados::DadosVivo;
use crate::falhas::Vezes;
use crate::servidor::{Opcoes, Servidor};
use estado::Estado;

/// O portal no ar. Some quando é largado.
pub struct PortalVivo {
    estado: Arc<Estado>,
    servidor: Servidor,
}

impl PortalVivo {
    /// Sobe em `127.0.0.1`, numa porta livre.
    ///
    /// # Errors
    /// Se não for possível escutar.
    pub async fn subir(dados: DadosVivo) -> io::Result<Self> {
        Self::subir_com(dados, Opcoes::default()).await
    }

    /// # Errors
    /// Se a porta estiver ocupada.
    pub async fn subir_com(dados: DadosVivo, opcoes: Opcoes) -> io::Result<Self> {
        let estado = Arc::new(Estado::novo(dados, opcoes.relogio));
        let servidor = Servidor::subir(opcoes.endereco, rotas(&estado)).await?;
        Ok(Self { estado, servidor })
    }

    /// A página de login: `http://127.0.0.1:porta`, sem barra no fim.
    pub fn url(&self) -> String {
        self.servidor.url()
    }

    /// Arma uma falha para um login, ou `*`. `vezes` é um número ou [`Vezes::Sempre`].
    pub fn falha(&self, chave: &str, falha: FalhaVivo, vezes: impl Into<Vezes>) {
        self.estado.falhas.armar(chave, falha, vezes.into());
    }

    pub fn desarmar_falhas(&self) {
        self.estado.falhas.desarmar_todas();
    }

    /// Muda os dados com o portal no ar.
    pub fn alterar(&self, mudanca: impl FnOnce(&mut DadosVivo)) {
        mudanca(&mut self.estado.dados());
    }

    /// Os SMS mandados até agora, na ordem; também em `/_sms`.
    pub fn sms(&self) -> Vec<SmsVivo> {
        self.estado.codigos.mandados.todas()
    }

    /// Sai do ar e espera: ao voltar, a porta está livre.
    pub async fn parar(self) {
        self.servidor.parar().await;
    }
}

fn rotas(estado: &Arc<Estado>) -> Router {
    let portal = Router::new()
        .route("/inicio", get(faturas::inicio))
        .route("/empresas", get(faturas::empresas))
        .route("/faturas", get(faturas::lista))
        .route("/faturas/{codigo}/pdf", get(faturas::pdf))
        .layer(middleware::from_fn_with_state(estado.clone(), barreira));
    Router::new()
        // Quem entra ainda não tem sessão que diga o dono: passa pela barreira por conta própria.
        .route("/", get(acesso::pagina))
        .route("/login", get(acesso::pagina))
        .route("/acesso", post(acesso::autenticar))
        .route("/acesso/codigo", post(acesso::conferir))
        .route("/acesso/reenvio", post(acesso::reenviar))
        .route("/_sms", get(sms))
        .merge(portal)
        .with_state(estado.clone())
        .merge(controle::rotas("Vivo", estado.falhas.clone()))
}

/// Lentidão e erro 500 valem para qualquer página.
async fn barreira(State(estado): State<Arc<Estado>>, pedido: Request, seguinte: Next) -> Response {
    let login = estado.sessoes.login(pedido.headers()).unwrap_or_default();
    match estado.barreira(&login).await {
        Ok(()) => seguinte.run(pedido).await,
        Err(erro) => erro.into_response(),
    }
}

async fn sms(State(estado): State<Arc<Estado>>) -> Html<String> {
    paginas::sms(&estado.codigos.mandados.todas())
}
