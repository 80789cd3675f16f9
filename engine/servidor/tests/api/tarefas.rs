//! Tarefas que mudam de mãos, que se comentam, que recebem anexos e que se decidem em lote.

use axum::body::Body;
use axum::http::Request;
use esteira_aplicacao::tarefas::{MAXIMO_DE_ANEXOS, MAXIMO_DO_ANEXO};
use esteira_aplicacao::{Quem, usuarios};
use esteira_base::Segredo;
use esteira_dominio::{NovoUsuario, Perfil};
use serde_json::{Value, json};

use crate::apoio::{Resposta, SENHA};
use crate::instancias::Oficina;

/// Outro operador: o id e o token dele.
async fn colega(oficina: &Oficina) -> (String, String) {
    let email = "colega@exemplo.com.br";
    let novo = NovoUsuario {
        nome_completo: "Caio Colega".into(),
        email: email.into(),
        telefone: None,
        perfil_usuario: Perfil::Operador,
        status_ativo: true,
    };
    let quem = Quem::sistema(oficina.casa.inquilino);
    let criado = usuarios::criar(&oficina.casa.app, &quem, novo, Segredo::novo(SENHA)).await.unwrap();
    let token = oficina.casa.entrar(email, SENHA).await.deu(200).json()["token_de_acesso"].as_str().unwrap().to_owned();
    (criado.usuario.id.to_string(), token)
}

impl Oficina {
    /// Começa uma instância e devolve o caminho da tarefa dela.
    pub async fn tarefa(&self, numero: &str) -> String {
        let instancia = self.iniciar(json!({ "numero": numero, "valor": 1 })).await;
        let abertas = self.admin("GET", "/api/aprovacoes?situacao=ABERTA", None).await.deu(200).json();
        let dela =
            abertas["itens"].as_array().unwrap().iter().find(|tarefa| tarefa["instancia_id"] == instancia).unwrap();
        format!("/api/aprovacoes/{}", dela["id"].as_str().unwrap())
    }

    async fn por(&self, token: &str, tarefa: &str, verbo: &str, corpo: Option<Value>) -> Resposta {
        self.casa.pedir("POST", &format!("{tarefa}/{verbo}"), Some(token), corpo).await
    }

    async fn quantas(&self, token: &str, filtro: &str) -> usize {
        let lista = self.casa.pedir("GET", &format!("/api/aprovacoes?{filtro}=true"), Some(token), None).await;
        lista.deu(200).json()["itens"].as_array().unwrap().len()
    }
}

fn sim() -> Option<Value> {
    Some(json!({ "decisao": "sim" }))
}

#[tokio::test]
async fn assumida_so_quem_a_tem_decide_ate_devolver() {
    let oficina = Oficina::nova().await;
    let (_, caio) = colega(&oficina).await;
    let tarefa = oficina.tarefa("1").await;
    assert_eq!((oficina.quantas(&caio, "minhas").await, oficina.quantas(&caio, "disponiveis").await), (0, 1));
    let assumida = oficina.por(&oficina.operador, &tarefa, "assumir", None).await.deu(200);
    assert_eq!(
        (assumida.cabecalho("etag"), &assumida.json()["responsavel"]["nome"]),
        ("\"2\"", &json!("Pessoa OPERADOR"))
    );
    assert_eq!(oficina.quantas(&oficina.operador, "minhas").await, 1);
    assert_eq!(oficina.quantas(&caio, "disponiveis").await, 0);
    for verbo in ["assumir", "devolver"] {
        oficina.por(&caio, &tarefa, verbo, None).await.e_problema(409, "tarefa_de_outro");
    }
    oficina.por(&caio, &tarefa, "decidir", sim()).await.e_problema(409, "tarefa_de_outro");
    oficina.por(&oficina.operador, &tarefa, "devolver", None).await.deu(200);
    let decidida = oficina.por(&caio, &tarefa, "decidir", sim()).await.deu(200).json();
    assert_eq!(decidida["decidida_por"], "Caio Colega");
    oficina.por(&caio, &tarefa, "assumir", None).await.e_problema(409, "tarefa_encerrada");
    let id = tarefa.rsplit('/').next().unwrap();
    let acoes: Vec<_> = oficina.casa.auditoria("tarefa", id).await.into_iter().map(|(acao, _)| acao).collect();
    assert_eq!(acoes, ["assumir", "devolver", "decidir"]);
}

