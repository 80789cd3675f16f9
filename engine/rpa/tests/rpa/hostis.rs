//! Plugins que se comportam mal com o navegador: param sozinhos, pelo teto com nome, e o hospedeiro segue.

use std::time::Duration;

use serde_json::json;

use crate::apoio::Bancada;
use crate::portal::Portal;

async fn segue_servindo(b: &Bancada) {
    b.sem_navegadores().await;
    assert_eq!(json!(b.rodar(json!([["abrir", "/p/formulario"], ["titulo"]])).await), json!(["Formulário"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn janelas_sem_fim_derrubam_so_quem_as_abre() {
    let b = Bancada::nova().await;
    // Uma a uma, insistindo no erro.
    let mil = std::iter::repeat_n(json!(["?nova-janela"]), 1_000);
    let passos = json!(std::iter::once(json!(["abrir", "/p/formulario"])).chain(mil).collect::<Vec<_>>());
    let erro = b.falhar(passos).await;
    assert_eq!(erro.codigo, "limite_excedido", "{erro:?}");
    assert!(erro.mensagem.contains("janelas"), "{erro:?}");
    // Todas num script só, e depois calado.
    let script = "for (let i = 0; i < 100; i++) window.open('about:blank'); return 1";
    let erro =
        b.falhar(json!([["abrir", "/p/formulario"], ["?executar-script", script], ["dormir", "8000"], ["url"]])).await;
    assert_eq!(erro.codigo, "limite_excedido", "{erro:?}");
    segue_servindo(&b).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn download_que_sai_do_concedido_nao_chega_ao_disco_nem_ao_outro_portal() {
    let b = Bancada::nova().await;
    let fora = Portal::subir().await;
    let alvo = fora.url("/receber?fatura.pdf");
    // O link é do portal; quem sai é o redirecionamento dele, num download que não muda de página.
    let link = "const a = document.createElement('a'); a.href = arguments[0]; a.download = 'x.pdf'; \
                document.body.append(a); a.click(); return 1";
    let enviar = "const f = document.createElement('form'); f.action = arguments[0]; f.method = 'post'; f.target = '_blank'; \
                  document.body.append(f); f.submit(); return 1";
    let redirecionado = b.portal.url(&format!("/redirecionar?para={alvo}"));
    let r = b
        .rodar(json!([
            ["abrir", "/p/formulario"],
            ["?executar-script", link, json!([redirecionado]).to_string()],
            ["?esperar-download", "*", "2500"],
            ["abrir", "/p/formulario"],
            ["?executar-script", link, json!([alvo]).to_string()],
            ["?esperar-download", "*", "2500"],
            ["abrir", "/p/formulario"],
            ["?executar-script", enviar, json!([alvo]).to_string()],
            ["?abrir", redirecionado],
            ["?baixar-url", redirecionado, "x"],
        ]))
        .await;
    let (nada, negado) = (json!({"erro": "tempo_esgotado"}), json!({"erro": "dominio_negado"}));
    assert!(r.iter().filter(|resposta| **resposta == nada).count() == 2, "nenhum download: {r:?}");
    assert_eq!(r[r.len() - 2..], [negado.clone(), negado]);
    assert!(fora.recebidos.lock().unwrap().is_empty(), "nada saiu");
}

#[tokio::test(flavor = "multi_thread")]
async fn downloads_e_capturas_sem_fim_tem_teto() {
    let b = Bancada::com(|config| config.navegador.max_comandos = 60).await;
    // O disco enche com o plugin calado: ninguém espera o download, nem o lê.
    let inundar = "const a = document.createElement('a'); a.download = 'grande'; \
                   a.href = URL.createObjectURL(new Blob([new Uint8Array(arguments[0])])); a.click(); return 1";
    let bytes = json!([esteira_rpa::limites::ARQUIVOS_BYTES + 1]).to_string();
    let mut pedido = b.roteiro(json!([
        ["abrir", "/p/formulario"],
        ["executar-script", inundar, bytes],
        ["dormir", "15000"],
        ["url"]
    ]));
    pedido.prazo = Duration::from_secs(60);
    let erro = b.executar(pedido).await.resultado.unwrap_err();
    assert!(erro.codigo == "limite_excedido" && erro.mensagem.contains("downloads"), "{erro:?}");
    let capturas = std::iter::repeat_n(json!(["?captura-tela"]), 200);
    let passos = json!(std::iter::once(json!(["abrir", "/p/formulario"])).chain(capturas).collect::<Vec<_>>());
    assert_eq!(b.falhar(passos).await.codigo, "limite_excedido");
    segue_servindo(&b).await;
}
