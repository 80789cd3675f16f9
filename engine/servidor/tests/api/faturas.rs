//! A fatura por dentro da API: do mês criado à decisão, com o fluxo de verdade de `workflows/`.

use axum::body::Body;
use axum::http::Request;
use esteira_dominio::Perfil;
use esteira_dominio::detalhe::MAXIMO_DO_DETALHE;
use serde_json::{Value, json};

use crate::apoio::{Casa, FATURAS, Resposta, TAMANHO_MAXIMO_DA_FATURA, cliente, operadora};

const PDF: &[u8] = b"%PDF-1.4 fatura de exemplo";
const SEPARADOR: &str = "separador-do-formulario";

/// Uma casa com o fluxo publicado, uma operadora sem RPA e um cliente com o processo do mês criado.
struct Mes {
    casa: Casa,
    admin: String,
    aprovador: String,
    operador: String,
    cliente: Value,
    processo: String,
}

async fn mes() -> Mes {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let aprovador = casa.token(Perfil::Aprovador).await;
    let operador = casa.token(Perfil::Operador).await;
    let vivo = casa.pedir("POST", "/api/operadoras", Some(&admin), Some(operadora("VIVO"))).await.deu(201).json();
    let cliente = casa.pedir("POST", "/api/clientes", Some(&admin), Some(cliente(&vivo, "Fixo"))).await.deu(201).json();
    casa.publicar_faturas(&admin).await;
    let pedido = json!({ "mes_ano": "2026-10" });
    let criado = casa.pedir("POST", "/api/processos/mensal/", Some(&operador), Some(pedido)).await.deu(200).json();
    assert_eq!((&criado["criados"], &criado["falharam"]), (&json!(1), &json!(0)), "{criado}");
    let processo = criado["itens"][0]["processo_id"].as_str().unwrap().to_owned();
    Mes { casa, admin, aprovador, operador, cliente, processo }
}

impl Mes {
    async fn subir(&self, token: &str, campos: &[(&str, &str)], arquivo: &[u8]) -> Resposta {
        let mut corpo = Vec::new();
        for (nome, valor) in campos {
            let campo = format!("--{SEPARADOR}\r\ncontent-disposition: form-data; name=\"{nome}\"\r\n\r\n{valor}\r\n");
            corpo.extend(campo.into_bytes());
        }
        let cabeca = format!(
            "--{SEPARADOR}\r\ncontent-disposition: form-data; name=\"arquivo\"; filename=\"março.pdf\"\r\n\
             content-type: application/pdf\r\n\r\n"
        );
        corpo.extend(cabeca.into_bytes());
        corpo.extend(arquivo);
        corpo.extend(format!("\r\n--{SEPARADOR}--\r\n").into_bytes());
        let pedido = Request::post("/api/faturas/upload-manual")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", format!("multipart/form-data; boundary={SEPARADOR}"));
        self.casa.mandar(pedido.body(Body::from(corpo)).unwrap()).await
    }

    async fn status(&self) -> Value {
        let caminho = format!("/api/processos/{}", self.processo);
        self.casa.pedir("GET", &caminho, Some(&self.operador), None).await.deu(200).json()["status_processo"].clone()
    }

    /// A única tarefa aberta.
    async fn tarefa(&self) -> String {
        let lista = self.casa.pedir("GET", "/api/aprovacoes?situacao=ABERTA", Some(&self.aprovador), None).await;
        let lista = lista.deu(200).json();
        assert_eq!(lista["itens"].as_array().unwrap().len(), 1, "{lista}");
        format!("/api/aprovacoes/{}", lista["itens"][0]["id"].as_str().unwrap())
    }

    async fn decidir(&self, token: &str, tarefa: &str, verbo: &str, corpo: Value) -> Resposta {
        self.casa.pedir("POST", &format!("{tarefa}/{verbo}"), Some(token), Some(corpo)).await
    }

    fn campos(&self) -> [(&str, &str); 3] {
        [("processo_id", &self.processo), ("data_vencimento", "2026-11-30"), ("valor", "1.234,56")]
    }
}