#[tokio::test]
async fn supervisor_atribui_e_quem_tem_delega() {
    let oficina = Oficina::nova().await;
    let (id_do_caio, caio) = colega(&oficina).await;
    let tarefa = oficina.tarefa("1").await;
    oficina.por(&oficina.operador, &tarefa, "assumir", None).await.deu(200);
    let para = |id: &str| Some(json!({ "para": id }));
    let atribuida = oficina.por(&oficina.admin, &tarefa, "atribuir", para(&id_do_caio)).await.deu(200).json();
    assert_eq!(atribuida["responsavel"], json!({ "id": id_do_caio, "nome": "Caio Colega" }));
    let ninguem = para("00000000-0000-0000-0000-000000000000");
    oficina.por(&caio, &tarefa, "delegar", ninguem).await.e_problema(422, "campos_invalidos");
    // Quem perdeu a tarefa não a delega.
    oficina.por(&oficina.operador, &tarefa, "delegar", para(&id_do_caio)).await.e_problema(409, "tarefa_de_outro");
    let eu = oficina.casa.pedir("GET", "/api/autenticacao/eu", Some(&oficina.admin), None).await.deu(200).json();
    oficina.por(&caio, &tarefa, "delegar", para(eu["id"].as_str().unwrap())).await.deu(200);
    oficina.por(&oficina.admin, &tarefa, "decidir", sim()).await.deu(200);
}

#[tokio::test]
async fn revisao_velha_nao_passa_de_mao() {
    let oficina = Oficina::nova().await;
    let tarefa = oficina.tarefa("1").await;
    let lida = oficina.admin("GET", &tarefa, None).await.deu(200);
    assert_eq!(lida.cabecalho("etag"), "\"1\"");
    let assumir = async |revisao: &str| {
        let caminho = format!("{tarefa}/assumir");
        oficina.casa.pedir_com("POST", &caminho, Some(&oficina.operador), None, &[("if-match", revisao)]).await
    };
    assumir("\"7\"").await.e_problema(412, "revisao_velha");
    assumir("\"1\"").await.deu(200);
    assumir("\"1\"").await.e_problema(412, "revisao_velha");
}

#[tokio::test]
async fn a_tarefa_diz_o_que_cada_decisao_pede() {
    let oficina = Oficina::nova().await;
    let tarefa = oficina.tarefa("1").await;
    let vista = oficina.admin("GET", &tarefa, None).await.deu(200).json();
    let nao = json!({ "nome": "nao", "exige": ["motivo"], "papeis": [], "quorum": 1, "formulario": null });
    assert_eq!((&vista["decisoes"][1], &vista["votos"], &vista["usuarios"]), (&nao, &json!([]), &json!([])));
}

#[tokio::test]
async fn comentarios_ficam_na_ordem_mesmo_depois_de_decidida() {
    let oficina = Oficina::nova().await;
    let tarefa = oficina.tarefa("1").await;
    let comentar = async |texto: &str| {
        oficina.por(&oficina.operador, &tarefa, "comentarios", Some(json!({ "texto": texto }))).await
    };
    comentar(" ").await.e_problema(422, "campos_invalidos");
    comentar(&"x".repeat(4_001)).await.e_problema(422, "campos_invalidos");
    assert_eq!(comentar("conferi com o cliente").await.deu(201).json()["usuario_nome"], "Pessoa OPERADOR");
    oficina.por(&oficina.operador, &tarefa, "decidir", sim()).await.deu(200);
    comentar("o cliente confirmou").await.deu(201);
    let lista = oficina.admin("GET", &format!("{tarefa}/comentarios"), None).await.deu(200).json();
    let textos: Vec<_> = lista["itens"].as_array().unwrap().iter().map(|c| c["texto"].as_str().unwrap()).collect();
    assert_eq!(textos, ["conferi com o cliente", "o cliente confirmou"]);
}

#[tokio::test]
async fn decidir_em_lote_da_um_resultado_para_cada() {
    let oficina = Oficina::nova().await;
    let mut ids = Vec::new();
    for numero in ["1", "2"] {
        ids.push(oficina.tarefa(numero).await.rsplit('/').next().unwrap().to_owned());
    }
    oficina.por(&oficina.operador, &format!("/api/aprovacoes/{}", ids[1]), "decidir", sim()).await.deu(200);
    let em_lote =
        async |corpo| oficina.casa.pedir("POST", "/api/aprovacoes/em-lote", Some(&oficina.operador), Some(corpo)).await;
    let sem_motivo = em_lote(json!({ "ids": [ids[0]], "decisao": "nao" })).await.deu(200).json();
    assert_eq!(sem_motivo["itens"][0]["problema"]["codigo"], "campos_invalidos");
    let feitas = em_lote(json!({ "ids": ids, "decisao": "sim" })).await.deu(200).json();
    assert_eq!(feitas["itens"][0], json!({ "id": ids[0], "situacao": "CONCLUIDA" }));
    assert_eq!(feitas["itens"][1]["problema"]["codigo"], "tarefa_ja_decidida");
}

