//! O segredo entra na página e não sai: nem para o plugin, nem para o log, nem para a evidência.

use serde_json::json;

use crate::apoio::{Anotador, Bancada, segredos};
use esteira_portas::rpa::Rpa;

const SENHA: &str = "Sen&ha-\"Secreta\"-99";

#[tokio::test(flavor = "multi_thread")]
async fn o_segredo_chega_ao_portal_e_nao_volta_por_caminho_nenhum() {
    let b = Bancada::nova().await;
    let mut pedido = b.roteiro(json!([
        ["existe", "senha"],
        ["existe", "outra"],
        ["abrir", "/p/login"],
        ["alvo.preencher-segredo", "id=senha", "senha"],
        ["alvo.preencher-segredo", "id=visivel", "senha"],
        ["encontrar", "id=visivel"],
        ["?elemento.propriedade", "$0", "value"],
        ["?executar-script", "return visivel.value", "[]"],
        ["?alvo.preencher-segredo", "id=senha", "outra"],
        ["alvo.texto", "id=eco"],
        ["alvo.atributo", "id=eco", "data-v"],
        ["codigo-fonte"],
        ["anotar", "erro", format!("vazou {SENHA}"), json!({ "v": SENHA }).to_string()],
        ["progresso", "50", format!("vazou {SENHA}")],
        ["executar-script", "return 1", "[]"],
    ]));
    pedido.segredos = segredos(&[("senha", SENHA)]);
    let anotador = Anotador::default();
    let desfecho = b.hospedeiro.executar(pedido, &anotador).await;
    // O último passo é negado: a falha faz a evidência inteira ser colhida com o segredo na página.
    assert_eq!(desfecho.resultado.as_ref().unwrap_err().codigo, "segredo_negado");
    assert_eq!(desfecho.evidencias.len(), 5, "relatório, comandos, captura, página e console");
    let tudo = format!("{desfecho:?} {:?} {:?}", anotador.linhas.lock().unwrap(), anotador.progressos.lock().unwrap());
    assert!(tudo.contains("digitou ***"), "a página ecoou o segredo, e ele foi riscado");
    for (grafia, texto) in [
        ("cru", SENHA.to_owned()),
        ("escapado", SENHA.replace('"', "\\\"")),
        ("html", SENHA.replace('&', "&amp;")),
        ("base64", "U2VuJmhhLSJTZWNyZXRhIi05OQ".to_owned()),
    ] {
        assert!(!tudo.contains(&texto), "vazou {grafia}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn respostas_ao_plugin_vem_riscadas_e_o_portal_recebe_o_valor() {
    let b = Bancada::nova().await;
    let mut pedido = b.roteiro(json!([
        ["abrir", "/p/login"],
        ["encontrar", "id=senha"],
        ["elemento.digitar-segredo", "$0", "senha"],
        ["alvo.preencher-segredo", "id=visivel", "senha"],
        ["?elemento.atributo", "$0", "value"],
        ["?elemento.propriedade", "$0", "value"],
        ["alvo.texto", "id=eco"],
        ["alvo.atributo", "id=eco", "data-v"],
        ["alvo.atributo", "id=visivel", "style"],
        ["entrar-quadro", "id=sem-origem"],
        ["?alvo.preencher-segredo", "id=roubo", "senha"],
        ["quadro-raiz"],
        ["alvo.clicar", "id=entrar"],
        ["alvo.esperar", "id=ok", "visivel"],
        ["executar-script", "return document.title", "[]"],
    ]));
    pedido.segredos = segredos(&[("senha", SENHA)]);
    let r = crate::apoio::respostas(b.executar(pedido).await);
    let negado = json!({"erro": "segredo_negado"});
    assert_eq!(
        json!(r),
        json!(["$0", negado, negado, "digitou ***", "***", "-webkit-text-security: disc !important;", negado, ""])
    );
    let recebido = b.portal.recebidos.lock().unwrap().pop().unwrap();
    assert!(recebido.contains("senha=Sen%26ha-%22Secreta%22-99"), "{recebido}");
}
