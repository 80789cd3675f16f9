//! Uma página de outro lugar não faz nada aqui: não há cookie que a autentique, e formulário de navegador não passa por JSON.

use axum::body::Body;
use axum::http::Request;
use esteira_dominio::Perfil;

use crate::apoio::{Casa, Resposta};
use crate::documentacao::{ABERTAS, com_ids, operacoes};

/// Os tipos que um formulário de HTML manda, sem que o navegador pergunte antes se pode.
const DE_FORMULARIO: [&str; 3] = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];

async fn postar(casa: &Casa, caminho: &str, tipo: &str, cabecalho: (&str, &str)) -> Resposta {
    let pedido = Request::post(caminho)
        .header("content-type", tipo)
        .header("origin", "https://ataque.exemplo.com")
        .header(cabecalho.0, cabecalho.1);
    casa.mandar(pedido.body(Body::from("{}")).unwrap()).await
}

#[tokio::test]
async fn sem_o_token_no_cabecalho_nada_se_faz_e_json_so_se_le_como_json() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let (biscoito, portador) = (format!("token={admin}; token_de_acesso={admin}"), format!("Bearer {admin}"));
    let descricao = casa.pedir("GET", "/api/openapi.json", None, None).await.deu(200).json();
    let mut conferidas = 0;
    for (metodo, caminho, operacao) in operacoes(&descricao) {
        if metodo != "POST" || ABERTAS.contains(&caminho.as_str()) {
            continue;
        }
        let concreto = com_ids(&caminho);
        for tipo in DE_FORMULARIO {
            let resposta = postar(&casa, &concreto, tipo, ("cookie", &biscoito)).await;
            resposta.e_problema(401, "nao_autenticado");
            assert_eq!(resposta.cabecalho("set-cookie"), "");
        }
        if operacao["requestBody"]["content"]["application/json"].is_object() {
            conferidas += 1;
            let resposta = postar(&casa, &concreto, "text/plain", ("authorization", &portador)).await;
            let codigo = resposta.json()["codigo"].as_str().unwrap().to_owned();
            // O endereço e a revisão que faltem se dizem antes.
            let esperados = ["tipo_nao_aceito", "falta_revisao", "caminho_invalido"];
            assert!(esperados.contains(&codigo.as_str()), "{caminho}: {}", resposta.texto);
        }
    }
    assert!(conferidas > 20, "só {conferidas} rotas com JSON");
}
