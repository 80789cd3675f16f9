//! A Esteira no ar, vazia, com um administrador.

use esteira_cenario::api::Sessao;
use esteira_cenario::dados::{ADMINISTRADOR, SENHA};
use esteira_cenario::esteira::{Configuracao, Esteira};
use tempfile::TempDir;

pub struct Cena {
    pub esteira: Esteira,
    pub sessao: Sessao,
    pub pasta: TempDir,
}

impl Cena {
    pub async fn subir() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let pasta = tempfile::tempdir().unwrap();
        let configuracao = Configuracao {
            pasta: pasta.path().join("dados"),
            banco: None,
            // Ninguém atende: aqui só se pergunta à API.
            url_do_sat: "http://127.0.0.1:9/".into(),
            smtp: "127.0.0.1:9".into(),
            navegadores: 1,
            ambiente: vec![("ESTEIRA_ACESSO_MINUTOS".into(), "120".into())],
        };
        let esteira = Esteira::subir(configuracao).await.unwrap();
        let sessao = Sessao::entrar(&esteira.url, ADMINISTRADOR, SENHA).await.unwrap();
        Self { esteira, sessao, pasta }
    }
}
