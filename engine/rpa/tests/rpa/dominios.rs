//! Só se toca o que o cadastro concede, peça o manifesto o que pedir.

use serde_json::json;

use crate::apoio::Bancada;

#[tokio::test(flavor = "multi_thread")]
async fn fora_do_concedido_nao_se_abre_nem_baixa_nem_se_chega_por_link() {
    let b = Bancada::nova().await;
    let outro = crate::portal::Portal::subir().await;
    let fora = outro.url("/p/fora");
    let r = b
        .rodar(json!([
            ["?abrir", fora],
            ["?abrir", "https://portal.exemplo/"],
            ["?abrir", "file:///etc/passwd"],
            ["?abrir", "chrome://version"],
            ["abrir", "/p/formulario"],
            ["?baixar-url", fora, "x"],
            ["?baixar-url", format!("/redirecionar?para={fora}"), "x"],
            ["?abrir", format!("/redirecionar?para={fora}")],
            ["url"],
            ["abrir", "/p/formulario"],
            [
                "?executar-script",
                "location.href = arguments[0]; return new Promise(r => setTimeout(r, 5000))",
                json!([fora]).to_string()
            ],
            ["?abrir", "data:text/html,<h1>oi</h1>"],
            ["abrir", "/p/formulario"],
            ["alvo.texto", "css=h1"],
        ]))
        .await;
    let negado = json!({"erro": "dominio_negado"});
    assert_eq!(json!(r[..7]), json!([negado, negado, negado, negado, negado, negado, negado]));
    assert_eq!(r[7], "about:blank", "não se fica na página negada");
    assert_eq!(json!(r[8..10]), json!([negado, negado]), "nem por script, nem para uma página escrita pelo plugin");
    assert_eq!(r.last().unwrap(), "Olá, mundo", "a execução segue");
}

#[tokio::test(flavor = "multi_thread")]
async fn o_navegador_nem_resolve_host_que_nao_foi_concedido() {
    let b = Bancada::nova().await;
    // `localhost` leva à mesma máquina, mas não é o host concedido.
    let url = format!("http://localhost:{}/p/recurso", b.portal.porta());
    let buscar = "return fetch(arguments[0], {mode: 'no-cors'}).then(() => 'saiu', () => 'barrado')";
    let dentro = b.portal.url("/p/recurso");
    let r = b
        .rodar(json!([
            ["abrir", "/p/formulario"],
            ["executar-script", buscar, json!([url]).to_string()],
            ["executar-script", buscar, json!([dentro]).to_string()],
        ]))
        .await;
    assert_eq!(json!(r), json!(["barrado", "saiu"]));
}
