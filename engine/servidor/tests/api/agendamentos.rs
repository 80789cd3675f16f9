//! Agendamentos: cadastro com revisão, pausa, execução fora de hora, datas.

use std::time::Duration;

use esteira_aplicacao::agendamentos;
use esteira_dominio::Perfil;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::apoio::Casa;

fn mensal() -> Value {
    json!({ "nome_agendamento": "Processos do mês", "cron_expressao": "0 6 1 * *", "tipo_agendamento": "CRIAR_PROCESSOS_MENSAIS" })
}

#[tokio::test]
async fn cadastro_com_revisao_do_comeco_ao_fim() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let criado = casa.pedir("POST", "/api/agendamentos/", Some(&admin), Some(mensal())).await.deu(201);
    let endereco = criado.cabecalho("location").to_owned();
    let lido = criado.json();
    assert_eq!(criado.cabecalho("etag"), "\"1\"");
    // A casa está em 22 de novembro de 2026; em São Paulo, 06:00 são 09:00 UTC.
    assert_eq!(lido["proxima_execucao"], "2026-12-01T09:00:00.000000Z");
    assert_eq!(lido["em_palavras"], "às 06:00 do dia 1 de cada mês");
    assert_eq!(
        [&lido["fuso"], &lido["sobreposicao"], &lido["perdidas"], &lido["janela_perdidas"], &lido["status_ativo"]],
        [&json!("America/Sao_Paulo"), &json!("PULAR"), &json!("ULTIMA"), &Value::Null, &json!(true)]
    );
    casa.pedir("POST", "/api/agendamentos", Some(&admin), Some(mensal())).await.e_problema(409, "nome_ja_existe");

    let mut novo = mensal();
    novo["cron_expressao"] = json!("0 8 5 * *");
    novo["perdidas"] = json!("TODAS");
    novo["janela_perdidas"] = json!("6h");
    let alterar = async |cabecalhos: &[(&str, &str)]| {
        casa.pedir_com("PUT", &endereco, Some(&admin), Some(novo.clone()), cabecalhos).await
    };
    alterar(&[]).await.e_problema(428, "falta_revisao");
    alterar(&[("if-match", "\"9\"")]).await.e_problema(412, "revisao_velha");
    let alterado = alterar(&[("if-match", "\"1\"")]).await.deu(200).json();
    assert_eq!(
        (&alterado["proxima_execucao"], &alterado["janela_perdidas"]),
        (&json!("2026-12-05T11:00:00.000000Z"), &json!("6h"))
    );

    let pausar = format!("{endereco}/pausar");
    let pausado = casa.pedir("POST", &pausar, Some(&admin), None).await.deu(200).json();
    assert_eq!(
        (&pausado["status_ativo"], &pausado["proxima_execucao"], &pausado["revisao"]),
        (&json!(false), &Value::Null, &json!(3))
    );
    assert_eq!(
        casa.pedir("POST", &pausar, Some(&admin), None).await.deu(200).json()["revisao"],
        3,
        "repetir nada muda"
    );
    casa.pedir("POST", &format!("{endereco}/retomar"), Some(&admin), None).await.deu(200);

    let lista = casa.pedir("GET", "/api/agendamentos", Some(&admin), None).await.deu(200).json();
    assert_eq!(lista["itens"].as_array().unwrap().len(), 1);
    let apagar =
        async |revisao: &str| casa.pedir_com("DELETE", &endereco, Some(&admin), None, &[("if-match", revisao)]).await;
    apagar("\"3\"").await.e_problema(412, "revisao_velha");
    apagar("\"4\"").await.deu(204);
    casa.pedir("GET", &endereco, Some(&admin), None).await.e_problema(404, "nao_encontrado");
    let id = lido["id"].as_str().unwrap();
    let acoes: Vec<_> = casa.auditoria("agendamento", id).await.into_iter().map(|(acao, _)| acao).collect();
    assert_eq!(acoes, ["criar", "alterar", "pausar", "retomar", "apagar"]);
}

#[tokio::test]
async fn todos_os_campos_errados_voltam_de_uma_vez() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let ruim = json!({
        "nome_agendamento": " ",
        "cron_expressao": "0 25 * * *",
        "fuso": "Brasilia",
        "tipo_agendamento": "EXECUTAR_TUDO",
        "sobreposicao": "TALVEZ",
        "janela_perdidas": "2h",
    });
    let resposta = casa.pedir("POST", "/api/agendamentos", Some(&admin), Some(ruim)).await;
    resposta.e_problema(422, "campos_invalidos");
    let problema = resposta.json();
    let erros = problema["erros"].as_array().unwrap();
    let mut campos: Vec<_> = erros.iter().map(|erro| erro["campo"].as_str().unwrap()).collect();
    campos.sort_unstable();
    assert_eq!(
        campos,
        ["cron_expressao", "fuso", "janela_perdidas", "nome_agendamento", "sobreposicao", "tipo_agendamento"]
    );
    for trecho in ["2º campo (hora)", "America/Sao_Paulo", "CRIAR_PROCESSOS_MENSAIS", "ENFILEIRAR_UMA"] {
        assert!(resposta.texto.contains(trecho), "{}", resposta.texto);
    }
}

