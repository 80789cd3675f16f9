//! Operar instâncias pela API: uma por uma e em lote, com auditoria.

use axum::body::Body;
use axum::http::Request;
use esteira_dominio::Perfil;
use serde_json::{Value, json};

use crate::apoio::{Casa, Resposta};

/// Sem `valor` na entrada, para em atenção em `preparar`.
pub const ORDEM: &str = r#"
esteira: v1
fluxo: ordem
titulo: Ordem
chave: entrada.numero
inicio: preparar
passos:
  preparar:
    tipo: atribuir
    valores: { total: "${ entrada.valor * 2 }" }
    depois: conferir
  conferir:
    tipo: tarefa
    titulo: Conferir
    papeis: [OPERADOR]
    prazo: 2d
    decisoes: { sim: fim, nao: { exige: [motivo], vai: fim } }
  fim: { tipo: fim }
"#;

pub struct Oficina {
    pub casa: Casa,
    pub admin: String,
    pub operador: String,
}

impl Oficina {
    pub async fn nova() -> Self {
        let casa = Casa::nova().await;
        let admin = casa.token(Perfil::Administrador).await;
        let operador = casa.token(Perfil::Operador).await;
        let oficina = Self { casa, admin, operador };
        oficina.publicar(ORDEM).await;
        oficina
    }

    pub async fn publicar(&self, texto: &str) {
        let pedido = Request::post("/api/fluxos")
            .header("authorization", format!("Bearer {}", self.admin))
            .header("content-type", "application/yaml");
        self.casa.mandar(pedido.body(Body::from(texto.to_owned())).unwrap()).await.deu(200);
    }

    pub async fn iniciar(&self, entrada: Value) -> String {
        let pedido = Some(json!({ "entrada": entrada }));
        let iniciada = self.casa.pedir("POST", "/api/fluxos/ordem/instancias", Some(&self.operador), pedido).await;
        iniciada.deu(201).json()["id"].as_str().unwrap().to_owned()
    }

    pub async fn admin(&self, metodo: &str, caminho: &str, corpo: Option<Value>) -> Resposta {
        self.casa.pedir(metodo, caminho, Some(&self.admin), corpo).await
    }

    /// Uma ordem a uma instância, pelo administrador.
    async fn ordem(&self, id: &str, verbo: &str, corpo: Option<Value>) -> Resposta {
        self.admin("POST", &format!("/api/instancias/{id}/{verbo}"), corpo).await
    }

    async fn situacao(&self, id: &str) -> (String, String) {
        let vista = self.admin("GET", &format!("/api/instancias/{id}"), None).await.deu(200).json();
        let visitas = vista["estado"]["visitas"].as_object().unwrap();
        let abertos: Vec<_> = visitas.values().map(|visita| visita["passo"].as_str().unwrap()).collect();
        (vista["situacao"].as_str().unwrap().to_owned(), abertos.join(","))
    }
}

fn em(situacao: &str, passo: &str) -> (String, String) {
    (situacao.to_owned(), passo.to_owned())
}

#[tokio::test]
async fn repetir_com_a_entrada_corrigida_faz_andar_e_fica_na_auditoria() {
    let oficina = Oficina::nova().await;
    let id = oficina.iniciar(json!({ "numero": "1" })).await;
    assert_eq!(oficina.situacao(&id).await, em("PRECISA_DE_ATENCAO", "preparar"));
    // Repetir como está é de quem executa, e para de novo; corrigir a entrada é de quem opera o motor.
    let repetir = format!("/api/instancias/{id}/repetir");
    let corrigida = Some(json!({ "entrada": { "numero": "1", "valor": 21 } }));
    oficina.casa.pedir("POST", &repetir, Some(&oficina.operador), None).await.deu(204);
    oficina
        .casa
        .pedir("POST", &repetir, Some(&oficina.operador), corrigida.clone())
        .await
        .e_problema(403, "sem_permissao");
    oficina.admin("POST", &repetir, corrigida).await.deu(204);
    assert_eq!(oficina.situacao(&id).await, em("EM_ANDAMENTO", "conferir"));
    let auditoria = oficina.casa.auditoria("instancia", &id).await;
    assert_eq!(auditoria.iter().map(|(acao, _)| acao.as_str()).collect::<Vec<_>>(), ["repetir", "repetir"]);
    assert!(auditoria[1].1.contains("21"), "{auditoria:?}");
}

#[tokio::test]
async fn corpo_sem_tipo_nao_se_ignora() {
    let oficina = Oficina::nova().await;
    let id = oficina.iniciar(json!({ "numero": "1" })).await;
    let pedido = Request::post(format!("/api/instancias/{id}/repetir"))
        .header("authorization", format!("Bearer {}", oficina.admin));
    let resposta = oficina.casa.mandar(pedido.body(Body::from("{\"entrada\":{}}")).unwrap()).await;
    resposta.e_problema(415, "tipo_nao_aceito");
}