const SEPARADOR: &str = "separador-do-formulario";

impl Oficina {
    pub async fn anexar(&self, token: &str, tarefa: &str, nome: &str, tipo: &str, conteudo: &[u8]) -> Resposta {
        let cabeca = format!(
            "--{SEPARADOR}\r\ncontent-disposition: form-data; name=\"arquivo\"; filename=\"{nome}\"\r\ncontent-type: {tipo}\r\n\r\n"
        );
        let corpo = [cabeca.as_bytes(), conteudo, format!("\r\n--{SEPARADOR}--\r\n").as_bytes()].concat();
        let pedido = Request::post(format!("{tarefa}/anexos"))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", format!("multipart/form-data; boundary={SEPARADOR}"));
        self.casa.mandar(pedido.body(Body::from(corpo)).unwrap()).await
    }
}

#[tokio::test]
async fn anexa_quem_pode_decidir_e_remove_quem_anexou() {
    let oficina = Oficina::nova().await;
    let (_, caio) = colega(&oficina).await;
    let aprovador = oficina.casa.token(Perfil::Aprovador).await;
    let tarefa = oficina.tarefa("1").await;
    oficina.anexar(&aprovador, &tarefa, "a.pdf", "application/pdf", b"x").await.e_problema(403, "sem_papel");
    let html = oficina.anexar(&oficina.operador, &tarefa, "../nota.html", "text/html", b"<script>").await.deu(201);
    let (endereco, html) = (html.cabecalho("location").to_owned(), html.json());
    assert_eq!((&html["nome"], &html["tamanho"]), (&json!("nota.html"), &json!(8)));
    oficina.anexar(&oficina.admin, &tarefa, "nota.pdf", "application/pdf", b"%PDF").await.deu(201);
    // Quem vê a tarefa baixa; HTML nunca vira página nossa.
    let baixado = oficina.casa.pedir("GET", &endereco, Some(&aprovador), None).await.deu(200);
    assert_eq!((baixado.texto.as_str(), baixado.cabecalho("x-content-type-options")), ("<script>", "nosniff"));
    assert_eq!(baixado.cabecalho("content-type"), "application/octet-stream");
    assert!(baixado.cabecalho("content-disposition").starts_with("attachment; filename=\"nota.html\""));
    oficina.casa.pedir("DELETE", &endereco, Some(&caio), None).await.e_problema(403, "sem_permissao");
    oficina.casa.pedir("DELETE", &endereco, Some(&oficina.operador), None).await.deu(204);
    oficina.casa.pedir("GET", &endereco, Some(&oficina.admin), None).await.e_problema(404, "nao_encontrado");
    oficina.por(&oficina.operador, &tarefa, "decidir", sim()).await.deu(200);
    let lista = oficina.admin("GET", &format!("{tarefa}/anexos"), None).await.deu(200).json();
    let anexo = format!("{tarefa}/anexos/{}", lista["itens"][0]["id"].as_str().unwrap());
    assert_eq!((lista["itens"].as_array().unwrap().len(), &lista["itens"][0]["nome"]), (1, &json!("nota.pdf")));
    oficina.casa.pedir("DELETE", &anexo, Some(&oficina.admin), None).await.e_problema(409, "tarefa_encerrada");
    for token in [&oficina.operador, &oficina.admin] {
        oficina.anexar(token, &tarefa, "b.pdf", "application/pdf", b"x").await.e_problema(409, "tarefa_encerrada");
    }
    let id = tarefa.rsplit('/').next().unwrap();
    let acoes: Vec<_> = oficina.casa.auditoria("tarefa", id).await.into_iter().map(|(acao, _)| acao).collect();
    assert_eq!(acoes, ["anexar", "anexar", "remover_anexo", "decidir"]);
}

#[tokio::test]
async fn anexo_grande_vazio_ou_demais_se_recusa() {
    let oficina = Oficina::nova().await;
    let tarefa = oficina.tarefa("1").await;
    let anexar = async |conteudo: &[u8]| {
        oficina.anexar(&oficina.operador, &tarefa, "a.bin", "application/octet-stream", conteudo).await
    };
    let grande = vec![0; MAXIMO_DO_ANEXO + 1];
    anexar(&grande).await.e_problema(413, "limite_excedido");
    anexar(b"").await.e_problema(422, "campos_invalidos");
    oficina.por(&oficina.operador, &tarefa, "anexos", sim()).await.e_problema(415, "tipo_nao_aceito");
    for _ in 0..MAXIMO_DE_ANEXOS {
        anexar(b"x").await.deu(201);
    }
    anexar(b"x").await.e_problema(409, "anexos_demais");
}
