//! A página: formulários, seletores, tabelas, quadros, janelas e alertas.

use serde_json::json;

use crate::apoio::Bancada;

#[tokio::test(flavor = "multi_thread")]
async fn le_e_preenche_um_formulario_por_todos_os_seletores() {
    let b = Bancada::nova().await;
    let respostas = b
        .rodar(json!([
            ["abrir", "/p/formulario"],
            ["titulo"],
            ["alvo.texto", "css=h1"],
            ["alvo.texto", "classe=grande"],
            ["alvo.texto", "texto-link=Ir para a segunda"],
            ["alvo.texto", "texto-link-parcial=segunda"],
            ["alvo.texto", "xpath=//button[text()='Enviar']"],
            ["alvo.atributo", "nome=nome", "data-x"],
            ["alvo.preencher", "id=nome", "Zé & \"Cia\""],
            ["alvo.digitar", "id=nome", "!"],
            ["encontrar", "id=nome"],
            ["elemento.propriedade", "$0", "value"],
            ["elemento.atributo", "$0", "value"],
            ["elemento.etiqueta", "$0"],
            ["encontrar", "id=aceito"],
            ["elemento.selecionado", "$1"],
            ["alvo.visivel", "id=oculto"],
            ["alvo.visivel", "id=nao-ha"],
            ["alvo.quantos", "classe=item"],
            ["alvo.texto", "id=dentro >> classe=item"],
            ["alvo.texto", "classe=item [1]"],
            ["textos", "css=li"],
            ["atributos", "css=form input", "id"],
            ["ler-tabela", "id=tabela"],
            ["?encontrar", "css=.nao-ha"],
            ["?encontrar", "xpath=//["],
            ["?encontrar", "roda=x"],
        ]))
        .await;
    let esperadas = json!([
        "Formulário", "Olá, mundo", "Olá, mundo", "Ir para a segunda", "Ir para a segunda", "Enviar", "1", "$0", "Zé & \"Cia\"!",
        "antigo", "input", "$1", true, false, false, 3, "três", "dois", ["um", "dois"], ["nome", "oculto", "aceito", "arquivo"],
        [["Número", "Valor"], ["1", "R$ 10,00"], ["2", "20,00"]],
        {"erro": "elemento_nao_encontrado"}, {"erro": "seletor_invalido"}, {"erro": "seletor_invalido"},
    ]);
    assert_eq!(json!(respostas), esperadas);
}

#[tokio::test(flavor = "multi_thread")]
async fn escolher_num_select_dispara_os_eventos_de_uma_pessoa() {
    let b = Bancada::nova().await;
    let respostas = b
        .rodar(json!([
            ["abrir", "/p/formulario"],
            ["alvo.opcoes", "id=uf"],
            ["alvo.selecionar-por-texto", "id=uf", "São Paulo"],
            ["alvo.texto", "id=eco"],
            ["encontrar", "id=uf"],
            ["elemento.selecionar-por-valor", "$0", "RJ"],
            ["elemento.propriedade", "$0", "value"],
            ["?alvo.selecionar-por-texto", "id=uf ~300", "Acre"],
        ]))
        .await;
    assert_eq!(
        json!(respostas),
        json!([["Escolha", "São Paulo", "Rio de Janeiro"], "change:SP", "$0", "RJ", {"erro": "tempo_esgotado"}])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn entra_em_quadros_aninhados_que_demoram_e_volta() {
    let b = Bancada::nova().await;
    let respostas = b
        .rodar(json!([
            ["abrir", "/p/quadros"],
            ["entrar-quadro", "id=fora"],
            ["alvo.texto", "css=h1"],
            ["entrar-quadro", "id=dentro"],
            ["alvo.clicar", "css=button"],
            ["alvo.texto", "css=button"],
            ["quadro-pai"],
            ["alvo.texto", "css=h1"],
            ["quadro-raiz"],
            ["alvo.texto", "css=h1"],
        ]))
        .await;
    assert_eq!(json!(respostas), json!(["meio", "1", "meio", "fora"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn janelas_alertas_e_historico() {
    let b = Bancada::nova().await;
    let respostas = b
        .rodar(json!([
            ["abrir", "/p/formulario"],
            ["?fechar-janela"],
            ["alvo.clicar", "id=outra"],
            ["ir-para-janela-nova", "5000"],
            ["alvo.texto", "css=h1"],
            ["janelas"],
            ["fechar-janela"],
            ["alvo.clicar", "id=alertar"],
            ["alerta-texto"],
            ["?titulo"],
            ["alerta-aceitar"],
            ["alvo.esperar", "id=eco", "texto:sim"],
            ["alvo.clicar", "id=perguntar"],
            ["alerta-digitar", "isto"],
            ["alerta-aceitar"],
            ["alvo.texto", "id=eco"],
            ["?alerta-texto"],
            ["alvo.clicar", "texto-link-parcial=segunda"],
            ["esperar-url", "/p/segunda", "0"],
            ["voltar"],
            ["titulo"],
            ["avancar"],
            ["recarregar"],
            ["titulo"],
        ]))
        .await;
    assert_eq!(
        json!(respostas),
        json!([{"erro": "ultima_janela"}, "outra", 2, "Confirma?", {"erro": "alerta_inesperado"}, "isto",
            {"erro": "alerta_nao_encontrado"}, "Formulário", "segunda"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn script_captura_e_impressao() {
    let b = Bancada::nova().await;
    let respostas = b
        .rodar(json!([
            ["abrir", "/p/formulario"],
            ["executar-script", "return {soma: arguments[0] + arguments[1]}", "[1, 2]"],
            ["captura-tela"],
            ["ler", "$0", "1", "3"],
            ["imprimir-pdf", "{\"background\": true}"],
            ["ler", "$1", "0", "5"],
            ["alvo.captura", "id=tabela"],
            ["?executar-script", "return 1", "{}"],
        ]))
        .await;
    assert_eq!(respostas[0], json!({"soma": 3}));
    assert_eq!((&respostas[2], &respostas[4]), (&json!("PNG"), &json!("%PDF-")));
    assert!(respostas[5]["tamanho"].as_u64() < respostas[1]["tamanho"].as_u64());
    assert_eq!(respostas[6], json!({"erro": "argumento_invalido"}));
}
