//! O portal da Digitalnet, na estrutura que os localizadores legados exigem: uma página só, que o JavaScript troca, e uma
//! API noutra origem, com o token da sessão no cabeçalho.
//!
//! `id`, classe e `tabindex` são os do portal de verdade e não podem mudar: é por eles que os plugins se guiam. O que o
//! legado não diz (onde a página guarda o token, o recado de recusa, o valor) é invenção daqui.

mod api;
mod documentos;
mod estado;
mod falha;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::get;

pub use falha::FalhaDigitalnet;

use crate::controle;
use crate::dados::DadosDigitalnet;
use crate::falhas::{Vezes, reconhece};
use crate::html::pagina;
use crate::servidor::{Opcoes, Servidor};
use estado::Estado;

const ESTILO: &str = include_str!("../../recursos/digitalnet.css");

/// O portal e a sua API no ar. Somem quando são largados.
pub struct PortalDigitalnet {
    estado: Arc<Estado>,
    servidor: Servidor,
    api: Servidor,
}

impl PortalDigitalnet {
    /// Sobe em `127.0.0.1`, em portas livres.
    ///
    /// # Errors
    /// Se não for possível escutar.
    pub async fn subir(dados: DadosDigitalnet) -> io::Result<Self> {
        Self::subir_com(dados, Opcoes::default()).await
    }

    /// A API fica no mesmo IP, numa porta livre qualquer.
    ///
    /// # Errors
    /// Se a porta estiver ocupada.
    pub async fn subir_com(dados: DadosDigitalnet, opcoes: Opcoes) -> io::Result<Self> {
        let estado = Arc::new(Estado::novo(dados, opcoes.relogio));
        let api = Servidor::subir(SocketAddr::new(opcoes.endereco.ip(), 0), api::rotas(&estado)).await?;
        let rotas = Router::new()
            .route("/", get(entrada))
            .route("/login", get(entrada))
            .with_state((estado.clone(), api.url()))
            .merge(controle::rotas("Digitalnet", estado.falhas.clone()));
        let servidor = Servidor::subir(opcoes.endereco, rotas).await?;
        Ok(Self { estado, servidor, api })
    }

    /// A página de entrada: `http://127.0.0.1:porta`, sem barra no fim.
    pub fn url(&self) -> String {
        self.servidor.url()
    }

    /// A API de que a página vive.
    pub fn url_da_api(&self) -> String {
        self.api.url()
    }

    /// Arma uma falha para um login, ou `*`. `vezes` é um número ou [`Vezes::Sempre`].
    pub fn falha(&self, chave: &str, falha: FalhaDigitalnet, vezes: impl Into<Vezes>) {
        self.estado.falhas.armar(chave, falha, vezes.into());
    }

    pub fn desarmar_falhas(&self) {
        self.estado.falhas.desarmar_todas();
    }

    /// Muda os dados com o portal no ar.
    pub fn alterar(&self, mudanca: impl FnOnce(&mut DadosDigitalnet)) {
        mudanca(&mut self.estado.dados());
    }

    /// Sai do ar e espera: ao voltar, as portas estão livres.
    pub async fn parar(self) {
        self.servidor.parar().await;
        self.api.parar().await;
    }
}

/// A página vazia; quem a escreve é o JavaScript.
async fn entrada(State((estado, api)): State<(Arc<Estado>, String)>) -> Html<String> {
    let dois_passos = estado.falhas.tomar(&[], reconhece!(FalhaDigitalnet::LoginEmDoisPassos)).is_some();
    let esquece = estado.falhas.tomar(&[], reconhece!(FalhaDigitalnet::VoltarEsqueceContrato)).is_some();
    let corpo = format!(
        "<main id=\"app\" data-api=\"{api}\" data-dois-passos=\"{dois_passos}\" data-esquece=\"{esquece}\"></main>\n<script>{}</script>",
        include_str!("../../recursos/digitalnet.js")
    );
    pagina("Digitalnet | Central do assinante", ESTILO, &corpo)
}
