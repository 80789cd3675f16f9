//! As sessões aquecidas: abertas de antemão, usadas uma vez, e só para os hosts de quem as pega.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use esteira_portas::rpa::{LugaresRpa, Rpa};
use esteira_rpa::HospedeiroRpa;
use serde_json::json;

use crate::apoio::{Bancada, esperar_ate, navegadores_de, perfis_de, respostas};

async fn bancada() -> Bancada {
    let b = Bancada::com(|config| config.navegador.aquecidos = 1).await;
    aquecida(&b.hospedeiro).await;
    b
}

async fn aquecida(hospedeiro: &Arc<HospedeiroRpa>) {
    esperar_ate("aquecer", || hospedeiro.lugares().aquecidos == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cada_aquecida_serve_a_uma_execucao_com_perfil_novo_e_so_aos_hosts_dela() {
    let b = bancada().await;
    let fora = crate::portal::Portal::subir().await;
    assert_eq!(b.hospedeiro.lugares(), LugaresRpa { em_uso: 0, livres: 1, aquecidos: 1, esperando: 0 });
    let buscar = "return fetch(arguments[0], {mode: 'no-cors'}).then(() => 'saiu', () => 'barrado')";
    let roteiro = || {
        let mut pedido = b.roteiro(json!([
            ["abrir", "/p/formulario"],
            ["executar-script", buscar, json!([b.portal.url("/p/recurso")]).to_string()],
            ["executar-script", buscar, json!([fora.url("/p/recurso")]).to_string()],
            ["cookies"],
            ["por-cookie", json!({"name": "marca", "value": "de-outro"}).to_string()],
            ["progresso", "50", "no portal"],
        ]));
        pedido.parametros["passos"].as_array_mut().unwrap().push(json!(["dormir", "10"]));
        pedido
    };
    let mut perfis = Vec::new();
    for _ in 0..2 {
        let antes = perfis_de(b.pasta.path());
        assert_eq!(antes.len(), 1, "só a aquecida: {antes:?}");
        assert!(!perfis.contains(&antes[0]), "a de antes foi embora");
        perfis.extend(antes);
        let desfecho = b.executar(roteiro()).await;
        assert_eq!(json!(respostas(desfecho)), json!(["saiu", "barrado", []]), "nada ficou da outra");
        aquecida(&b.hospedeiro).await;
        esperar_ate("sobrar a aquecida", || perfis_de(b.pasta.path()).len() == 1).await;
    }
    b.hospedeiro.encerrar().await;
    assert_eq!(navegadores_de(b.pasta.path()), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn aquecida_morta_nao_se_entrega_e_a_execucao_nem_percebe() {
    let b = bancada().await;
    matar(&perfis_de(b.pasta.path())[0]);
    assert_eq!(json!(b.rodar(json!([["abrir", "/p/formulario"], ["titulo"]])).await), json!(["Formulário"]));
    aquecida(&b.hospedeiro).await;
}

/// Mata os navegadores de um perfil.
fn matar(perfil: &Path) {
    let marca = format!("--user-data-dir={}", perfil.display());
    for processo in std::fs::read_dir("/proc").unwrap().flatten() {
        let linha = std::fs::read(processo.path().join("cmdline")).unwrap_or_default();
        if linha.split(|b| *b == 0).any(|argumento| argumento == marca.as_bytes()) {
            let _ = Command::new("kill").args(["-9", processo.file_name().to_str().unwrap()]).status();
        }
    }
    assert!(perfil.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn sem_lugar_a_execucao_espera_e_serve_se_do_que_se_aquece() {
    let b = Bancada::com(|config| {
        config.max_sessoes = 1;
        config.navegador.aquecidos = 1;
    })
    .await;
    aquecida(&b.hospedeiro).await;
    let roteiro = || b.rodar(json!([["abrir", "/p/formulario"], ["titulo"]]));
    let espiar = async {
        esperar_ate("alguém esperar", || b.hospedeiro.lugares().esperando == 2).await;
        assert_eq!(b.hospedeiro.lugares(), LugaresRpa { em_uso: 1, livres: 0, aquecidos: 0, esperando: 2 });
    };
    let (uma, duas, tres, ()) = tokio::join!(roteiro(), roteiro(), roteiro(), espiar);
    assert_eq!(json!([uma, duas, tres]), json!([["Formulário"], ["Formulário"], ["Formulário"]]));
    assert_eq!(b.hospedeiro.lugares().esperando, 0);
}