#[tokio::test]
async fn a_fatura_sobe_e_aprovada_segue_para_o_sat() {
    let mes = mes().await;
    assert_eq!(mes.status().await, "AGUARDANDO_DOWNLOAD");
    let recebida = mes.subir(&mes.operador, &mes.campos(), PDF).await.deu(200).json();
    assert_eq!((&recebida["valor"], &recebida["data_vencimento"]), (&json!("1234.56"), &json!("2026-11-30")));
    assert_eq!(mes.status().await, "AGUARDANDO_APROVACAO");

    let pdf = format!("/api/processos/{}/fatura", mes.processo);
    let pdf = mes.casa.pedir("GET", &pdf, Some(&mes.aprovador), None).await.deu(200);
    assert_eq!((pdf.texto.as_bytes(), pdf.cabecalho("content-type")), (PDF, "application/pdf"));
    assert!(pdf.cabecalho("content-disposition").starts_with("inline; filename=\""));

    let tarefa = mes.tarefa().await;
    // Quem iniciou ou subiu não aprova: nem tem o papel.
    mes.decidir(&mes.operador, &tarefa, "aprovar", json!({})).await.e_problema(403, "sem_permissao");
    let aprovada = mes.decidir(&mes.aprovador, &tarefa, "aprovar", json!({})).await.deu(200).json();
    assert_eq!((&aprovada["decisao"], &aprovada["situacao"]), (&json!("aprovar"), &json!("CONCLUIDA")));
    assert_eq!(mes.status().await, "AGUARDANDO_ENVIO_SAT");
    mes.decidir(&mes.aprovador, &tarefa, "rejeitar", json!({ "motivo": "x" }))
        .await
        .e_problema(409, "tarefa_ja_decidida");

    let linha = format!("/api/processos/{}/linha-do-tempo", mes.processo);
    let linha = mes.casa.pedir("GET", &linha, Some(&mes.operador), None).await.deu(200).json();
    let origens: Vec<_> = linha.as_array().unwrap().iter().map(|fato| fato["origem"].as_str().unwrap()).collect();
    assert!(origens.contains(&"fluxo") && origens.contains(&"execucao"), "{origens:?}");
}

#[tokio::test]
async fn rejeitar_exige_motivo_e_o_processo_o_mostra() {
    let mes = mes().await;
    mes.subir(&mes.operador, &mes.campos(), PDF).await.deu(200);
    let tarefa = mes.tarefa().await;
    for sem_motivo in [json!({}), json!({ "motivo": " " })] {
        mes.decidir(&mes.aprovador, &tarefa, "rejeitar", sem_motivo).await.e_problema(422, "campos_invalidos");
    }
    mes.decidir(&mes.aprovador, &tarefa, "rejeitar", json!({ "motivo": "valor errado" })).await.deu(200);
    let caminho = format!("/api/processos/{}", mes.processo);
    let processo = mes.casa.pedir("GET", &caminho, Some(&mes.operador), None).await.deu(200).json();
    assert_eq!((&processo["status_processo"], &processo["motivo"]), (&json!("REJEITADO"), &json!("valor errado")));
}

#[tokio::test]
async fn criar_o_mes_de_novo_nao_duplica_e_os_filtros_acham() {
    let mes = mes().await;
    let pedido = json!({ "mes_ano": "10/2026" });
    let de_novo =
        mes.casa.pedir("POST", "/api/processos/mensal", Some(&mes.admin), Some(pedido.clone())).await.deu(200);
    assert_eq!((&de_novo.json()["criados"], &de_novo.json()["ja_existiam"]), (&json!(0), &json!(1)));
    mes.casa
        .pedir("POST", "/api/processos/mensal", Some(&mes.aprovador), Some(pedido))
        .await
        .e_problema(403, "sem_permissao");
    let quantos = async |consulta: String| {
        let caminho = format!("/api/processos?{consulta}");
        let lista = mes.casa.pedir("GET", &caminho, Some(&mes.operador), None).await.deu(200).json();
        lista["itens"].as_array().unwrap().len()
    };
    let hash = mes.cliente["hash_unico"].as_str().unwrap();
    assert_eq!(quantos(format!("hash={hash}&mes_ano=2026-10&status=AGUARDANDO_DOWNLOAD")).await, 1);
    assert_eq!(quantos("cnpj=12.abc.345/01de-35".to_owned()).await, 1);
    assert_eq!(quantos("status=CANCELADO".to_owned()).await, 0);
    for ruim in ["status=APROVADO", "mes_ano=outubro", "cnpj=1", "hash=zz"] {
        let caminho = format!("/api/processos?{ruim}");
        mes.casa.pedir("GET", &caminho, Some(&mes.operador), None).await.e_problema(422, "campos_invalidos");
    }
}

#[tokio::test]
async fn cancelar_exige_motivo_e_encerra() {
    let mes = mes().await;
    let caminho = format!("/api/processos/{}/cancelar", mes.processo);
    let cancelar = async |motivo: &str| {
        mes.casa.pedir("POST", &caminho, Some(&mes.operador), Some(json!({ "motivo": motivo }))).await
    };
    cancelar(" ").await.e_problema(422, "campos_invalidos");
    assert_eq!(cancelar("contrato encerrado").await.deu(200).json()["status_processo"], "CANCELADO");
    mes.subir(&mes.operador, &mes.campos(), PDF).await.e_problema(409, "processo_nao_espera_fatura");
}

