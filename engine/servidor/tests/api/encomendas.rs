//! O que se encomenda: a exportação que se busca depois, e a importação com andamento e relatório.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use esteira_aplicacao::encomendas;
use esteira_dominio::Perfil;
use esteira_planilhas::ler;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::apoio::{Casa, Resposta, operadora};

const NINGUEM: &str = "00000000-0000-0000-0000-000000000000";

/// O laço das encomendas, sem a espera.
async fn fazer(casa: &Casa) {
    for pega in encomendas::pegar(&casa.app, 8).await.unwrap() {
        encomendas::correr(&casa.app, &pega, CancellationToken::new()).await;
    }
}

async fn baixar(casa: &Casa, token: &str, caminho: &str) -> Vec<u8> {
    let pedido = Request::get(caminho).header("authorization", format!("Bearer {token}")).body(Body::empty()).unwrap();
    let resposta = casa.rotas.clone().oneshot(pedido).await.unwrap();
    assert_eq!(resposta.status(), 200);
    to_bytes(resposta.into_body(), usize::MAX).await.unwrap().to_vec()
}

async fn importar(casa: &Casa, token: &str, planilha: &str, simular: &str) -> Resposta {
    let corpo = format!(
        "--x\r\nContent-Disposition: form-data; name=\"arquivo\"; filename=\"lojas.csv\"\r\n\r\n{planilha}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"simular\"\r\n\r\n{simular}\r\n--x--\r\n"
    );
    let pedido = Request::post("/api/importacoes")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "multipart/form-data; boundary=x");
    casa.mandar(pedido.body(Body::from(corpo)).unwrap()).await
}

#[tokio::test]
async fn a_exportacao_se_encomenda_se_acompanha_e_se_busca() {
    let casa = Casa::nova().await;
    let (admin, operador) = (casa.token(Perfil::Administrador).await, casa.token(Perfil::Operador).await);
    let pedido = json!({ "lista": "auditoria", "formato": "xlsx", "filtro": { "acao": "criar" } });
    casa.pedir("POST", "/api/exportacoes", Some(&operador), Some(pedido.clone()))
        .await
        .e_problema(403, "sem_permissao");
    let aceita = casa.pedir("POST", "/api/exportacoes", Some(&admin), Some(pedido)).await.deu(202);
    let endereco = aceita.cabecalho("location").to_owned();
    assert_eq!((aceita.json()["estado"].as_str(), aceita.json()["arquivo"].as_str()), (Some("PENDENTE"), None));
    let arquivo = format!("{endereco}/arquivo");
    casa.pedir("GET", &arquivo, Some(&admin), None).await.e_problema(409, "exportacao_nao_pronta");

    fazer(&casa).await;
    let pronta = casa.pedir("GET", &endereco, Some(&admin), None).await.deu(200).json();
    assert_eq!((pronta["estado"].as_str(), pronta["feitas"].as_u64()), (Some("CONCLUIDA"), Some(2)), "{pronta}");
    assert_eq!(pronta["arquivo"].as_str(), Some(arquivo.as_str()));
    let tabela = ler(&baixar(&casa, &admin, &arquivo).await).unwrap();
    assert_eq!((tabela.linhas.len(), tabela.linhas[0].celulas[2].as_str()), (2, "criar"), "só o filtro, e como estava");
    casa.pedir("GET", &endereco, Some(&operador), None).await.e_problema(404, "nao_encontrado");
    casa.pedir("GET", &arquivo, Some(&operador), None).await.e_problema(404, "nao_encontrado");
    let minhas = casa.pedir("GET", "/api/exportacoes", Some(&admin), None).await.deu(200).json();
    assert_eq!(minhas["itens"][0]["id"], pronta["id"]);
    let dele = casa.pedir("GET", "/api/exportacoes", Some(&operador), None).await.deu(200).json();
    assert_eq!(dele["itens"], json!([]));
    casa.pedir("DELETE", &endereco, Some(&admin), None).await.e_problema(409, "ja_acabou");
}

