//! O portal da NET, todo inventado: entra-se, veem-se as faturas por mês numa tabela que demora, e cada uma tem a sua segunda via em PDF.

mod falha;
mod paginas;

use std::io;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Form, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, response::Html};
use serde::Deserialize;

pub use falha::FalhaNet;

use crate::controle;
use crate::dados::{ClienteNet, DadosNet, FaturaNet};
use crate::entrega;
use crate::falhas::{QuadroDeFalhas, Vezes, reconhece};
use crate::pdf::{DadosDaFatura, fatura_pdf};
use crate::servidor::{Opcoes, Servidor};
use crate::sessao::{Logado, Sessoes};
use crate::tranca::trancar;

/// O portal no ar. Some quando é largado.
pub struct PortalNet {
    estado: Arc<Estado>,
    servidor: Servidor,
}

struct Estado {
    dados: Mutex<DadosNet>,
    falhas: Arc<QuadroDeFalhas<FalhaNet>>,
    sessoes: Sessoes,
}

impl AsRef<Sessoes> for Estado {
    fn as_ref(&self) -> &Sessoes {
        &self.sessoes
    }
}

impl Estado {
    fn cliente(&self, login: &str) -> Option<ClienteNet> {
        trancar(&self.dados).clientes.iter().find(|cliente| cliente.login == login).cloned()
    }
}

impl PortalNet {
    /// Sobe em `127.0.0.1`, numa porta livre.
    ///
    /// # Errors
    /// Se não for possível escutar.
    pub async fn subir(dados: DadosNet) -> io::Result<Self> {
        Self::subir_com(dados, Opcoes::default()).await
    }

    /// # Errors
    /// Se a porta estiver ocupada.
    pub async fn subir_com(dados: DadosNet, opcoes: Opcoes) -> io::Result<Self> {
        let estado = Arc::new(Estado {
            dados: Mutex::new(dados),
            falhas: Arc::new(QuadroDeFalhas::vazio()),
            sessoes: Sessoes::novas("net_sessao"),
        });
        let servidor = Servidor::subir(opcoes.endereco, rotas(&estado)).await?;
        Ok(Self { estado, servidor })
    }

    /// A página de entrada: `http://127.0.0.1:porta`, sem barra no fim.
    pub fn url(&self) -> String {
        self.servidor.url()
    }

    /// Arma uma falha para um login, ou `*`. `vezes` é um número ou [`Vezes::Sempre`].
    pub fn falha(&self, chave: &str, falha: FalhaNet, vezes: impl Into<Vezes>) {
        self.estado.falhas.armar(chave, falha, vezes.into());
    }
}

fn rotas(estado: &Arc<Estado>) -> Router {
    Router::new()
        .route("/", get(|| async { paginas::entrada("") }))
        .route("/entrar", post(entrar))
        .route("/faturas", get(faturas))
        .route("/faturas/{arquivo}", get(segunda_via))
        .layer(middleware::from_fn_with_state(estado.clone(), barreira))
        .with_state(estado.clone())
        .merge(controle::rotas("NET", estado.falhas.clone()))
}

/// Lentidão e erro 500 valem para qualquer página.
async fn barreira(State(estado): State<Arc<Estado>>, pedido: Request, seguinte: Next) -> Response {
    let login = estado.sessoes.login(pedido.headers()).unwrap_or_default();
    if let Some(demora) = estado.falhas.tomar(&[&login], reconhece!(FalhaNet::PortalLento, ms)) {
        tokio::time::sleep(demora).await;
    }
    match estado.falhas.tomar(&[&login], reconhece!(FalhaNet::Erro500)) {
        Some(()) => (StatusCode::INTERNAL_SERVER_ERROR, paginas::erro_interno()).into_response(),
        None => seguinte.run(pedido).await,
    }
}

#[derive(Deserialize)]
struct Credencial {
    login: String,
    senha: String,
}

async fn entrar(State(estado): State<Arc<Estado>>, Form(dita): Form<Credencial>) -> Response {
    match estado.cliente(&dita.login) {
        Some(cliente) if cliente.senha == dita.senha => {
            ([(header::SET_COOKIE, estado.sessoes.abrir(&dita.login))], Redirect::to("/faturas")).into_response()
        }
        _ => paginas::entrada("Login ou senha inválidos").into_response(),
    }
}

async fn faturas(State(estado): State<Arc<Estado>>, Logado(login): Logado) -> Html<String> {
    let cliente = estado.cliente(&login).unwrap_or_default();
    let vazia = estado.falhas.tomar(&[&login], reconhece!(FalhaNet::SemFaturas)).is_some();
    let demora = estado.falhas.tomar(&[&login], reconhece!(FalhaNet::ListaLenta, ms)).unwrap_or_default();
    let lista: &[FaturaNet] = if vazia { &[] } else { &cliente.faturas };
    paginas::faturas(&cliente, lista, demora.as_millis())
}

async fn segunda_via(
    State(estado): State<Arc<Estado>>,
    Logado(login): Logado,
    Path(arquivo): Path<String>,
) -> Response {
    let cliente = estado.cliente(&login).unwrap_or_default();
    let numero = arquivo.trim_end_matches(".pdf");
    let Some(fatura) = cliente.faturas.iter().find(|fatura| fatura.numero == numero) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let pdf = Bytes::from(fatura_pdf(&DadosDaFatura {
        operadora: "NET (simulada)".to_owned(),
        titular: cliente.titular.clone(),
        cnpj: cliente.cnpj.clone(),
        telefone: cliente.login.clone(),
        codigo: fatura.numero.clone(),
        mes_ano: fatura.mes_ano.clone(),
        vencimento: fatura.vencimento,
        valor_centavos: fatura.valor_centavos,
    }));
    let armada = |qual: fn(&FalhaNet) -> Option<()>| estado.falhas.tomar(&[&login], qual).is_some();
    if armada(reconhece!(FalhaNet::SessaoExpira)) {
        return paginas::entrada("Sua sessão expirou").into_response();
    }
    if armada(reconhece!(FalhaNet::PdfTruncado)) {
        return entrega::truncado(&arquivo, &pdf);
    }
    if armada(reconhece!(FalhaNet::DownloadPelaMetade)) {
        return entrega::pela_metade(&arquivo, &pdf);
    }
    entrega::inteiro(&arquivo, pdf)
}
