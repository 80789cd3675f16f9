//! Usuários: o que uma mudança faz com quem já entrou.

use esteira_dominio::Perfil;
use serde_json::{Value, json};

use crate::apoio::{Casa, SENHA};

fn nova(email: &str) -> Value {
    json!({ "nome_completo": "Ana Souza", "email": email, "perfil_usuario": "OPERADOR", "senha": SENHA })
}

#[tokio::test]
async fn desativado_perde_o_acesso_na_hora_e_perfil_novo_vale_na_hora() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let ana = casa.pedir("POST", "/api/usuarios/", Some(&admin), Some(nova("ana@exemplo.com.br"))).await.deu(201);
    let endereco = ana.cabecalho("location").to_owned();
    assert!(!ana.texto.contains("senha"), "{}", ana.texto);
    let entrada = casa.entrar("ana@exemplo.com.br", SENHA).await.json();
    let token = entrada["token_de_acesso"].as_str().unwrap();

    casa.pedir("GET", "/api/usuarios", Some(token), None).await.e_problema(403, "sem_permissao");
    let promover = json!({ "perfil_usuario": "ADMINISTRADOR" });
    casa.pedir("PATCH", &endereco, Some(&admin), Some(promover)).await.deu(200);
    casa.pedir("GET", "/api/usuarios", Some(token), None).await.deu(200);

    casa.pedir("PATCH", &endereco, Some(&admin), Some(json!({ "status_ativo": false }))).await.deu(200);
    casa.pedir("GET", "/api/usuarios", Some(token), None).await.e_problema(401, "nao_autenticado");
    casa.entrar("ana@exemplo.com.br", SENHA).await.e_problema(401, "nao_autenticado");
    let renovar = json!({ "token_de_renovacao": entrada["token_de_renovacao"] });
    casa.pedir("POST", "/api/autenticacao/renovar", None, Some(renovar)).await.e_problema(401, "nao_autenticado");
}

#[tokio::test]
async fn trocar_a_senha_derruba_as_sessoes_e_desfaz_o_bloqueio() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let ana = casa.pedir("POST", "/api/usuarios", Some(&admin), Some(nova("ana@exemplo.com.br"))).await.deu(201);
    let sessao = casa.entrar("ana@exemplo.com.br", SENHA).await.json()["token_de_renovacao"].clone();
    for _ in 0..5 {
        casa.entrar("ana@exemplo.com.br", "palpite qualquer").await.deu(401);
    }
    let outra = json!({ "senha": "outra frase comprida" });
    casa.pedir("PATCH", ana.cabecalho("location"), Some(&admin), Some(outra)).await.deu(200);
    let renovar = json!({ "token_de_renovacao": sessao });
    casa.pedir("POST", "/api/autenticacao/renovar", None, Some(renovar)).await.e_problema(401, "nao_autenticado");
    casa.entrar("ana@exemplo.com.br", SENHA).await.e_problema(401, "nao_autenticado");
    casa.entrar("ana@exemplo.com.br", "outra frase comprida").await.deu(200);
}

#[tokio::test]
async fn o_ultimo_administrador_nao_deixa_de_ser() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let id = casa.pedir("GET", "/api/autenticacao/eu", Some(&admin), None).await.json()["id"].clone();
    let endereco = format!("/api/usuarios/{}", id.as_str().unwrap());
    for mudanca in [json!({ "status_ativo": false }), json!({ "perfil_usuario": "OPERADOR" })] {
        casa.pedir("PATCH", &endereco, Some(&admin), Some(mudanca)).await.e_problema(409, "ultimo_administrador");
    }
    casa.pedir("PATCH", &endereco, Some(&admin), Some(json!({ "nome_completo": "Bia Lima" }))).await.deu(200);
}

#[tokio::test]
async fn todos_os_campos_ruins_e_a_senha_curta_voltam_juntos() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let ruim = json!({ "nome_completo": " ", "email": "x", "perfil_usuario": "OPERADOR", "senha": "curta" });
    let resposta = casa.pedir("POST", "/api/usuarios", Some(&admin), Some(ruim)).await;
    resposta.e_problema(422, "campos_invalidos");
    let erros = resposta.json()["erros"].clone();
    let campos: Vec<_> = erros.as_array().unwrap().iter().map(|e| e["campo"].as_str().unwrap()).collect();
    assert_eq!(campos, ["nome_completo", "email", "senha"]);
    casa.pedir("POST", "/api/usuarios", Some(&admin), Some(nova("admin@exemplo.com.br")))
        .await
        .e_problema(409, "email_ja_existe");
}