#[tokio::test]
async fn o_pedido_errado_diz_o_que_esta_errado() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let pedir = |corpo| casa.pedir("POST", "/api/exportacoes", Some(&admin), Some(corpo));
    pedir(json!({ "lista": "processos", "formato": "pdf" })).await.e_problema(404, "formato_desconhecido");
    pedir(json!({ "lista": "vendas", "formato": "csv" })).await.e_problema(422, "corpo_invalido");
    let errado = pedir(json!({ "lista": "processos", "formato": "csv", "filtro": { "sattus": "X" } })).await;
    errado.e_problema(422, "campos_invalidos");
    assert!(errado.texto.contains("filtro.sattus"), "{}", errado.texto);
    pedir(json!({ "lista": "processos", "formato": "csv", "filtro": 3 })).await.e_problema(422, "campos_invalidos");
    casa.pedir("GET", &format!("/api/exportacoes/{NINGUEM}"), Some(&admin), None)
        .await
        .e_problema(404, "nao_encontrado");
    importar(&casa, &admin, "NOME\r\nLua", "true").await.e_problema(422, "campos_invalidos");
}

#[tokio::test]
async fn a_importacao_simula_grava_e_deixa_o_relatorio() {
    let casa = Casa::nova().await;
    let (admin, operador) = (casa.token(Perfil::Administrador).await, casa.token(Perfil::Operador).await);
    casa.pedir("POST", "/api/operadoras", Some(&admin), Some(operadora("OI"))).await.deu(201);
    let planilha = "NOME SAT;CNPJ;OPERADORA\r\nLUA;11.222.333/0001-81;oi\r\nSOL;1;oi";
    importar(&casa, &operador, planilha, "true").await.e_problema(403, "sem_permissao");
    let mut relatorio = String::new();
    for (simular, clientes) in [("true", 0), ("false", 1)] {
        let aceita = importar(&casa, &admin, planilha, simular).await.deu(202);
        assert_eq!((aceita.json()["planilha"].as_str(), aceita.json()["total"].as_u64()), (Some("lojas.csv"), Some(2)));
        let endereco = aceita.cabecalho("location").to_owned();
        fazer(&casa).await;
        let pronta = casa.pedir("GET", &endereco, Some(&admin), None).await.deu(200).json();
        let contas = json!({
            "simulada": simular == "true", "criados": 1, "alterados": 0, "iguais": 0, "recusados": 1, "colunas_ignoradas": [],
        });
        assert_eq!((&pronta["resultado"], pronta["feitas"].as_u64()), (&contas, Some(2)));
        let lista = casa.pedir("GET", "/api/clientes", Some(&admin), None).await.deu(200).json();
        assert_eq!(lista["itens"].as_array().unwrap().len(), clientes);
        relatorio = format!("{endereco}/relatorio/csv");
    }
    let linhas = ler(&baixar(&casa, &admin, &relatorio).await).unwrap().linhas;
    assert_eq!((linhas[0].celulas[2].as_str(), linhas[1].celulas[2].as_str()), ("CRIADO", "RECUSADO"));
    assert!(linhas[1].celulas[4].starts_with("cnpj: "), "{:?}", linhas[1]);
    casa.pedir("GET", &relatorio, Some(&operador), None).await.e_problema(403, "sem_permissao");
}

#[tokio::test]
async fn cancelar_vale_ate_comecar_a_acabar() {
    let casa = Casa::nova().await;
    let operador = casa.token(Perfil::Operador).await;
    let pedido = json!({ "lista": "processos", "formato": "csv" });
    let aceita = casa.pedir("POST", "/api/exportacoes", Some(&operador), Some(pedido)).await.deu(202);
    let endereco = aceita.cabecalho("location").to_owned();
    casa.pedir("DELETE", &endereco, Some(&operador), None).await.deu(204);
    fazer(&casa).await;
    let cancelada = casa.pedir("GET", &endereco, Some(&operador), None).await.deu(200).json();
    assert_eq!((cancelada["estado"].as_str(), cancelada["arquivo"].as_str()), (Some("CANCELADA"), None));
}
