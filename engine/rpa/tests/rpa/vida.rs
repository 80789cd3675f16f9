//! O navegador nunca sobrevive à execução: sucesso, falha, prazo, cancelamento, futuro largado, queda do chromedriver ou deste processo.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use esteira_base::RelogioDoSistema;
use esteira_conectores::PdfAqui;
use esteira_portas::rpa::Rpa;
use esteira_rpa::HospedeiroRpa;
use serde_json::json;

use crate::apoio::{Anotador, Bancada, config, esperar_ate, navegadores_de};

#[tokio::test(flavor = "multi_thread")]
async fn prazo_cancelamento_e_futuro_largado_descartam_o_navegador() {
    let b = Bancada::nova().await;
    // A página que não responde prende o chromedriver: o descarte tem de vir por fora.
    let presa = json!([["abrir", "/p/formulario"], ["?abrir", "/demorada"]]);

    let mut por_prazo = b.roteiro(presa.clone());
    por_prazo.prazo = Duration::from_secs(4);
    let desfecho = b.executar(por_prazo).await;
    assert_eq!(desfecho.resultado.unwrap_err().codigo, "tempo_esgotado");
    b.sem_navegadores().await;

    let cancelavel = b.roteiro(presa.clone());
    let cancelamento = cancelavel.cancelamento.clone();
    let cancelar = async {
        esperar_ate("o navegador abrir", || navegadores_de(b.pasta.path()) > 0).await;
        cancelamento.cancel();
    };
    let (desfecho, ()) = tokio::join!(b.executar(cancelavel), cancelar);
    assert_eq!(desfecho.resultado.unwrap_err().codigo, "cancelado");
    b.sem_navegadores().await;

    let hospedeiro = b.hospedeiro.clone();
    let pedido = b.roteiro(presa);
    let tarefa = tokio::spawn(async move { hospedeiro.executar(pedido, &Anotador::default()).await });
    esperar_ate("o navegador abrir", || navegadores_de(b.pasta.path()) > 0).await;
    tarefa.abort();
    b.sem_navegadores().await;

    // As vagas voltaram: cabem duas de novo, juntas.
    let duas = || b.rodar(json!([["abrir", "/p/formulario"], ["titulo"]]));
    let (uma, outra) = tokio::join!(duas(), duas());
    assert_eq!((json!(uma), json!(outra)), (json!(["Formulário"]), json!(["Formulário"])));
    b.sem_navegadores().await;
    esperar_ate("as pastas das sessões sumirem", || sessoes(&b) == 0).await;
}

fn sessoes(b: &Bancada) -> usize {
    let partidas = std::fs::read_dir(b.pasta.path().join("trabalho")).unwrap();
    partidas
        .flat_map(|p| std::fs::read_dir(p.unwrap().path()).unwrap())
        .filter(|s| s.as_ref().unwrap().path().is_dir())
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn chromedriver_morto_e_falha_tecnica_e_o_proximo_roda_num_novo() {
    let b = Bancada::nova().await;
    let url = b.hospedeiro.url_do_navegador().await.unwrap();
    let anotador = Anotador::default();
    let matar = async {
        // Só com a sessão aberta: durante a abertura, a morte nem se nota, pois o hospedeiro tenta no chromedriver seguinte.
        esperar_ate("a sessão abrir", || !anotador.progressos.lock().unwrap().is_empty()).await;
        matar_quem_escuta(&url);
    };
    let passos =
        json!([["abrir", "/p/esperas"], ["progresso", "1", "abriu"], ["esperar", "id=nao-ha", "visivel", "20000"]]);
    let roteiro = b.hospedeiro.executar(b.roteiro(passos), &anotador);
    let (desfecho, ()) = tokio::join!(roteiro, matar);
    let erro = desfecho.resultado.unwrap_err();
    assert_eq!(erro.codigo, "sessao_perdida", "{erro:?}");
    b.sem_navegadores().await;
    assert_eq!(json!(b.rodar(json!([["abrir", "/p/formulario"], ["titulo"]])).await), json!(["Formulário"]));
    b.hospedeiro.encerrar().await;
    assert_eq!(navegadores_de(b.pasta.path()), 0);
    let erro = b.falhar(json!([["abrir", "/p/formulario"]])).await;
    assert_eq!(erro.codigo, "navegador_indisponivel");
}

/// O processo que tem a porta da URL: o chromedriver, achado pela porta que só ele escuta.
fn matar_quem_escuta(url: &str) {
    let porta: u16 = url.trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
    let tabela = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let local = format!("0100007F:{porta:04X}");
    let linha = tabela
        .lines()
        .map(|l| l.split_whitespace().collect::<Vec<_>>())
        .find(|c| c[1] == local && c[3] == "0A")
        .unwrap();
    let soquete = format!("socket:[{}]", linha[9]);
    for processo in std::fs::read_dir("/proc").unwrap().flatten() {
        let Ok(descritores) = std::fs::read_dir(processo.path().join("fd")) else { continue };
        let tem = descritores
            .flatten()
            .any(|d| std::fs::read_link(d.path()).is_ok_and(|alvo| alvo.to_string_lossy() == soquete));
        if tem {
            assert!(
                Command::new("kill").args(["-9", processo.file_name().to_str().unwrap()]).status().unwrap().success()
            );
            return;
        }
    }
    panic!("ninguém escuta em {url}");
}

const PASTA_DO_FILHO: &str = "ESTEIRA_TESTE_PASTA_DO_FILHO";

#[tokio::test(flavor = "multi_thread")]
async fn hospedeiro_morto_com_kill_9_nao_deixa_chromium_nem_chromedriver() {
    let pasta = tempfile::tempdir().unwrap();
    let mut filho = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "vida::processo_filho", "--nocapture"])
        .env(PASTA_DO_FILHO, pasta.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    esperar_ate("o navegador do filho abrir", || navegadores_de(pasta.path()) > 0).await;
    filho.kill().unwrap();
    filho.wait().unwrap();
    esperar_ate("os navegadores do filho morrerem", || navegadores_de(pasta.path()) == 0).await;
    let trabalho = pasta.path().join("trabalho");
    assert_eq!(std::fs::read_dir(&trabalho).unwrap().count(), 1, "a pasta da partida morta ficou");
    let novo = HospedeiroRpa::novo(config(pasta.path()), Arc::new(RelogioDoSistema), Arc::new(PdfAqui)).await.unwrap();
    assert_eq!(std::fs::read_dir(&trabalho).unwrap().count(), 1, "a morta foi recolhida; só a nova está lá");
    drop(novo);
    assert_eq!(std::fs::read_dir(&trabalho).unwrap().count(), 0);
}

