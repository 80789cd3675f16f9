//! O plugin pode o que foi concedido, pelo tempo que foi concedido.

use std::time::{Duration, Instant};

use esteira_portas::rpa::{ClasseDeErro, Rpa};
use serde_json::json;

use crate::apoio::{Anotador, Bancada};

#[tokio::test(flavor = "multi_thread")]
async fn plugin_que_se_comporta_mal_cai_sozinho_e_com_o_codigo_certo() {
    let b = Bancada::nova().await;
    for (operacao, codigo, trecho) in [
        ("memoria", "limite_excedido", "memória"),
        ("panico", "plugin_falhou", "unreachable"),
        ("lixo", "resposta_invalida", "objeto JSON"),
        ("referencias", "limite_excedido", "referências vivas"),
        ("nao-tem", "operacao_nao_suportada", "roteiro"),
    ] {
        let erro = b.executar(b.pedido(operacao, json!({}))).await.resultado.unwrap_err();
        assert_eq!(erro.codigo, codigo, "{erro:?}");
        assert!(erro.mensagem.contains(trecho), "{erro:?}");
    }
    let mut pedido = b.pedido("vazio", json!({}));
    pedido.plugin = "sumido".to_owned();
    assert_eq!(b.executar(pedido).await.resultado.unwrap_err().codigo, "plugin_nao_encontrado");
    assert!(b.executar(b.pedido("vazio", json!({}))).await.resultado.is_ok(), "o hospedeiro segue de pé");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn laco_sem_fim_e_cortado_pelo_prazo_e_pelo_processador_sem_parar_os_outros() {
    let b = Bancada::nova().await;
    let mut curto = b.pedido("laco", json!({}));
    curto.prazo = Duration::from_millis(300);
    let inicio = Instant::now();
    assert_eq!(b.executar(curto).await.resultado.unwrap_err().codigo, "tempo_esgotado");
    assert!(inicio.elapsed() < Duration::from_secs(3));

    let laco = b.executar(b.pedido("laco", json!({})));
    let outros = async {
        for _ in 0..20 {
            assert!(b.executar(b.pedido("vazio", json!({}))).await.resultado.is_ok());
        }
        Instant::now()
    };
    let (laco, outros_em) = tokio::join!(laco, outros);
    let erro = laco.resultado.unwrap_err();
    assert_eq!(erro.codigo, "limite_excedido");
    assert!(erro.mensagem.contains("processador"), "{erro}");
    assert!(outros_em < Instant::now());
}

#[tokio::test(flavor = "multi_thread")]
async fn erro_do_plugin_chega_com_classe_e_acao() {
    let b = Bancada::nova().await;
    let erro = b.executar(b.pedido("negocio", json!({}))).await.resultado.unwrap_err();
    assert_eq!((erro.classe, erro.codigo.as_str()), (ClasseDeErro::Negocio, "fatura_indisponivel"));
    assert_eq!(erro.acao_recomendada.as_deref(), Some("tente amanhã"));
    assert_eq!(erro.detalhes, json!({"mes": "2026-10"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn log_tem_teto_e_chega_em_ordem_com_etapa() {
    let b = Bancada::nova().await;
    let anotador = Anotador::default();
    let roteiro = b.roteiro(json!([
        ["anotar", "aviso", "antes", "{}"],
        ["etapa", "entrar"],
        ["anotar", "erro", "depois", "{\"a\":1}"],
        ["progresso", "140", "fim"],
    ]));
    assert!(b.hospedeiro.executar(roteiro, &anotador).await.resultado.is_ok());
    let linhas: Vec<_> =
        anotador.linhas.lock().unwrap().iter().map(|l| (l.mensagem.clone(), l.etapa.clone())).collect();
    let etapa = Some("entrar".to_owned());
    assert_eq!(
        linhas,
        [("antes".to_owned(), None), ("etapa: entrar".to_owned(), etapa.clone()), ("depois".to_owned(), etapa)]
    );
    assert_eq!(*anotador.progressos.lock().unwrap(), [(100, "fim".to_owned())]);

    let falador = Anotador::default();
    assert!(b.hospedeiro.executar(b.pedido("falar", json!({})), &falador).await.resultado.is_ok());
    let total = falador.linhas.lock().unwrap().len();
    assert_eq!(total, esteira_rpa::limites::LOG_LINHAS as usize + 1, "a última avisa que o resto se perde");
}

#[tokio::test(flavor = "multi_thread")]
async fn comandos_demais_sao_um_erro_visivel_e_depois_a_queda() {
    let b = Bancada::com(|config| config.navegador.max_comandos = 20).await;
    let passos = |n| {
        let muitos = std::iter::repeat_n(json!(["?url"]), n);
        json!([json!(["abrir", "/p/formulario"])].into_iter().chain(muitos).collect::<Vec<_>>())
    };
    // Abrir custa dois: ir e conferir o endereço.
    let r = b.rodar(passos(19)).await;
    assert_eq!((&r[17], &r[18]), (&json!(b.portal.url("/p/formulario")), &json!({"erro": "limite_excedido"})));
    let erro = b.falhar(passos(20)).await;
    assert_eq!(erro.codigo, "limite_excedido", "{erro:?}");
}
