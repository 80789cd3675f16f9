//! O mesmo pedido outra vez não se faz outra vez.

use std::time::Duration;

use esteira_dominio::Perfil;
use serde_json::{Value, json};

use crate::apoio::{Casa, Resposta, SENHA, operadora, webhook};
use crate::documentacao::operacoes;

const UM_DIA: Duration = Duration::from_secs(24 * 3600);

async fn postar(casa: &Casa, caminho: &str, token: &str, chave: &str, corpo: Value) -> Resposta {
    casa.pedir_com("POST", caminho, Some(token), Some(corpo), &[("idempotency-key", chave)]).await
}

async fn quantas(casa: &Casa, caminho: &str, token: &str) -> usize {
    casa.pedir("GET", caminho, Some(token), None).await.deu(200).json()["itens"].as_array().unwrap().len()
}

#[tokio::test]
async fn repetido_devolve_a_mesma_resposta_sem_fazer_de_novo() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let primeira = postar(&casa, "/api/operadoras", &admin, "k1", operadora("OI")).await.deu(201);
    let segunda = postar(&casa, "/api/operadoras", &admin, "k1", operadora("OI")).await.deu(201);
    assert_eq!(segunda.texto, primeira.texto);
    for nome in ["location", "etag", "content-type"] {
        assert!(!primeira.cabecalho(nome).is_empty());
        assert_eq!(segunda.cabecalho(nome), primeira.cabecalho(nome));
    }
    assert_eq!((primeira.cabecalho("idempotency-replayed"), segunda.cabecalho("idempotency-replayed")), ("", "true"));
    let id = primeira.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(casa.auditoria("operadora", &id).await.len(), 1);

    // Sem corpo na resposta também.
    let caminho = format!("/api/operadoras/{id}/desativar");
    for repetida in ["", "true"] {
        let resposta = casa.pedir_com("POST", &caminho, Some(&admin), None, &[("idempotency-key", "k1")]).await;
        assert!(resposta.status.is_success(), "{}", resposta.texto);
        assert_eq!(resposta.cabecalho("idempotency-replayed"), repetida);
    }
}

#[tokio::test]
async fn a_chave_e_de_quem_pede_da_rota_e_do_conteudo() {
    let casa = Casa::nova().await;
    let (admin, operador) = (casa.token(Perfil::Administrador).await, casa.token(Perfil::Operador).await);
    postar(&casa, "/api/operadoras", &admin, "k", operadora("OI")).await.deu(201);
    postar(&casa, "/api/operadoras", &admin, "k", operadora("VIVO")).await.e_problema(422, "chave_de_outro_pedido");
    postar(&casa, "/api/operadoras?a=1", &admin, "k", operadora("OI")).await.e_problema(422, "chave_de_outro_pedido");
    // De outra pessoa, é outro pedido: nem se faz, nem se vê o que o primeiro respondeu.
    postar(&casa, "/api/operadoras", &operador, "k", operadora("OI")).await.e_problema(403, "sem_permissao");
    casa.pedir_com("POST", "/api/operadoras", None, Some(operadora("OI")), &[("idempotency-key", "k")])
        .await
        .e_problema(401, "nao_autenticado");
    let regra = json!({ "evento": "*", "canal": "EMAIL", "perfil": "OPERADOR" });
    let outra_rota = postar(&casa, "/api/notificacoes/regras", &admin, "k", regra).await;
    assert_ne!(outra_rota.json()["codigo"], "chave_de_outro_pedido");
    for ruim in ["", &"k".repeat(256)] {
        postar(&casa, "/api/operadoras", &admin, ruim, operadora("NET")).await.e_problema(422, "campos_invalidos");
    }
}

