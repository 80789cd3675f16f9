//! Só vale o token que nós assinamos, como nós assinamos, e enquanto a entrada de que vem está aberta.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use esteira_dominio::Perfil;
use jsonwebtoken::{Algorithm, EncodingKey, Header, dangerous, encode};
use serde_json::{Value, json};

use crate::apoio::{Casa, Resposta, SENHA};

const ADMIN: &str = "admin@exemplo.com.br";

async fn eu(casa: &Casa, token: &str) -> Resposta {
    casa.pedir("GET", "/api/autenticacao/eu", Some(token), None).await
}

fn assinar(algoritmo: Algorithm, chave: &[u8], afirmacoes: &Value) -> String {
    encode(&Header::new(algoritmo), afirmacoes, &EncodingKey::from_secret(chave)).unwrap()
}

#[tokio::test]
async fn outro_algoritmo_outra_chave_ou_afirmacao_mexida_nao_valem() {
    let casa = Casa::nova().await;
    let bom = casa.token(Perfil::Administrador).await;
    let afirmacoes: Value = dangerous::insecure_decode(&bom).unwrap().claims;
    let chave = casa.app.configuracao.chave_jwt.revelar().as_bytes();
    // A mesma chave e as mesmas afirmações dão um token que vale: o que se recusa abaixo é só o que muda.
    eu(&casa, &assinar(Algorithm::HS256, chave, &afirmacoes)).await.deu(200);

    let mexida = |campo: &str, valor: Value| {
        let mut mexida = afirmacoes.clone();
        mexida[campo] = valor;
        assinar(Algorithm::HS256, chave, &mexida)
    };
    let sem = |campo: &str| {
        let mut sem = afirmacoes.clone();
        sem.as_object_mut().unwrap().remove(campo);
        assinar(Algorithm::HS256, chave, &sem)
    };
    let ninguem = json!("00000000-0000-7000-8000-000000000000");
    for (ruim, por_que) in [
        (assinar(Algorithm::HS384, chave, &afirmacoes), "HS384"),
        (assinar(Algorithm::HS512, chave, &afirmacoes), "HS512"),
        (assinar(Algorithm::HS256, b"outra chave de trinta e dois bytes", &afirmacoes), "outra chave"),
        (mexida("iss", json!("outro")), "outro emissor"),
        (mexida("exp", json!(0)), "vencido"),
        (mexida("sub", ninguem.clone()), "ninguém"),
        (mexida("inquilino", ninguem.clone()), "outra organização"),
        (mexida("sessao", ninguem), "outra entrada"),
        (sem("exp"), "sem vencimento"),
        (sem("sessao"), "sem entrada"),
        (sem("iss"), "sem emissor"),
    ] {
        let resposta = eu(&casa, &ruim).await;
        assert_eq!(resposta.status, 401, "{por_que}: {}", resposta.texto);
    }
    // Dizer no cabeçalho que o algoritmo é outro, com a assinatura de antes; e `none` escrito de vários jeitos.
    let (_, resto) = bom.split_once('.').unwrap();
    let (corpo, assinatura) = resto.split_once('.').unwrap();
    for algoritmo in ["none", "None", "NONE", "RS256", "ES256", "EdDSA", ""] {
        let cabeca = URL_SAFE_NO_PAD.encode(json!({ "alg": algoritmo, "typ": "JWT" }).to_string());
        for assinatura in ["", assinatura] {
            eu(&casa, &format!("{cabeca}.{corpo}.{assinatura}")).await.e_problema(401, "nao_autenticado");
        }
    }
    // Uma chave que o próprio token traz não se usa.
    let cabeca = URL_SAFE_NO_PAD
        .encode(json!({ "alg": "HS256", "jwk": { "kty": "oct", "k": "AAAA" }, "kid": "../../dev/null" }).to_string());
    eu(&casa, &format!("{cabeca}.{corpo}.{assinatura}")).await.e_problema(401, "nao_autenticado");
}

#[tokio::test]
async fn encerrada_a_entrada_o_token_de_acesso_dela_deixa_de_valer_e_so_o_dela() {
    let casa = Casa::nova().await;
    let entrar = || async { casa.entrar(ADMIN, SENHA).await.deu(200).json() };
    let (esta, outra) = (entrar().await, entrar().await);
    let acesso = |entrada: &Value| entrada["token_de_acesso"].as_str().unwrap().to_owned();
    let renovacao = |entrada: &Value| json!({ "token_de_renovacao": entrada["token_de_renovacao"] });
    let renovar = |corpo: Value| casa.pedir("POST", "/api/autenticacao/renovar", None, Some(corpo));
    let renovada = renovar(renovacao(&esta)).await.deu(200).json();
    for token in [acesso(&esta), acesso(&renovada), acesso(&outra)] {
        eu(&casa, &token).await.deu(200);
    }

    let corpo = Some(renovacao(&renovada));
    casa.pedir("POST", "/api/autenticacao/sair", Some(&acesso(&renovada)), corpo).await.deu(204);
    for token in [acesso(&esta), acesso(&renovada)] {
        eu(&casa, &token).await.e_problema(401, "nao_autenticado");
    }
    eu(&casa, &acesso(&outra)).await.deu(200);

    // O token de renovação já trocado denuncia a cópia: caem todas as entradas, e na hora.
    renovar(renovacao(&outra)).await.deu(200);
    renovar(renovacao(&outra)).await.e_problema(401, "nao_autenticado");
    eu(&casa, &acesso(&outra)).await.e_problema(401, "nao_autenticado");
}

#[tokio::test]
async fn o_que_outro_no_encerrou_deixa_de_valer_em_segundos() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let id = eu(&casa, &admin).await.deu(200).json()["id"].as_str().unwrap().parse::<uuid::Uuid>().unwrap();
    // Outro nó: direto no banco, sem que este saiba.
    let mut unidade = casa.app.armazem.escrever(casa.inquilino).await.unwrap();
    unidade.revogar_sessoes(id.into(), crate::apoio::INICIO).await.unwrap();
    unidade.confirmar().await.unwrap();
    eu(&casa, &admin).await.deu(200);
    casa.relogio.avancar(esteira_aplicacao::autenticacao::VALIDADE_DO_RECONHECIMENTO);
    eu(&casa, &admin).await.e_problema(401, "nao_autenticado");
}
