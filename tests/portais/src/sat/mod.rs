//! O SAT, na estrutura que os localizadores legados exigem: menu, busca com grade assíncrona, lista de faturas e o
//! formulário multipart com o campo de arquivo de enfeite.
//!
//! Guarda o que recebe ([`PortalSat::recebidas`]) e aceita repetidas sem reclamar, como o de verdade: quem envia é que
//! tem de procurar antes. A lista de faturas do cliente (`table#faturas`) é onde se procura.

mod clientes;
mod envio;
mod estado;
mod falha;
mod faturas;
mod formulario;
mod login;
mod paginas;
mod pausa;
mod recebidas;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

pub use falha::FalhaSat;
pub use pausa::{EnvioEmCurso, Pausa};
pub use recebidas::FaturaRecebida;

use crate::controle;
use crate::dados::DadosSat;
use crate::falhas::Vezes;
use crate::servidor::{Esgotado, Opcoes, Servidor};
use estado::Estado;

/// Maior formulário aceito, arquivo incluído.
const TAMANHO_MAXIMO_DO_ENVIO: usize = 30 * 1024 * 1024;

/// O SAT no ar. Some quando é largado.
pub struct PortalSat {
    estado: Arc<Estado>,
    servidor: Servidor,
}

impl PortalSat {
    /// Sobe em `127.0.0.1`, numa porta livre.
    ///
    /// # Errors
    /// Se não for possível escutar.
    pub async fn subir(dados: DadosSat) -> io::Result<Self> {
        Self::subir_com(dados, Opcoes::default()).await
    }

    /// # Errors
    /// Se a porta estiver ocupada.
    pub async fn subir_com(dados: DadosSat, opcoes: Opcoes) -> io::Result<Self> {
        let estado = Arc::new(Estado::novo(dados, opcoes.relogio));
        let servidor = Servidor::subir(opcoes.endereco, rotas(&estado)).await?;
        Ok(Self { estado, servidor })
    }

    /// A página de login: `http://127.0.0.1:porta`, sem barra no fim.
    pub fn url(&self) -> String {
        self.servidor.url()
    }

    /// Arma uma falha para o login, um cliente (id ou nome SAT), ou `*`. `vezes` é um número ou [`Vezes::Sempre`].
    pub fn falha(&self, chave: &str, falha: FalhaSat, vezes: impl Into<Vezes>) {
        self.estado.falhas.armar(chave, falha, vezes.into());
    }

    pub fn desarmar_falhas(&self) {
        self.estado.falhas.desarmar_todas();
    }

    /// As faturas gravadas, em ordem de chegada.
    pub fn recebidas(&self) -> Vec<FaturaRecebida> {
        self.estado.recebidas.todas()
    }

    /// Espera haver ao menos `quantas` gravadas, contando as de antes.
    ///
    /// # Errors
    /// Se não houver no prazo.
    pub async fn esperar(&self, quantas: usize, prazo: Duration) -> Result<Vec<FaturaRecebida>, Esgotado> {
        self.estado.recebidas.esperar(quantas, prazo).await
    }

    /// Os próximos envios param antes de gravar.
    pub fn pausar_antes_de_gravar(&self) -> Pausa {
        self.estado.antes_de_gravar.pausar()
    }

    /// Os próximos envios param já gravados, antes de responder.
    pub fn pausar_depois_de_gravar(&self) -> Pausa {
        self.estado.depois_de_gravar.pausar()
    }

    /// Muda os dados com o portal no ar.
    pub fn alterar(&self, mudanca: impl FnOnce(&mut DadosSat)) {
        mudanca(&mut self.estado.dados());
    }

    /// Sai do ar e espera: ao voltar, a porta está livre. Um envio pausado segura a saída.
    pub async fn parar(self) {
        self.servidor.parar().await;
    }
}

fn rotas(estado: &Arc<Estado>) -> Router {
    let portal = Router::new()
        .route("/inicio", get(login::menu))
        .route("/sair", get(login::sair))
        .route("/clientes", get(clientes::pagina))
        .route("/clientes/grade", get(clientes::grade))
        .route("/fatura", get(faturas::lista))
        .route("/fatura/excel", get(faturas::excel))
        .route("/fatura/nova", get(formulario::mostrar).post(envio::cadastrar))
        .route("/fatura/{numero}/arquivo", get(faturas::arquivo))
        .layer(DefaultBodyLimit::max(TAMANHO_MAXIMO_DO_ENVIO))
        .layer(middleware::from_fn_with_state(estado.clone(), lentidao));
    Router::new()
        .route("/", get(login::entrada).post(login::autenticar))
        .route("/img/ref.png", get(icone))
        .route("/_recebidas", get(faturas::bastidor))
        .route("/_recebidas.json", get(faturas::bastidor_json))
        .route("/_recebidas/{numero}", get(faturas::arquivo_do_bastidor))
        .merge(portal)
        .with_state(estado.clone())
        .merge(controle::rotas("SAT", estado.falhas.clone()))
}

async fn lentidao(State(estado): State<Arc<Estado>>, pedido: Request, seguinte: Next) -> Response {
    let login = estado.sessoes.login(pedido.headers()).unwrap_or_default();
    estado.esperar_lentidao(&login).await;
    seguinte.run(pedido).await
}

async fn icone() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/png")], include_bytes!("../../recursos/ref.png").as_slice())
}
