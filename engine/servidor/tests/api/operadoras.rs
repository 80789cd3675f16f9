//! Operadoras: revisão, unicidade, páginas, busca.

use esteira_dominio::Perfil;
use serde_json::{Value, json};

use crate::apoio::{Casa, cliente, operadora};

#[tokio::test]
async fn so_altera_quem_leu_a_revisao_vigente() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let criada = casa.pedir("POST", "/api/operadoras", Some(&admin), Some(operadora("VIVO"))).await.deu(201);
    let endereco = criada.cabecalho("location");
    assert_eq!(criada.cabecalho("etag"), "\"1\"");
    let lida = casa.pedir("GET", endereco, Some(&admin), None).await.deu(200);
    assert_eq!(lida.cabecalho("etag"), "\"1\"");

    let nova = json!({ "nome": "VIVO", "codigo": "vivo", "url_portal": "https://portal.exemplo.com.br" });
    let alterar = async |revisao: Option<&str>| {
        let cabecalhos: Vec<_> = revisao.map(|revisao| ("if-match", revisao)).into_iter().collect();
        casa.pedir_com("PUT", endereco, Some(&admin), Some(nova.clone()), &cabecalhos).await
    };
    alterar(None).await.e_problema(428, "falta_revisao");
    alterar(Some("\"7\"")).await.e_problema(412, "revisao_velha");
    alterar(Some("lixo")).await.e_problema(412, "revisao_velha");
    let alterada = alterar(Some("W/\"1\"")).await.deu(200);
    assert_eq!((alterada.cabecalho("etag"), &alterada.json()["codigo"]), ("\"2\"", &json!("VIVO")));
    alterar(Some("\"1\"")).await.e_problema(412, "revisao_velha");

    let id = alterada.json()["id"].as_str().unwrap().to_owned();
    let acoes: Vec<_> = casa.auditoria("operadora", &id).await.into_iter().map(|(acao, _)| acao).collect();
    assert_eq!(acoes, ["criar", "alterar"], "recusa não se audita como mudança");
}

#[tokio::test]
async fn nome_e_codigo_sao_unicos_e_o_conflito_diz_qual() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    casa.pedir("POST", "/api/operadoras", Some(&admin), Some(operadora("OI"))).await.deu(201);
    let mesmo_codigo = json!({ "nome": "Outra", "codigo": "oi" });
    let mesmo_nome = json!({ "nome": "OI", "codigo": "OUTRO" });
    casa.pedir("POST", "/api/operadoras", Some(&admin), Some(mesmo_codigo)).await.e_problema(409, "codigo_ja_existe");
    casa.pedir("POST", "/api/operadoras", Some(&admin), Some(mesmo_nome)).await.e_problema(409, "nome_ja_existe");
}

#[tokio::test]
async fn as_paginas_passam_por_todas_uma_vez_em_ordem_de_nome() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    for nome in ["NET", "VIVO", "AZUTON", "OI", "EMBRATEL"] {
        casa.pedir("POST", "/api/operadoras", Some(&admin), Some(operadora(nome))).await.deu(201);
    }
    let (mut nomes, mut depois_de) = (Vec::new(), String::new());
    loop {
        let caminho = format!("/api/operadoras/?limite=2{depois_de}");
        let pagina = casa.pedir("GET", &caminho, Some(&admin), None).await.deu(200).json();
        nomes.extend(pagina["itens"].as_array().unwrap().iter().map(|o| o["nome"].as_str().unwrap().to_owned()));
        match &pagina["proximo"] {
            Value::String(proximo) => depois_de = format!("&depois_de={proximo}"),
            _ => break,
        }
    }
    assert_eq!(nomes, ["AZUTON", "EMBRATEL", "NET", "OI", "VIVO"]);
    for ruim in ["limite=0", "limite=201", "limite=-1", "limite=x", "depois_de=x", "nmoe=VIVO", "ativa=sim"] {
        casa.pedir("GET", &format!("/api/operadoras?{ruim}"), Some(&admin), None)
            .await
            .e_problema(422, "campos_invalidos");
    }
}

#[tokio::test]
async fn a_busca_nao_liga_para_caixa_e_toma_curingas_ao_pe_da_letra() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    for (nome, codigo) in [("São Luís Telecom", "A"), ("SÃO JOSÉ TELECOM", "B"), ("100% Fibra", "C")] {
        let corpo = json!({ "nome": nome, "codigo": codigo });
        casa.pedir("POST", "/api/operadoras", Some(&admin), Some(corpo)).await.deu(201);
    }
    let codigos = async |consulta: &str| {
        let caminho = format!("/api/operadoras?{consulta}");
        let lista = casa.pedir("GET", &caminho, Some(&admin), None).await.deu(200).json();
        let mut codigos: Vec<_> =
            lista["itens"].as_array().unwrap().iter().map(|o| o["codigo"].as_str().unwrap().to_owned()).collect();
        codigos.sort();
        codigos.concat()
    };
    assert_eq!(codigos("nome=s%C3%A3o").await, "AB");
    assert_eq!(codigos("nome=TELECOM").await, "AB");
    assert_eq!(codigos("nome=%25").await, "C");
    assert_eq!(codigos("codigo=b").await, "B");
    assert_eq!(codigos("ativa=false").await, "");
}

#[tokio::test]
async fn desativada_nao_recebe_cliente_e_mudar_o_nome_refaz_os_hashes() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let criada = casa.pedir("POST", "/api/operadoras", Some(&admin), Some(operadora("VIVO"))).await.deu(201);
    let (endereco, vivo) = (criada.cabecalho("location"), criada.json());
    let cadastrado =
        casa.pedir("POST", "/api/clientes", Some(&admin), Some(cliente(&vivo, "Fixo"))).await.deu(201).json();

    for _ in 0..2 {
        let desativada = casa.pedir("POST", &format!("{endereco}/desativar"), Some(&admin), None).await.deu(200);
        assert_eq!((desativada.cabecalho("etag"), &desativada.json()["status_ativo"]), ("\"2\"", &json!(false)));
    }
    casa.pedir("POST", "/api/clientes", Some(&admin), Some(cliente(&vivo, "Internet")))
        .await
        .e_problema(409, "operadora_inativa");
    casa.pedir("POST", &format!("{endereco}/ativar"), Some(&admin), None).await.deu(200);

    let renomeada = json!({ "nome": "VIVO S.A.", "codigo": "VIVO" });
    casa.pedir_com("PUT", endereco, Some(&admin), Some(renomeada), &[("if-match", "\"3\"")]).await.deu(200);
    let caminho = format!("/api/clientes/{}", cadastrado["id"].as_str().unwrap());
    let refeito = casa.pedir("GET", &caminho, Some(&admin), None).await.deu(200).json();
    assert_ne!(refeito["hash_unico"], cadastrado["hash_unico"]);
    let pelo_antigo = format!("/api/clientes?hash={}", cadastrado["hash_unico"].as_str().unwrap());
    let achados = casa.pedir("GET", &pelo_antigo, Some(&admin), None).await.deu(200).json();
    assert_eq!(achados["itens"][0]["id"], cadastrado["id"]);
}
