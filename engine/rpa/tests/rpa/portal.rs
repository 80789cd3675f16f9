//! Um portal local com os defeitos dos reais.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

pub struct Portal {
    endereco: SocketAddr,
    pub recebidos: Recebidos,
}

/// O que os formulários mandaram, cru.
type Recebidos = Arc<Mutex<Vec<String>>>;

impl Portal {
    pub async fn subir() -> Self {
        let recebidos = Recebidos::default();
        let rotas = Router::new()
            .route("/p/{nome}", get(pagina))
            .route("/redirecionar", get(redirecionar))
            .route("/entrar", get(entrar))
            .route("/fatura.pdf", get(fatura))
            .route("/demorada", get(demorada))
            .route("/receber", post(receber))
            .with_state(recebidos.clone());
        let escuta = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endereco = escuta.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(escuta, rotas).await.unwrap() });
        Self { endereco, recebidos }
    }

    pub fn host(&self) -> String {
        self.endereco.to_string()
    }

    pub fn porta(&self) -> u16 {
        self.endereco.port()
    }

    pub fn url(&self, caminho: &str) -> String {
        format!("http://{}{caminho}", self.endereco)
    }
}

async fn pagina(Path(nome): Path<String>) -> Response {
    let corpo = match nome.as_str() {
        "formulario" => include_str!("paginas/formulario.html"),
        "quadros" => include_str!("paginas/quadros.html"),
        "esperas" => include_str!("paginas/esperas.html"),
        "login" => include_str!("paginas/login.html"),
        "lenta" => include_str!("paginas/lenta.html"),
        "menu" => include_str!("paginas/menu.html"),
        "downloads" => include_str!("paginas/downloads.html"),
        outra => return Html(format!("<title>{outra}</title><h1>{outra}</h1>")).into_response(),
    };
    Html(corpo).into_response()
}

async fn redirecionar(Query(consulta): Query<Value>) -> Redirect {
    Redirect::temporary(consulta["para"].as_str().unwrap())
}

async fn entrar() -> impl IntoResponse {
    ([(header::SET_COOKIE, "sessao=aberta; HttpOnly; Path=/")], Html("<h1>entrou</h1>"))
}

/// Só com a sessão aberta no navegador.
async fn fatura(cabecalhos: HeaderMap) -> Response {
    let cookie = cabecalhos.get(header::COOKIE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !cookie.contains("sessao=aberta") {
        return (StatusCode::UNAUTHORIZED, Html("<h1>sessão expirada</h1>")).into_response();
    }
    let tipo = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"Fatura_10.pdf\""),
    ];
    (tipo, b"%PDF-1.4 fatura de outubro".to_vec()).into_response()
}

async fn demorada() -> &'static str {
    std::future::pending::<()>().await;
    ""
}

async fn receber(State(recebidos): State<Recebidos>, corpo: axum::body::Bytes) -> Html<&'static str> {
    recebidos.lock().unwrap().push(String::from_utf8_lossy(&corpo).into_owned());
    Html("<h1 id=ok>recebido</h1>")
}

/// Um servidor que anuncia mais bytes do que manda e corta a conexão; devolve a porta. Devagar o bastante para o navegador começar a gravar.
pub async fn que_corta_no_meio() -> u16 {
    let escuta = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let porta = escuta.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut conexao, _)) = escuta.accept().await {
            tokio::spawn(async move {
                let mut pedido = [0; 4096];
                let _ = conexao.read(&mut pedido).await;
                let cabeca = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\
                    Content-Disposition: attachment; filename=\"metade.bin\"\r\nContent-Length: 5000000\r\n\r\n";
                let _ = conexao.write_all(cabeca.as_bytes()).await;
                let _ = conexao.write_all(&vec![7u8; 1_000_000]).await;
                let _ = conexao.flush().await;
                tokio::time::sleep(Duration::from_millis(600)).await;
            });
        }
    });
    porta
}