#[tokio::test]
async fn conferir_diz_o_que_o_cron_pede_e_o_que_ha_de_errado() {
    let casa = Casa::nova().await;
    let operador = casa.token(Perfil::Operador).await;
    let conferir =
        async |corpo: Value| casa.pedir("POST", "/api/agendamentos/conferir", Some(&operador), Some(corpo)).await;
    let conferido = conferir(json!({ "cron_expressao": "0 8 * * 1-5" })).await.deu(200).json();
    assert_eq!(conferido["em_palavras"], "às 08:00, de segunda a sexta-feira");
    let proximas: Vec<_> =
        conferido["proximas"].as_array().unwrap().iter().map(|h| h["no_lugar"].as_str().unwrap()).collect();
    assert_eq!(proximas.len(), 5);
    assert_eq!(proximas[0], "2026-11-23T08:00:00-03:00");
    let de_fora = conferir(json!({ "cron_expressao": "0 8 * * *", "fuso": "America/Manaus" })).await.deu(200).json();
    assert_eq!(de_fora["proximas"][0]["instante"], "2026-11-22T12:00:00.000000Z");
    let ruim = conferir(json!({ "cron_expressao": "0 8 *", "fuso": "Marte" })).await;
    ruim.e_problema(422, "campos_invalidos");
    assert_eq!(ruim.json()["erros"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn executar_agora_e_ver_o_que_disparou() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let operador = casa.token(Perfil::Operador).await;
    let criado = casa.pedir("POST", "/api/agendamentos", Some(&admin), Some(mensal())).await.deu(201);
    let endereco = criado.cabecalho("location");
    let executar = format!("{endereco}/executar-agora");
    let pedido = casa.pedir("POST", &executar, Some(&operador), None).await.deu(202).json();
    assert_eq!((&pedido["situacao"], &pedido["pedido_por"]), (&json!("PENDENTE"), &json!("Pessoa OPERADOR")));
    casa.pedir("POST", &executar, Some(&operador), None).await.e_problema(409, "ja_em_curso");
    for pego in agendamentos::pegar(&casa.app, 9).await.unwrap() {
        agendamentos::correr(&casa.app, &pego, CancellationToken::new()).await;
    }
    casa.relogio.avancar(Duration::from_secs(1));
    casa.pedir("POST", &executar, Some(&operador), None).await.deu(202);
    let disparos = casa.pedir("GET", &format!("{endereco}/disparos"), Some(&operador), None).await.deu(200).json();
    let situacoes: Vec<_> =
        disparos["itens"].as_array().unwrap().iter().map(|d| d["situacao"].as_str().unwrap()).collect();
    // Sem o fluxo das faturas publicado não há o que criar, e o disparo o diz.
    assert_eq!(situacoes, ["PENDENTE", "FALHOU"]);
    assert!(disparos["itens"][1]["mensagem"].as_str().unwrap().contains("publique o fluxo"));
    let primeira =
        casa.pedir("GET", &format!("{endereco}/disparos?limite=1"), Some(&operador), None).await.deu(200).json();
    let resto = format!("{endereco}/disparos?limite=1&depois_de={}", primeira["proximo"].as_str().unwrap());
    let resto = casa.pedir("GET", &resto, Some(&operador), None).await.deu(200).json();
    assert_eq!((&resto["itens"][0]["situacao"], &resto["proximo"]), (&json!("FALHOU"), &Value::Null));
}

#[tokio::test]
async fn as_proximas_datas_contam_de_agora_mesmo_com_o_agendamento_pausado() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let mut parado = mensal();
    parado["status_ativo"] = json!(false);
    let criado = casa.pedir("POST", "/api/agendamentos", Some(&admin), Some(parado)).await.deu(201);
    let endereco = criado.cabecalho("location");
    let datas = casa.pedir("GET", &format!("{endereco}/proximas?quantas=3"), Some(&admin), None).await.deu(200).json();
    let datas: Vec<_> = datas["itens"].as_array().unwrap().iter().map(|h| h["no_lugar"].as_str().unwrap()).collect();
    assert_eq!(datas, ["2026-12-01T06:00:00-03:00", "2027-01-01T06:00:00-03:00", "2027-02-01T06:00:00-03:00"]);
    for ruim in ["0", "101", "x"] {
        let caminho = format!("{endereco}/proximas?quantas={ruim}");
        casa.pedir("GET", &caminho, Some(&admin), None).await.e_problema(422, "campos_invalidos");
    }
}
