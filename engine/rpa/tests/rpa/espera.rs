//! Esperar mora no hospedeiro: o plugin só diz o que quer.

use serde_json::json;

use crate::apoio::{Bancada, evidencia};

#[tokio::test(flavor = "multi_thread")]
async fn o_que_demora_se_espera_e_o_que_muda_se_procura_de_novo() {
    let b = Bancada::nova().await;
    let respostas = b
        .rodar(json!([
            ["abrir", "/p/esperas?modo=lentas"],
            ["?encontrar", "classe=linha"],
            ["esperar", "classe=linha", "visivel", "5000"],
            ["elemento.texto", "$0"],
            ["esperar-algum", "id=nao-ha | classe=linha", "5000"],
            ["abrir", "/p/esperas?modo=veu"],
            ["alvo.clicar", "id=coberto"],
            ["alvo.texto", "id=eco"],
            ["esperar", "id=veu", "ausente", "5000"],
            ["abrir", "/p/esperas?modo=habilita"],
            ["alvo.clicar", "id=desabilitado"],
            ["alvo.texto", "id=eco"],
            ["alvo.clicar", "id=escondido"],
            ["alvo.texto", "id=eco"],
            ["alvo.clicar", "id=longe"],
            ["alvo.texto", "id=eco"],
            ["abrir", "/p/esperas?modo=envelhece"],
            ["alvo.clicar", "id=troca"],
            ["alvo.texto", "id=eco"],
            ["abrir", "/p/esperas?modo=move"],
            ["alvo.clicar", "id=coberto"],
            ["alvo.texto", "id=eco"],
        ]))
        .await;
    assert_eq!(
        json!(respostas),
        json!([{"erro": "elemento_nao_encontrado"}, "$0", "chegou", 1, "clicou coberto", "clicou desabilitado", "clicou escondido",
            "clicou longe", "clicou troca", "clicou coberto"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn esgotado_o_prazo_o_erro_diz_o_que_faltava() {
    let b = Bancada::nova().await;
    let desfecho = b
        .executar(b.roteiro(json!([
            ["abrir", "/p/esperas?modo=veu-eterno"],
            ["etapa", "entrar"],
            ["alvo.clicar", "id=coberto ~300"]
        ])))
        .await;
    let erro = desfecho.resultado.as_ref().unwrap_err();
    assert_eq!(erro.codigo, "tempo_esgotado");
    assert!(
        erro.mensagem.contains("id=coberto") && erro.mensagem.contains("coberto por <div#veu>"),
        "{}",
        erro.mensagem
    );
    assert!(evidencia(&desfecho, "captura.png").contains("PNG"));
    assert!(evidencia(&desfecho, "pagina.html").contains("id=\"veu\""));
    let comandos: serde_json::Value = serde_json::from_str(&evidencia(&desfecho, "comandos.json")).unwrap();
    let ultimo = comandos["comandos"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&ultimo["comando"], &ultimo["etapa"], &ultimo["resultado"]),
        (&json!("alvo.clicar"), &json!("entrar"), &json!("tempo_esgotado"))
    );
    assert!(evidencia(&desfecho, "relatorio.html").contains("veu-eterno"), "o endereço em que parou");
}

#[tokio::test(flavor = "multi_thread")]
async fn elemento_envelhece_como_no_w3c_e_quem_espera_sumir_o_ve_sumido() {
    let b = Bancada::nova().await;
    let respostas = b
        .rodar(json!([
            ["abrir", "/p/formulario"],
            ["encontrar", "id=nome"],
            ["recarregar"],
            ["?elemento.digitar", "$0", "x"],
            ["?elemento.texto", "$0"],
            ["esperar", "id=nao-ha", "invisivel", "0"],
            ["?esperar", "id=nome", "ausente", "200"],
            ["?esperar", "id=nome", "qualquer", "200"],
            ["abrir", "/p/esperas"],
            ["?alvo.preencher", "id=leitura ~200", "x"],
        ]))
        .await;
    let erros: Vec<_> = respostas.iter().filter_map(|r| r["erro"].as_str()).collect();
    assert_eq!(
        erros,
        ["elemento_obsoleto", "elemento_obsoleto", "tempo_esgotado", "argumento_invalido", "tempo_esgotado"]
    );
}
