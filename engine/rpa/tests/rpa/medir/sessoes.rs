//! O que custa uma sessão: até o primeiro comando, em memória, e quantas correm juntas sem que cada uma pare.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use esteira_portas::rpa::Rpa;
use serde_json::json;

use super::Medida;
use crate::apoio::{Bancada, esperar_ate, perfis_de};

const RODADAS: usize = 9;
/// Execuções de cada corrida de vazão.
const EXECUCOES: usize = 16;

/// Do pedido à primeira resposta do navegador.
async fn primeiro_comando(b: &Bancada) -> Duration {
    let inicio = Instant::now();
    let desfecho = b.executar(b.roteiro(json!([["url"]]))).await;
    assert!(desfecho.resultado.is_ok());
    let levou = inicio.elapsed();
    b.sem_navegadores_em_uso().await;
    levou
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "medição"]
async fn primeiro_comando_com_navegador_frio_e_aquecido() {
    let frio = Bancada::nova().await;
    frio.hospedeiro.url_do_navegador().await.unwrap();
    let aquecido = Bancada::com(|config| config.navegador.aquecidos = 1).await;
    let (mut frios, mut aquecidos) = (Vec::new(), Vec::new());
    for _ in 0..RODADAS {
        esperar_ate("aquecer", || aquecido.hospedeiro.lugares().aquecidos == 1).await;
        frios.push(primeiro_comando(&frio).await);
        aquecidos.push(primeiro_comando(&aquecido).await);
    }
    println!("primeiro comando: frio {}; aquecido {}", Medida::de(&frios), Medida::de(&aquecidos));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "medição"]
async fn memoria_de_uma_sessao() {
    let b = Bancada::com(|config| config.navegador.aquecidos = 1).await;
    esperar_ate("aquecer", || b.hospedeiro.lugares().aquecidos == 1).await;
    println!("aquecida: {} MiB de PSS", pss_mib(&perfis_de(b.pasta.path())[0]));
    let b = Bancada::nova().await;
    let passos = json!([
        ["abrir", "/p/formulario"],
        ["alvo.preencher", "id=nome", "Empresa Exemplo"],
        ["baixar-url", b.portal.url("/p/formulario"), "x"],
        ["progresso", "50", "no portal"],
        ["dormir", "3000"],
    ]);
    let espiar = async {
        esperar_ate("abrir", || perfis_de(b.pasta.path()).len() == 1).await;
        tokio::time::sleep(Duration::from_secs(3)).await;
        println!("numa página: {} MiB de PSS", pss_mib(&perfis_de(b.pasta.path())[0]));
    };
    tokio::join!(b.rodar(passos), espiar);
}

/// A memória da árvore de processos de um perfil, cada página dividida por quem a usa.
fn pss_mib(perfil: &Path) -> u64 {
    let marca = format!("--user-data-dir={}", perfil.display());
    let processos: Vec<(u32, u32, bool)> = fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entrada| {
            let pid: u32 = entrada.file_name().to_str()?.parse().ok()?;
            let estado = fs::read_to_string(entrada.path().join("stat")).ok()?;
            let pai = estado.rsplit_once(") ")?.1.split(' ').nth(1)?.parse().ok()?;
            let linha = fs::read(entrada.path().join("cmdline")).ok()?;
            Some((pid, pai, linha.split(|b| *b == 0).any(|argumento| argumento == marca.as_bytes())))
        })
        .collect();
    let mut da_arvore: Vec<u32> = processos.iter().filter(|(_, _, e)| *e).map(|(pid, ..)| *pid).collect();
    loop {
        let antes = da_arvore.len();
        let filhos = processos.iter().filter(|(pid, pai, _)| da_arvore.contains(pai) && !da_arvore.contains(pid));
        let filhos: Vec<u32> = filhos.map(|(pid, ..)| *pid).collect();
        da_arvore.extend(filhos);
        if da_arvore.len() == antes {
            break;
        }
    }
    let pss = |pid: &u32| {
        let texto = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        let linha = texto.lines().find_map(|linha| linha.strip_prefix("Pss:"))?;
        linha.split_whitespace().next()?.parse::<u64>().ok()
    };
    da_arvore.iter().filter_map(pss).sum::<u64>() / 1024
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "medição; leva uns minutos"]
async fn vazao_com_uma_duas_quatro_e_oito_ao_mesmo_tempo() {
    for juntas in [1, 2, 4, 8] {
        let b = Bancada::com(|config| config.max_sessoes = juntas).await;
        b.hospedeiro.url_do_navegador().await.unwrap();
        let execucoes = (0..EXECUCOES).map(|_| async {
            let inicio = Instant::now();
            let respostas = b
                .rodar(json!([
                    ["abrir", b.portal.url("/entrar")],
                    ["abrir", "/p/formulario"],
                    ["alvo.preencher", "id=nome", "Empresa Exemplo"],
                    ["ler-tabela", "id=tabela"],
                    ["baixar-url", b.portal.url("/fatura.pdf"), "fatura.pdf"],
                ]))
                .await;
            assert_eq!(respostas.len(), 2);
            inicio.elapsed()
        });
        let inicio = Instant::now();
        let tempos = futures::future::join_all(execucoes).await;
        let total = inicio.elapsed().as_secs_f64();
        println!(
            "{juntas} ao mesmo tempo: {:.1} downloads por minuto; da chegada ao fim {}",
            EXECUCOES as f64 * 60.0 / total,
            Medida::de(&tempos)
        );
        b.hospedeiro.encerrar().await;
    }
}
