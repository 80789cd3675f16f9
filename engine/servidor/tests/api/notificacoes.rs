//! Notificações pela API: canais, regras, textos, reenvio.

use esteira_aplicacao::notificacoes::{self, Mensagem, Para};
use esteira_dominio::Perfil;
use serde_json::{Value, json};

use crate::apoio::Casa;

#[tokio::test]
async fn a_credencial_do_canal_entra_e_nunca_sai() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let por = async |canal: &str, corpo: Value| {
        casa.pedir("PUT", &format!("/api/notificacoes/canais/{canal}"), Some(&admin), Some(corpo)).await
    };
    por("SINAIS_DE_FUMACA", json!({})).await.e_problema(422, "campos_invalidos");
    por("EMAIL", json!({ "credencial": "x" })).await.e_problema(422, "campos_invalidos");
    por("TELEGRAM", json!({})).await.e_problema(422, "campos_invalidos");
    por("SLACK", json!({ "credencial": "javascript:alert(1)" })).await.e_problema(422, "campos_invalidos");
    por("WHATSAPP", json!({ "endereco": "https://a.b", "instancia": "../x", "credencial": "s3cr3to-1" }))
        .await
        .e_problema(422, "campos_invalidos");
    let corpo =
        json!({ "endereco": "https://evolution.exemplo.com.br", "instancia": "faturas", "credencial": "s3cr3to-1" });
    let nascido = por("WHATSAPP", corpo).await.deu(200).json();
    // Sem credencial, fica a que estava, e só no mesmo endereço: outro a receberia no primeiro aviso. O de retorno não muda.
    por("WHATSAPP", json!({ "endereco": "https://outra.exemplo.com.br", "instancia": "faturas" }))
        .await
        .e_problema(422, "campos_invalidos");
    let mudado = por("WHATSAPP", json!({ "endereco": "https://evolution.exemplo.com.br", "instancia": "outra" })).await;
    assert_eq!(mudado.deu(200).json()["retorno"], nascido["retorno"]);
    let lista = casa.pedir("GET", "/api/notificacoes/canais", Some(&admin), None).await.deu(200);
    let auditoria = casa.auditoria("canal", "WHATSAPP").await;
    assert_eq!(auditoria.len(), 2);
    assert!(!lista.texto.contains("s3cr3to") && !format!("{auditoria:?}").contains("s3cr3to"));
    let retorno = nascido["retorno"].as_str().unwrap();
    casa.pedir("POST", retorno, None, Some(json!({ "event": "messages.update", "apikey": "s3cr3to-1" })))
        .await
        .deu(200);
    casa.pedir("POST", &format!("{retorno}x"), None, Some(json!({}))).await.e_problema(404, "nao_encontrado");
    casa.pedir("DELETE", "/api/notificacoes/canais/WHATSAPP", Some(&admin), None).await.deu(204);
}

#[tokio::test]
async fn a_regra_que_nao_chega_a_ninguem_se_recusa() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let criar = async |corpo: Value| casa.pedir("POST", "/api/notificacoes/regras", Some(&admin), Some(corpo)).await;
    for ruim in [
        json!({ "evento": "*", "canal": "EMAIL" }),
        json!({ "evento": "*", "canal": "EMAIL", "perfil": "OPERADOR", "destino": "a@b.co" }),
        json!({ "evento": "*", "canal": "TELEGRAM", "perfil": "OPERADOR" }),
        json!({ "evento": "*", "canal": "EMAIL", "destino": "não é e-mail" }),
        json!({ "evento": "*", "canal": "WHATSAPP", "destino": "0800" }),
        json!({ "evento": "*", "canal": "SLACK", "destino": "https://hooks.slack.com/services/a" }),
        json!({ "evento": "Falhou!", "canal": "EMAIL", "perfil": "OPERADOR" }),
        json!({ "evento": "*", "canal": "EMAIL", "perfil": "OPERADOR", "operadora_id": uuid() }),
    ] {
        criar(ruim).await.e_problema(422, "campos_invalidos");
    }
    let boa = json!({ "evento": "processo_falhou", "canal": "EMAIL", "perfil": "APROVADOR", "resumo": "DIARIO" });
    let criada = criar(boa.clone()).await.deu(201);
    let endereco = format!("/api/notificacoes/regras/{}", criada.json()["id"].as_str().unwrap());
    let sem_revisao = casa.pedir("PUT", &endereco, Some(&admin), Some(boa.clone())).await;
    sem_revisao.e_problema(428, "falta_revisao");
    let se = [("if-match", criada.cabecalho("etag"))];
    casa.pedir_com("PUT", &endereco, Some(&admin), Some(boa), &se).await.deu(200);
    casa.pedir_com("DELETE", &endereco, Some(&admin), None, &se).await.e_problema(412, "revisao_velha");
    casa.pedir_com("DELETE", &endereco, Some(&admin), None, &[("if-match", "\"2\"")]).await.deu(204);
    let acoes: Vec<_> = casa.auditoria("regra_de_aviso", criada.json()["id"].as_str().unwrap()).await;
    assert_eq!(acoes.iter().map(|(acao, _)| acao.as_str()).collect::<Vec<_>>(), ["criar", "alterar", "apagar"]);
}