/// Um navegador órfão (o guardião também morreu) é achado pelo perfil e morto na partida seguinte; o de partida viva, não.
#[tokio::test(flavor = "multi_thread")]
async fn orfao_de_partida_morta_e_recolhido_e_o_de_partida_viva_nao() {
    let pasta = tempfile::tempdir().unwrap();
    let trabalho = pasta.path().join("trabalho");
    let viva = HospedeiroRpa::novo(config(pasta.path()), Arc::new(RelogioDoSistema), Arc::new(PdfAqui)).await.unwrap();
    let da_viva = std::fs::read_dir(&trabalho).unwrap().next().unwrap().unwrap().path();
    let morta = trabalho.join("rpa-morta");
    std::fs::create_dir(&morta).unwrap();
    std::fs::write(morta.join("trava"), "").unwrap();
    let orfao = |pasta: &std::path::Path| {
        let perfil = format!("--user-data-dir={}", pasta.canonicalize().unwrap().join("perfil").display());
        Command::new("sh").args(["-c", "read -r _", "chromium", &perfil]).stdin(Stdio::piped()).spawn().unwrap()
    };
    let (mut o_morto, mut o_vivo) = (orfao(&morta), orfao(&da_viva));
    let segunda =
        HospedeiroRpa::novo(config(pasta.path()), Arc::new(RelogioDoSistema), Arc::new(PdfAqui)).await.unwrap();
    assert!(!o_morto.wait().unwrap().success());
    assert!(!morta.exists());
    assert!(o_vivo.try_wait().unwrap().is_none(), "a partida viva não se toca");
    o_vivo.kill().unwrap();
    o_vivo.wait().unwrap();
    drop((viva, segunda));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "é o processo que o teste de kill -9 mata"]
async fn processo_filho() {
    let pasta = std::path::PathBuf::from(std::env::var_os(PASTA_DO_FILHO).unwrap());
    let config = config(&pasta);
    std::fs::create_dir_all(&config.pasta_plugins).unwrap();
    std::fs::write(config.pasta_plugins.join("convidado.wasm"), crate::apoio::convidado()).unwrap();
    let hospedeiro = HospedeiroRpa::novo(config, Arc::new(RelogioDoSistema), Arc::new(PdfAqui)).await.unwrap();
    let b = Bancada {
        hospedeiro: Arc::new(hospedeiro),
        portal: crate::portal::Portal::subir().await,
        pasta: tempfile::tempdir().unwrap(),
    };
    b.executar(b.roteiro(json!([["abrir", "/p/formulario"], ["dormir", "600000"]]))).await;
}
