//! Entrada ruim pela API de verdade: erro claro, no lugar certo, e nada se perde.

use esteira_cenario::Resultado;
use esteira_cenario::dados::{CNPJS, da_demonstracao};
use esteira_cenario::mundo::{Mundo, Plano, texto};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

/// Um mundo só com um cliente de upload manual: nenhum navegador é aberto.
async fn mundo() -> Resultado<Mundo> {
    let clientes = da_demonstracao().into_iter().filter(|cliente| cliente.nome == "Farmácia Bem Estar").collect();
    let plano = Plano { clientes, mes_ano: "2026-10".to_owned(), banco: None, navegadores: 1, apressado: true };
    Mundo::montar(plano).await
}

fn cliente(operadora: &str, cnpj: &str, servico: &str) -> Value {
    json!({
        "operadora_id": operadora, "razao_social": "Teste Ltda", "nome_sat": format!("Teste {servico}"), "cnpj": cnpj,
        "servico": servico, "dados_sat": "1", "unidade": "MATRIZ",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn cadastro_ruim_e_recusado_com_o_campo() -> Resultado<()> {
    let mundo = mundo().await?;
    let admin = &mundo.administrador;
    let operadoras = admin.listar("/api/operadoras/").await?;
    let net = operadoras.iter().find(|o| o["codigo"] == "NET").ok_or("falta a NET")?;
    let net = texto(&net["id"])?;

    let desconhecida = "00000000-0000-7000-8000-000000000000";
    let recusa = admin
        .criar("/api/clientes/", cliente(desconhecida, CNPJS[0], "(11) 1"))
        .await
        .expect_err("operadora desconhecida");
    assert!(recusa.status.is_client_error(), "{recusa}");

    let recusa =
        admin.criar("/api/clientes/", cliente(&net, "12.345.678/0001-00", "(11) 1")).await.expect_err("CNPJ inválido");
    assert_eq!(recusa.status, StatusCode::UNPROCESSABLE_ENTITY, "{recusa}");
    assert_eq!(recusa.problema["erros"][0]["campo"], "cnpj");

    // O CNPJ alfanumérico de 2026 vale (vetor da Receita Federal).
    admin.criar("/api/clientes/", cliente(&net, "12.ABC.345/01DE-35", "(11) 2")).await?;
    let recusa =
        admin.criar("/api/clientes/", cliente(&net, "12ABC34501DE35", "(11) 2")).await.expect_err("cliente repetido");
    assert_eq!(recusa.status, StatusCode::CONFLICT, "{recusa}");

    // Operadora inativa não recebe cliente nem processo.
    let inativa = json!({ "nome": "TIM", "codigo": "TIM", "possui_rpa": false, "status_ativo": false });
    let inativa = texto(&admin.criar("/api/operadoras/", inativa).await?["id"])?;
    let recusa =
        admin.criar("/api/clientes/", cliente(&inativa, CNPJS[1], "(11) 3")).await.expect_err("operadora inativa");
    assert_eq!(recusa.codigo(), "operadora_inativa", "{recusa}");
    let mes = json!({ "mes_ano": "2026-10", "operadora_id": inativa });
    let recusa = mundo.operador.criar("/api/processos/mensal", mes).await.expect_err("operadora inativa");
    assert_eq!(recusa.codigo(), "operadora_inativa", "{recusa}");

    let recusa =
        mundo.operador.criar("/api/processos/mensal", json!({ "mes_ano": "outubro" })).await.expect_err("mês errado");
    assert_eq!(recusa.status, StatusCode::UNPROCESSABLE_ENTITY, "{recusa}");
    assert!(recusa.to_string().contains("AAAA-MM"), "{recusa}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn so_pdf_de_verdade_vira_fatura_e_so_aprovador_aprova() -> Resultado<()> {
    let mundo = mundo().await?;
    mundo.criar_mes().await?;
    let nome = "Farmácia Bem Estar";
    let processo = texto(&mundo.processo(nome).await?["id"])?;

    let recusa =
        mundo.operador.subir_fatura(&processo, "f.pdf", b"<html>nada</html>".to_vec()).await.expect_err("não é PDF");
    assert_eq!(recusa.status, StatusCode::UNPROCESSABLE_ENTITY, "{recusa}");
    assert_eq!(recusa.problema["erros"][0]["campo"], "arquivo");
    let grande = vec![b'%'; 21 * 1024 * 1024];
    let recusa = mundo.operador.subir_fatura(&processo, "f.pdf", grande).await.expect_err("grande demais");
    assert!(recusa.status == StatusCode::PAYLOAD_TOO_LARGE || recusa.codigo() == "sem_resposta", "{recusa}");
    assert_eq!(mundo.processo(nome).await?["status_processo"], "AGUARDANDO_DOWNLOAD", "nada mudou");

    let fatura = mundo.plano.clientes[0].fatura("2026-10");
    mundo.operador.subir_fatura(&processo, "f.pdf", fatura).await?;
    let tarefa = texto(&mundo.tarefa_de(nome).await?["id"])?;
    let recusa = mundo
        .operador
        .criar(&format!("/api/aprovacoes/{tarefa}/aprovar"), json!({}))
        .await
        .expect_err("operador não aprova");
    assert_eq!(recusa.status, StatusCode::FORBIDDEN, "{recusa}");
    assert_eq!(mundo.no_sat(nome), 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn sem_token_ou_com_token_estragado_ninguem_entra() -> Resultado<()> {
    let mundo = mundo().await?;
    let http = Client::new();
    let url = format!("{}/api/processos/", mundo.esteira.url);
    for pedido in [http.get(&url), http.get(&url).bearer_auth("estragado")] {
        let resposta = pedido.send().await?;
        assert_eq!(resposta.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(resposta.headers()["content-type"], "application/problem+json");
    }
    let torto = http
        .post(format!("{}/api/autenticacao/entrar", mundo.esteira.url))
        .body("{")
        .header("content-type", "application/json");
    let resposta = torto.send().await?;
    assert_eq!(resposta.status(), StatusCode::BAD_REQUEST);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn fluxo_com_defeito_volta_com_todos_os_problemas_e_lugares() -> Resultado<()> {
    let mundo = mundo().await?;
    let quebrado =
        "esteira: v1\nfluxo: x\ntitulo: X\nchave: entrada.a\ninicio: nada\npassos:\n  a: { tipo: espera, por: 1x }\n";
    let recusa = mundo.administrador.publicar_fluxo(quebrado).await.expect_err("fluxo quebrado");
    assert!(recusa.status.is_client_error(), "{recusa}");
    let diagnosticos = recusa.problema["diagnosticos"].as_array().cloned().unwrap_or_default();
    assert!(diagnosticos.len() >= 2, "{recusa}");
    assert!(diagnosticos.iter().all(|d| d["linha"].as_u64().is_some_and(|linha| linha > 0)), "{recusa}");
    Ok(())
}
