//! Clientes: senha que não volta, hash que não se perde, duplicidade.

use esteira_aplicacao::clientes::segredo_do_portal;
use esteira_base::ids::ClienteId;
use esteira_dominio::Perfil;
use serde_json::{Value, json};

use crate::apoio::{Casa, cliente, operadora};

const SENHA_PORTAL: &str = "portal-muito-secreto";

async fn casa_com_operadora() -> (Casa, String, Value) {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let vivo = casa.pedir("POST", "/api/operadoras", Some(&admin), Some(operadora("VIVO"))).await.deu(201).json();
    (casa, admin, vivo)
}

fn com(mut corpo: Value, campo: &str, valor: Value) -> Value {
    corpo[campo] = valor;
    corpo
}

#[tokio::test]
async fn a_senha_do_portal_entra_cifrada_e_nunca_volta() {
    let (casa, admin, vivo) = casa_com_operadora().await;
    let corpo = com(cliente(&vivo, "Fixo"), "senha_portal", json!(SENHA_PORTAL));
    let criado = casa.pedir("POST", "/api/clientes", Some(&admin), Some(corpo)).await.deu(201);
    let endereco = criado.cabecalho("location");
    let id: ClienteId = criado.json()["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(criado.json()["tem_senha_portal"], true);

    let outra = json!({ "senha_portal": "trocada-e-secreta" });
    let rota = format!("{endereco}/senha-portal");
    casa.pedir("PUT", &rota, Some(&admin), Some(outra.clone())).await.e_problema(428, "falta_revisao");
    let trocada = casa.pedir_com("PUT", &rota, Some(&admin), Some(outra), &[("if-match", "\"1\"")]).await.deu(200);
    // Alterar o cadastro sem mandar senha deixa a que está.
    let alterado = casa
        .pedir_com("PUT", endereco, Some(&admin), Some(cliente(&vivo, "Fixo")), &[("if-match", "\"2\"")])
        .await
        .deu(200);
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    let aberta = segredo_do_portal(&casa.app, &mut unidade, id).await.unwrap().unwrap();
    assert_eq!(aberta.revelar(), "trocada-e-secreta");
    let guardada = unidade.senha_do_portal(id).await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&guardada).contains("secreta"));
    drop(unidade);

    let lista = casa.pedir("GET", "/api/clientes", Some(&admin), None).await.deu(200);
    let auditoria = casa.auditoria("cliente", &id.to_string()).await;
    let tudo = format!("{}{}{}{}{auditoria:?}", criado.texto, trocada.texto, alterado.texto, lista.texto);
    assert!(!tudo.contains("secret"), "{tudo}");

    let apagada = casa.pedir_com("DELETE", &rota, Some(&admin), None, &[("if-match", "\"3\"")]).await.deu(200);
    assert_eq!(apagada.json()["tem_senha_portal"], false);
}

#[tokio::test]
async fn editar_muda_o_hash_e_o_antigo_continua_levando_ao_cliente() {
    let (casa, admin, vivo) = casa_com_operadora().await;
    let criado = casa.pedir("POST", "/api/clientes", Some(&admin), Some(cliente(&vivo, "Fixo"))).await.deu(201);
    let antigo = criado.json()["hash_unico"].as_str().unwrap().to_owned();
    let editado = casa
        .pedir_com(
            "PUT",
            criado.cabecalho("location"),
            Some(&admin),
            Some(cliente(&vivo, "Móvel")),
            &[("if-match", "\"1\"")],
        )
        .await
        .deu(200)
        .json();
    let novo = editado["hash_unico"].as_str().unwrap();
    assert_ne!(novo, antigo);
    for hash in [novo, antigo.as_str(), &antigo.to_uppercase()] {
        let achados =
            casa.pedir("GET", &format!("/api/clientes?hash={hash}"), Some(&admin), None).await.deu(200).json();
        assert_eq!(achados["itens"][0]["id"], editado["id"], "{hash}");
    }
    // O hash antigo é dele para sempre: outro cliente não o toma; ele mesmo pode voltar.
    let tomar = com(cliente(&vivo, "Fixo"), "cnpj", json!("33000167000101"));
    casa.pedir("POST", "/api/clientes", Some(&admin), Some(tomar)).await.e_problema(409, "cliente_duplicado");
    let voltou = casa
        .pedir_com(
            "PUT",
            criado.cabecalho("location"),
            Some(&admin),
            Some(cliente(&vivo, "Fixo")),
            &[("if-match", "\"2\"")],
        )
        .await
        .deu(200)
        .json();
    assert_eq!(voltou["hash_unico"], antigo);
}

#[tokio::test]
async fn mesmo_cnpj_operadora_unidade_e_servico_e_duplicado_mesmo_com_outro_hash() {
    let (casa, admin, vivo) = casa_com_operadora().await;
    casa.pedir("POST", "/api/clientes", Some(&admin), Some(cliente(&vivo, "Fixo"))).await.deu(201);
    let so_muda_filtro = com(cliente(&vivo, "Fixo"), "filtro", json!("(11) 4000-0000"));
    casa.pedir("POST", "/api/clientes", Some(&admin), Some(so_muda_filtro)).await.e_problema(409, "cliente_duplicado");
    casa.pedir("POST", "/api/clientes", Some(&admin), Some(cliente(&vivo, "Internet"))).await.deu(201);
}

#[tokio::test]
async fn o_cpf_se_ve_coberto_e_devolver_o_que_se_leu_nao_o_muda() {
    let (casa, admin, vivo) = casa_com_operadora().await;
    let corpo = com(cliente(&vivo, "Fixo"), "cpf", json!("529.982.247-25"));
    let criado = casa.pedir("POST", "/api/clientes", Some(&admin), Some(corpo)).await.deu(201);
    assert_eq!(criado.json()["cpf"], "***.982.247-**");
    let devolvido = com(cliente(&vivo, "Fixo"), "cpf", criado.json()["cpf"].clone());
    let endereco = criado.cabecalho("location");
    casa.pedir_com("PUT", endereco, Some(&admin), Some(devolvido), &[("if-match", "\"1\"")]).await.deu(200);
    let id: ClienteId = criado.json()["id"].as_str().unwrap().parse().unwrap();
    let guardado = casa.app.armazem.ler(casa.inquilino).await.unwrap().cliente(id).await.unwrap().unwrap();
    assert_eq!(guardado.cliente.cpf.unwrap().sem_mascara(), "52998224725");
}

#[tokio::test]
async fn operadora_que_nao_existe_e_filtros_ruins_dizem_o_campo() {
    let (casa, admin, _) = casa_com_operadora().await;
    let fantasma = json!({ "id": "00000000-0000-0000-0000-000000000000" });
    let resposta = casa.pedir("POST", "/api/clientes", Some(&admin), Some(cliente(&fantasma, "Fixo"))).await;
    resposta.e_problema(422, "campos_invalidos");
    assert_eq!(resposta.json()["erros"][0]["campo"], "operadora_id");
    for campo in ["cnpj", "hash", "operadora"] {
        let resposta = casa.pedir("GET", &format!("/api/clientes?{campo}=x"), Some(&admin), None).await;
        resposta.e_problema(422, "campos_invalidos");
        assert_eq!(resposta.json()["erros"][0]["campo"], campo);
    }
}
