//! As listas como planilha: tudo o que o filtro pega, no formato que se abre, e só a quem pode.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use esteira_aplicacao::Quem;
use esteira_aplicacao::auditoria::registrar;
use esteira_dominio::Perfil;
use esteira_planilhas::ler;
use serde_json::json;
use tower::ServiceExt;

use crate::apoio::{Casa, cliente, operadora};

/// O arquivo, com o tipo e o nome que vieram.
async fn baixar(casa: &Casa, token: &str, caminho: &str) -> (Vec<u8>, String, String) {
    let pedido = Request::get(caminho).header("authorization", format!("Bearer {token}")).body(Body::empty()).unwrap();
    let resposta = casa.rotas.clone().oneshot(pedido).await.unwrap();
    assert_eq!(resposta.status(), 200);
    let cabecalho = |nome: &str| resposta.headers()[nome].to_str().unwrap().to_owned();
    let (tipo, nome) = (cabecalho("content-type"), cabecalho("content-disposition"));
    (to_bytes(resposta.into_body(), usize::MAX).await.unwrap().to_vec(), tipo, nome)
}

#[tokio::test]
async fn processos_saem_em_csv_e_xlsx_com_o_filtro_da_lista() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let vivo = casa.pedir("POST", "/api/operadoras", Some(&admin), Some(operadora("VIVO"))).await.deu(201).json();
    for servico in ["Fixo", "Internet"] {
        let mut novo = cliente(&vivo, servico);
        novo["nome_sat"] = json!(format!("=Padaria {servico}"));
        casa.pedir("POST", "/api/clientes", Some(&admin), Some(novo)).await.deu(201);
    }
    casa.publicar_faturas(&admin).await;
    casa.pedir("POST", "/api/processos/mensal", Some(&admin), Some(json!({ "mes_ano": "2026-10" }))).await.deu(200);

    let (csv, tipo, nome) = baixar(&casa, &admin, "/api/processos/exportacao/csv?mes_ano=2026-10&texto=fixo").await;
    assert_eq!(tipo, "text/csv; charset=utf-8");
    assert!(nome.starts_with("attachment; filename=\"processos.csv\""), "{nome}");
    assert!(csv.starts_with(b"\xEF\xBB\xBFid;hash;cliente;"));
    let tabela = ler(&csv).unwrap();
    assert_eq!((tabela.linhas.len(), tabela.linhas[0].celulas[2].as_str()), (1, "'=Padaria Fixo"));

    let (xlsx, ..) = baixar(&casa, &admin, "/api/processos/exportacao/xlsx?mes_ano=2026-10").await;
    let tabela = ler(&xlsx).unwrap();
    assert_eq!((tabela.linhas.len(), tabela.cabecalho[2].as_str()), (2, "cliente"));
    let (vazio, ..) = baixar(&casa, &admin, "/api/processos/exportacao/csv?mes_ano=2020-01").await;
    assert_eq!(ler(&vazio).unwrap().linhas, []);

    let exportado = casa.pedir("GET", "/api/auditoria?acao=exportar", Some(&admin), None).await.deu(200).json();
    assert_eq!(exportado["itens"].as_array().unwrap().len(), 3, "quem levou os dados fica registrado");
}

#[tokio::test]
async fn saem_todas_as_paginas_e_nenhuma_linha_repetida() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let mut unidade = casa.app.armazem.escrever(casa.inquilino).await.unwrap();
    let sistema = Quem::sistema(casa.inquilino);
    for numero in 0..2_345 {
        let agora = casa.app.relogio.agora();
        registrar(&mut unidade, &sistema, "contar", "numero", numero, None, None, agora).await.unwrap();
    }
    unidade.confirmar().await.unwrap();
    let (csv, ..) = baixar(&casa, &admin, "/api/auditoria/exportacao/csv?acao=contar").await;
    let mut alvos: Vec<i32> = ler(&csv).unwrap().linhas.iter().map(|l| l.celulas[4].parse().unwrap()).collect();
    alvos.sort_unstable();
    assert_eq!(alvos, (0..2_345).collect::<Vec<_>>());
}

#[tokio::test]
async fn so_exporta_quem_pode_ver_e_o_formato_tem_de_existir() {
    let casa = Casa::nova().await;
    let (admin, operador) = (casa.token(Perfil::Administrador).await, casa.token(Perfil::Operador).await);
    casa.pedir("GET", "/api/auditoria/exportacao/csv", Some(&operador), None).await.e_problema(403, "sem_permissao");
    casa.pedir("GET", "/api/auditoria", Some(&operador), None).await.e_problema(403, "sem_permissao");
    casa.pedir("GET", "/api/processos/exportacao/pdf", Some(&admin), None)
        .await
        .e_problema(404, "formato_desconhecido");
    casa.pedir("GET", "/api/processos/exportacao/csv?sattus=X", Some(&admin), None)
        .await
        .e_problema(422, "campos_invalidos");
    for lista in ["execucoes", "aprovacoes"] {
        let (csv, ..) = baixar(&casa, &operador, &format!("/api/{lista}/exportacao/csv")).await;
        assert_eq!(ler(&csv).unwrap().linhas, []);
    }
}
