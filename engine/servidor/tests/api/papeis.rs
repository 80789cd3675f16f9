//! Quem pode o quê, operação por operação: toda a descrição, com cada perfil e com tokens de integração de um escopo só.

use esteira_dominio::Perfil;
use esteira_dominio::usuario::Acao;
use serde_json::json;

use crate::apoio::Casa;
use crate::operacoes::operacoes;
use crate::receitas::{Exige, Ids, NINGUEM};

/// Com ids de nada, quem pode leva 404 ou 422, e quem não pode, 403 antes disso. Devolve onde não foi assim.
async fn percorrer(
    casa: &Casa,
    token: &str,
    quem: impl std::fmt::Display,
    pode: impl Fn(Exige) -> bool,
) -> Vec<String> {
    let mut erradas = Vec::new();
    for operacao in operacoes() {
        let resposta = operacao.pedir(casa, token, &Ids::DeNada, "").await;
        if (resposta.status != 403) != pode(operacao.receita().1) {
            let (metodo, caminho, status, texto) =
                (&operacao.metodo, &operacao.caminho, resposta.status, resposta.texto);
            erradas.push(format!("{quem}: {metodo} {caminho} deu {status} {texto}"));
        }
    }
    erradas
}

#[tokio::test]
async fn cada_perfil_faz_so_o_que_a_tabela_permite() {
    let casa = Casa::nova().await;
    let mut erradas = Vec::new();
    for perfil in Perfil::TODOS.iter().copied() {
        let token = casa.token(perfil).await;
        erradas.extend(percorrer(&casa, &token, perfil, |exige| exige.aceita_perfil(perfil)).await);
    }
    assert!(erradas.is_empty(), "{erradas:#?}");
}

#[tokio::test]
async fn o_token_de_integracao_faz_so_o_que_o_escopo_diz() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let mut erradas = Vec::new();
    // Um token não gere usuários nem tokens: esse escopo não se concede.
    let concediveis = Acao::TODOS.iter().copied().filter(|acao| *acao != Acao::GerirUsuarios);
    let todos_menos_ver: Vec<_> = concediveis.clone().filter(|acao| *acao != Acao::VerTudo).collect();
    let cada_um_vendo = concediveis.map(|acao| vec![acao, Acao::VerTudo]);
    for escopos in cada_um_vendo.chain([todos_menos_ver]) {
        let pedido = json!({ "nome": "ERP", "escopos": escopos, "dias": 30 });
        let criado = casa.pedir("POST", "/api/tokens", Some(&admin), Some(pedido)).await.deu(201).json();
        let token = criado["segredo"].as_str().unwrap();
        let nomes = escopos.iter().map(|acao| acao.as_str()).collect::<Vec<_>>().join("+");
        erradas.extend(percorrer(&casa, token, nomes, |exige| exige.aceita_escopos(&escopos)).await);
    }
    assert!(erradas.is_empty(), "{erradas:#?}");
}

/// O corpo muda o que é preciso poder: pôr outra entrada é mudar os dados da instância.
#[tokio::test]
async fn repetir_com_outra_entrada_e_de_quem_opera_o_motor() {
    let casa = Casa::nova().await;
    let operador = casa.token(Perfil::Operador).await;
    let caminho = format!("/api/instancias/{NINGUEM}/repetir");
    let repetir = async |corpo| casa.pedir("POST", &caminho, Some(&operador), corpo).await;
    repetir(None).await.e_problema(404, "nao_encontrado");
    repetir(Some(json!({ "entrada": {} }))).await.e_problema(403, "sem_permissao");
    let lote = async |acao: &str| {
        let pedido = json!({ "acao": acao, "filtro": { "fluxo": "nenhum" } });
        casa.pedir("POST", "/api/instancias/em-lote", Some(&operador), Some(pedido)).await
    };
    lote("repetir").await.deu(200);
    lote("retomar").await.e_problema(403, "sem_permissao");
}