#[tokio::test]
async fn o_upload_confere_o_formulario_o_conteudo_e_o_tamanho() {
    let mes = mes().await;
    let nao_e_pdf = mes.subir(&mes.operador, &mes.campos(), b"<html>").await;
    nao_e_pdf.e_problema(422, "campos_invalidos");
    assert_eq!(nao_e_pdf.json()["erros"][0]["campo"], "arquivo");

    let enorme = vec![b'x'; TAMANHO_MAXIMO_DA_FATURA as usize + 1];
    mes.subir(&mes.operador, &mes.campos(), &enorme).await.e_problema(413, "limite_excedido");
    let absurda = vec![b'x'; TAMANHO_MAXIMO_DA_FATURA as usize + MAXIMO_DO_DETALHE + 100 * 1024];
    mes.subir(&mes.operador, &mes.campos(), &absurda).await.e_problema(413, "corpo_grande_demais");

    let ruim = [("processo_id", "x"), ("valor", "1.234"), ("data_vencimento", "30/11/2026"), ("outro", "y")];
    let ruim = mes.subir(&mes.operador, &ruim, PDF).await;
    ruim.e_problema(422, "campos_invalidos");
    assert_eq!(ruim.json()["erros"].as_array().unwrap().len(), 4, "{}", ruim.texto);

    let cliente = mes.cliente["id"].as_str().unwrap();
    mes.subir(&mes.aprovador, &mes.campos(), PDF).await.e_problema(403, "sem_permissao");
    let outro_mes = [("cliente_id", cliente), ("mes_ano", "2026-09"), ("data_vencimento", "2026-11-30")];
    mes.subir(&mes.operador, &outro_mes, PDF).await.e_problema(422, "campos_invalidos");
    let pelo_cliente =
        [("cliente_id", cliente), ("mes_ano", "2026-10"), ("data_vencimento", "2026-11-30"), ("valor", "")];
    let pelo_cliente = mes.subir(&mes.operador, &pelo_cliente, PDF).await.deu(200);
    assert_eq!(pelo_cliente.json()["processo_id"], mes.processo);
}

#[tokio::test]
async fn fluxo_com_problemas_volta_com_todos_no_seu_lugar() {
    let mes = mes().await;
    mes.casa.publicar(&mes.operador, FATURAS).await.e_problema(403, "sem_permissao");
    let torto = FATURAS.replacen("tipo: escolha", "tipo: escola", 1);
    let recusa = mes.casa.publicar(&mes.admin, &torto).await;
    recusa.e_problema(422, "fluxo_invalido");
    let primeiro = recusa.json()["diagnosticos"][0].clone();
    assert_eq!(primeiro["arquivo"], "faturas.yaml");
    assert!(primeiro["linha"].is_u64() && primeiro["mensagem"].is_string(), "{primeiro}");
    // Republicar o mesmo conteúdo não cria versão.
    assert_eq!(mes.casa.publicar(&mes.admin, FATURAS).await.deu(200).json()["versao"], 1);
    let versoes = mes.casa.pedir("GET", "/api/fluxos", Some(&mes.operador), None).await.deu(200).json();
    assert_eq!(versoes["itens"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_instancia_mostra_a_historia_e_so_se_repete_o_que_parou() {
    let mes = mes().await;
    let lista = mes.casa.pedir("GET", "/api/instancias?situacao=EM_ANDAMENTO", Some(&mes.operador), None).await;
    let id = lista.deu(200).json()["itens"][0]["id"].as_str().unwrap().to_owned();
    let caminho = format!("/api/instancias/{id}");
    let instancia = mes.casa.pedir("GET", &caminho, Some(&mes.operador), None).await.deu(200).json();
    assert_eq!(instancia["eventos"][0]["sequencia"], 1);
    assert_eq!(instancia["estado_de_negocio"], "AGUARDANDO_DOWNLOAD");
    let repetir = format!("{caminho}/repetir");
    mes.casa.pedir("POST", &repetir, Some(&mes.aprovador), None).await.e_problema(403, "sem_permissao");
    mes.casa.pedir("POST", &repetir, Some(&mes.operador), None).await.e_problema(409, "sem_incidente");
    let pular = format!("{caminho}/pular");
    let saida = Some(json!({ "saida": {} }));
    mes.casa.pedir("POST", &pular, Some(&mes.operador), saida).await.e_problema(403, "sem_permissao");
}