#[tokio::test]
async fn o_que_se_recusou_nao_gasta_a_chave() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let cliente = |operadora: &Value| crate::apoio::cliente(operadora, "Fixo");
    let oi = casa.pedir("POST", "/api/operadoras", Some(&admin), Some(operadora("OI"))).await.deu(201).json();
    let ligar = |verbo: &str| format!("/api/operadoras/{}/{verbo}", oi["id"].as_str().unwrap());
    casa.pedir("POST", &ligar("desativar"), Some(&admin), None).await;
    let recusado = postar(&casa, "/api/clientes", &admin, "k", cliente(&oi)).await;
    assert!(recusado.status.is_client_error(), "operadora inativa não recebe cliente");
    casa.pedir("POST", &ligar("ativar"), Some(&admin), None).await;
    let criado = postar(&casa, "/api/clientes", &admin, "k", cliente(&oi)).await.deu(201);
    assert_eq!(criado.cabecalho("idempotency-replayed"), "");
}

#[tokio::test]
async fn de_muitos_juntos_um_se_faz_e_os_outros_esperam_a_resposta_dele() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let pedido = json!({ "nome": "ERP", "escopos": ["VER_TUDO"], "dias": 30 });
    let juntos = (0..6).map(|_| postar(&casa, "/api/tokens", &admin, "k", pedido.clone()));
    let respostas = futures::future::join_all(juntos).await;
    let criadas = respostas.iter().filter(|resposta| resposta.status == 201).count();
    assert_eq!((criadas, quantas(&casa, "/api/tokens", &admin).await), (1, 1));
    for outra in respostas.iter().filter(|resposta| resposta.status != 201) {
        let codigo = outra.json()["codigo"].as_str().unwrap().to_owned();
        assert!(["pedido_em_curso", "resposta_nao_se_repete"].contains(&codigo.as_str()), "{codigo}");
    }
}

/// Onde quer que o pedido se largue (aqui, depois de cada tempo), repeti-lo até responder deixa um só feito.
#[tokio::test]
async fn quem_desliga_no_meio_e_repete_nao_faz_dois() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let pedido = json!({ "nome": "ERP", "escopos": ["VER_TUDO"], "dias": 30 });
    for n in 0..12_u64 {
        let chave = format!("k{n}");
        let largado = postar(&casa, "/api/tokens", &admin, &chave, pedido.clone());
        drop(tokio::time::timeout(Duration::from_micros(n * 400), largado).await);
        let repetir = async {
            loop {
                let resposta = postar(&casa, "/api/tokens", &admin, &chave, pedido.clone()).await;
                if resposta.json()["codigo"] != "pedido_em_curso" {
                    return resposta;
                }
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        let respondido = tokio::time::timeout(Duration::from_secs(20), repetir).await.expect("a chave ficou presa");
        assert!([201, 409].contains(&respondido.status.as_u16()), "{}", respondido.texto);
        assert_eq!(quantas(&casa, "/api/tokens", &admin).await as u64, n + 1);
    }
}

#[tokio::test]
async fn resposta_com_segredo_nao_se_guarda_nem_se_mostra_de_novo() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let pedido = json!({ "nome": "ERP", "escopos": ["VER_TUDO"], "dias": 30 });
    let token = postar(&casa, "/api/tokens", &admin, "k", pedido.clone()).await.deu(201).json();
    postar(&casa, "/api/tokens", &admin, "k", pedido).await.e_problema(409, "resposta_nao_se_repete");
    assert_eq!(quantas(&casa, "/api/tokens", &admin).await, 1);
    let porta = postar(&casa, "/api/webhooks", &admin, "k", webhook("Loja")).await.deu(201).json();
    postar(&casa, "/api/webhooks", &admin, "k", webhook("Loja")).await.e_problema(409, "resposta_nao_se_repete");
    // A rota é aberta, e o token que vem com o pedido não muda isso.
    let credencial = json!({ "email": "admin@exemplo.com.br", "senha": SENHA });
    let entrada = postar(&casa, "/api/autenticacao/entrar", &admin, "k", credencial).await.deu(200).json();

    let arquivo = casa.app.armazem.arquivo().unwrap();
    let mut gravado = std::fs::read(&arquivo).unwrap();
    gravado.extend(std::fs::read(arquivo.with_extension("db-wal")).unwrap());
    let aparece = |texto: &str| gravado.windows(texto.len()).any(|trecho| trecho == texto.as_bytes());
    assert!(aparece("resumo_token") && aparece("Loja"), "o que se procura no arquivo se acharia");
    for segredo in [&token["segredo"], &porta["segredo"], &entrada["token_de_acesso"], &entrada["token_de_renovacao"]] {
        assert!(!aparece(segredo.as_str().unwrap()));
    }
}