#[tokio::test]
async fn pular_escolhe_a_visita_e_o_destino() {
    let oficina = Oficina::nova().await;
    let id = oficina.iniciar(json!({ "numero": "1", "valor": 1 })).await;
    oficina.ordem(&id, "pular", Some(json!({ "saida": {} }))).await.e_problema(409, "sem_incidente");
    oficina.ordem(&id, "pular", Some(json!({ "saida": {}, "passo": "preparar" }))).await.e_problema(409, "nao_aberta");
    let para_onde = json!({ "saida": {}, "passo": "conferir", "destino": "nenhum" });
    oficina.ordem(&id, "pular", Some(para_onde)).await.e_problema(409, "passo_inexistente");
    oficina.ordem(&id, "pular", Some(json!({ "saida": {}, "passo": "conferir", "destino": "fim" }))).await.deu(204);
    assert_eq!(oficina.situacao(&id).await, em("CONCLUIDA", ""));
    oficina.ordem(&id, "retomar", None).await.e_problema(409, "instancia_encerrada");
}

#[tokio::test]
async fn pausada_nao_se_decide_e_retomada_sim() {
    let oficina = Oficina::nova().await;
    let id = oficina.iniciar(json!({ "numero": "1", "valor": 1 })).await;
    oficina.ordem(&id, "pausar", Some(json!({ "motivo": " " }))).await.e_problema(422, "campos_invalidos");
    oficina.ordem(&id, "pausar", Some(json!({ "motivo": "o SAT está fora" }))).await.deu(204);
    oficina.ordem(&id, "pausar", Some(json!({ "motivo": "de novo" }))).await.e_problema(409, "nada_muda");
    let lista = oficina.admin("GET", "/api/aprovacoes?situacao=ABERTA", None).await.deu(200).json();
    let decidir = format!("/api/aprovacoes/{}/decidir", lista["itens"][0]["id"].as_str().unwrap());
    let sim = || Some(json!({ "decisao": "sim" }));
    oficina.casa.pedir("POST", &decidir, Some(&oficina.operador), sim()).await.e_problema(409, "instancia_pausada");
    oficina.ordem(&id, "retomar", None).await.deu(204);
    oficina.casa.pedir("POST", &decidir, Some(&oficina.operador), sim()).await.deu(200);
}

#[tokio::test]
async fn recomecar_abandona_o_que_esta_aberto() {
    let oficina = Oficina::nova().await;
    let id = oficina.iniciar(json!({ "numero": "1", "valor": 1 })).await;
    oficina.ordem(&id, "recomecar", Some(json!({ "passo": "nenhum" }))).await.e_problema(409, "passo_inexistente");
    oficina.ordem(&id, "recomecar", Some(json!({ "passo": "preparar" }))).await.deu(204);
    assert_eq!(oficina.situacao(&id).await, em("EM_ANDAMENTO", "conferir"));
    let abertas = oficina.admin("GET", "/api/aprovacoes?situacao=ABERTA", None).await.deu(200).json();
    assert_eq!(abertas["itens"].as_array().unwrap().len(), 1, "a tarefa de antes fechou");
}

#[tokio::test]
async fn migrar_confere_o_plano_antes() {
    let oficina = Oficina::nova().await;
    let id = oficina.iniciar(json!({ "numero": "1", "valor": 1 })).await;
    oficina.ordem(&id, "migrar", Some(json!({}))).await.e_problema(409, "ja_nesta_versao");
    oficina.publicar(&ORDEM.replace("conferir", "revisar")).await;
    let simulada = oficina.ordem(&id, "migrar", Some(json!({ "simular": true }))).await.deu(200).json();
    assert_eq!(simulada["migrada"], false);
    assert!(simulada["problemas"][0].as_str().unwrap().contains("\"conferir\""), "{simulada}");
    oficina.ordem(&id, "migrar", Some(json!({}))).await.e_problema(422, "plano_invalido");
    oficina.ordem(&id, "migrar", Some(json!({ "versao": 9 }))).await.e_problema(404, "nao_encontrado");
    let plano = json!({ "versao": 2, "plano": { "conferir": "revisar" } });
    let migrada = oficina.ordem(&id, "migrar", Some(plano)).await.deu(200).json();
    assert_eq!(migrada, json!({ "migrada": true, "problemas": [] }));
    assert_eq!(oficina.situacao(&id).await, em("EM_ANDAMENTO", "revisar"));
}