fn uuid() -> &'static str {
    "00000000-0000-0000-0000-000000000000"
}

#[tokio::test]
async fn o_modelo_se_experimenta_antes_de_valer() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let caminho = "/api/notificacoes/modelos/processo_falhou/EMAIL";
    let do_produto = casa.pedir("GET", caminho, Some(&admin), None).await.deu(200).json();
    assert!(do_produto["editado_em"].is_null() && do_produto["variaveis"].to_string().contains("dados.motivo"));
    let ruim = json!({ "assunto": "x", "texto": "{{ processo.clinte }}" });
    let recusa = casa.pedir("PUT", caminho, Some(&admin), Some(ruim)).await;
    assert!(recusa.texto.contains("processo.cliente"), "a recusa diz o que há: {}", recusa.texto);
    recusa.e_problema(422, "campos_invalidos");
    let bom = json!({ "assunto": "{{ processo.cliente }}", "texto": "Parou: {{ dados.motivo }}", "html": "<p>{{ dados.motivo }}</p>" });
    let pedida = json!({ "modelo": bom, "dados": { "motivo": "<b>" } });
    let previa = casa.pedir("POST", &format!("{caminho}/previa"), Some(&admin), Some(pedida)).await.deu(200).json();
    assert_eq!(
        (&previa["assunto"], &previa["texto"], &previa["html"]),
        (&json!("PADARIA AURORA"), &json!("Parou: <b>"), &json!("<p>&lt;b&gt;</p>"))
    );
    casa.pedir("DELETE", caminho, Some(&admin), None).await.e_problema(404, "nao_encontrado");
    casa.pedir("PUT", caminho, Some(&admin), Some(bom)).await.deu(200);
    casa.pedir("DELETE", caminho, Some(&admin), None).await.deu(204);
    assert_eq!(casa.auditoria("modelo_de_mensagem", "processo_falhou/EMAIL").await.len(), 2);
}

#[tokio::test]
async fn o_que_falhou_se_acha_e_se_reenvia() {
    let casa = Casa::nova().await;
    let operador = casa.token(Perfil::Operador).await;
    let mensagem = Mensagem::nova("processo_falhou", json!({ "motivo": "caiu" }));
    let mut unidade = casa.app.armazem.escrever(casa.inquilino).await.unwrap();
    let para = ["-100".to_owned()];
    let para = Para::por(esteira_dominio::Canal::Telegram, &para);
    let agora = casa.app.relogio.agora();
    notificacoes::avisar(&mut unidade, None, para, &mensagem, agora).await.unwrap();
    unidade.confirmar().await.unwrap();
    let ver = async |consulta: &str| {
        let caminho = format!("/api/notificacoes?{consulta}");
        casa.pedir("GET", &caminho, Some(&operador), None).await.deu(200).json()["itens"].as_array().unwrap().clone()
    };
    let pendente = ver("status=PENDENTE&canal=TELEGRAM").await.remove(0);
    let reenviar = format!("/api/notificacoes/{}/reenviar", pendente["id"].as_str().unwrap());
    casa.pedir("POST", &reenviar, Some(&operador), None).await.e_problema(409, "notificacao_pendente");
    notificacoes::enviar_pendentes(&casa.app).await.unwrap();
    let falhou = ver("status=FALHOU").await.remove(0);
    assert!(falhou["mensagem_erro"].as_str().unwrap().contains("não está configurado"));
    let nova = casa.pedir("POST", &reenviar, Some(&operador), None).await.deu(201).json();
    assert_eq!(nova["reenvio_de"], pendente["id"]);
    assert_eq!((ver("canal=EMAIL").await.len(), ver("ate=2020-01-01T00:00:00Z").await.len()), (0, 0));
    assert_eq!(ver("de=2020-01-01T00:00:00Z").await.len(), 2);
}