#[tokio::test]
async fn depois_de_um_dia_a_chave_se_esquece() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let pedido = json!({ "nome": "ERP", "escopos": ["VER_TUDO"], "dias": 30 });
    postar(&casa, "/api/tokens", &admin, "k", pedido.clone()).await.deu(201);
    casa.relogio.avancar(UM_DIA - Duration::from_secs(1));
    let admin = casa.token(Perfil::Administrador).await;
    postar(&casa, "/api/tokens", &admin, "k", pedido.clone()).await.e_problema(409, "resposta_nao_se_repete");
    casa.relogio.avancar(Duration::from_secs(1));
    assert!(!esteira_aplicacao::idempotencia::limpar(&casa.app).await.unwrap());
    postar(&casa, "/api/tokens", &admin, "k", pedido).await.deu(201);
}

/// O que a descrição promete: a chave em todo POST autenticado, e resposta com segredo só onde se diz que ele não se repete.
#[test]
fn toda_resposta_com_segredo_diz_que_nao_se_repete() {
    let descricao = serde_json::to_value(esteira_servidor::openapi()).unwrap();
    let mut com_segredo = 0;
    for (metodo, caminho, operacao) in operacoes(&descricao) {
        if metodo != "POST" || operacao["security"].is_null() {
            continue;
        }
        let parametros = operacao["parameters"].as_array().cloned().unwrap_or_default();
        let chave = parametros.iter().find(|parametro| parametro["name"] == "Idempotency-Key");
        let formulario = operacao["requestBody"]["content"]["multipart/form-data"].is_object();
        assert_eq!(chave.is_none(), formulario, "POST {caminho}");
        if segredo_na_resposta(&descricao, &operacao) {
            com_segredo += 1;
            let como = chave.unwrap()["description"].as_str().unwrap();
            assert!(como.contains("não se mostra de novo"), "POST {caminho} guarda um segredo");
        }
    }
    assert_eq!(com_segredo, 3, "tokens, webhooks e o segredo de um webhook");
}

/// Se a resposta de sucesso tem campo de segredo ou token, direto ou dentro do que refere.
fn segredo_na_resposta(descricao: &Value, operacao: &Value) -> bool {
    let respostas = operacao["responses"].as_object().unwrap();
    let sucesso = respostas.iter().filter(|(status, _)| status.starts_with('2')).map(|(_, resposta)| resposta);
    sucesso.into_iter().any(|resposta| tem_segredo(descricao, resposta, 0))
}

fn tem_segredo(descricao: &Value, valor: &Value, nivel: u8) -> bool {
    assert!(nivel < 64, "esquema que refere a si mesmo");
    match valor {
        Value::Object(campos) => campos.iter().any(|(nome, dentro)| {
            if nome == "$ref" {
                let esquema = dentro.as_str().unwrap().rsplit('/').next().unwrap();
                return tem_segredo(descricao, &descricao["components"]["schemas"][esquema], nivel + 1);
            }
            let e_campo =
                dentro.is_object() && ["segredo", "senha", "token_de_acesso", "chave_privada"].contains(&nome.as_str());
            e_campo || tem_segredo(descricao, dentro, nivel + 1)
        }),
        Value::Array(itens) => itens.iter().any(|item| tem_segredo(descricao, item, nivel + 1)),
        _ => false,
    }
}
