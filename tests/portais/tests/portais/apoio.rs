//! O que os testes dividem: um cliente HTTP que guarda cookies.

use std::time::Duration;

/// Quanto se espera pelo que deve acontecer; só passa disso quem está quebrado.
pub const PRAZO: Duration = Duration::from_secs(20);

pub fn cliente() -> reqwest::Client {
    // O reqwest do projeto não traz provedor de TLS; instalar de novo não faz mal.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().cookie_store(true).no_proxy().timeout(PRAZO).build().unwrap()
}

pub async fn texto(http: &reqwest::Client, url: &str) -> String {
    http.get(url).send().await.unwrap().text().await.unwrap()
}
