//! Execuções: logs ao vivo que terminam, e arquivos que não viram página nossa.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use esteira_armazem::faturas::{ArquivoDaExecucao, ExecucaoNova, FimDaExecucao, LinhaDaExecucao, ProcessoNovo};
use esteira_base::ids::{ExecucaoId, InstanciaId, ProcessoId};
use esteira_dominio::Perfil;
use esteira_servidor::{OpcoesDoServidor, rotas};
use futures::StreamExt;
use tower::ServiceExt;
use uuid::Uuid;

use crate::apoio::{Casa, INICIO, cliente, operadora};

/// Uma execução em curso, com um HTML de evidência e duas linhas de log.
pub async fn em_curso(casa: &Casa, admin: &str) -> ExecucaoId {
    let vivo = casa.pedir("POST", "/api/operadoras", Some(admin), Some(operadora("VIVO"))).await.deu(201).json();
    let dono = casa.pedir("POST", "/api/clientes", Some(admin), Some(cliente(&vivo, "Fixo"))).await.deu(201).json();
    let uuid = |valor: &serde_json::Value| valor.as_str().unwrap().parse::<Uuid>().unwrap();
    let (processo, instancia, execucao) = (ProcessoId::novo(), InstanciaId::novo(), ExecucaoId::novo());
    let guardado = casa.app.arquivos.guardar(casa.inquilino, "<script>alert(1)</script>".into()).await.unwrap();
    let mut unidade = casa.app.armazem.escrever(casa.inquilino).await.unwrap();
    let novo = ProcessoNovo {
        id: processo,
        cliente: uuid(&dono["id"]),
        operadora: uuid(&vivo["id"]),
        instancia,
        hash: dono["hash_unico"].as_str().unwrap().to_owned(),
        mes_ano: "2026-10".to_owned(),
        status: "AGUARDANDO_DOWNLOAD".to_owned(),
        automatico: false,
        por: None,
    };
    unidade.criar_processo(&novo, INICIO).await.unwrap();
    let nova = ExecucaoNova {
        id: execucao,
        processo,
        item: None,
        tipo: "DOWNLOAD_FATURA".to_owned(),
        parametros: "{}".to_owned(),
        tentativa: 1,
        plugin: Some("oi".to_owned()),
        por: None,
        ip: None,
        user_agent: None,
    };
    unidade.comecar_execucao(&nova, INICIO).await.unwrap();
    unidade.anotar_linhas(execucao, vec![linha(1, "abriu o portal"), linha(2, "entrou")]).await.unwrap();
    let arquivo = ArquivoDaExecucao {
        id: Uuid::now_v7(),
        execucao_id: execucao.into(),
        rotulo: "html".to_owned(),
        nome: "erro.html".to_owned(),
        tipo_mime: "text/html".to_owned(),
        chave: guardado.chave,
        tamanho: 25,
    };
    unidade.anexar_arquivo(&arquivo, INICIO).await.unwrap();
    unidade.confirmar().await.unwrap();
    execucao
}

pub fn linha(numero: i64, mensagem: &str) -> LinhaDaExecucao {
    LinhaDaExecucao {
        numero,
        quando: INICIO.micros(),
        nivel: "informacao".to_owned(),
        etapa: None,
        mensagem: mensagem.to_owned(),
        campos: "{}".to_owned(),
    }
}

#[tokio::test]
async fn ao_vivo_manda_as_linhas_continua_de_onde_parou_e_acaba_com_a_execucao() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let execucao = em_curso(&casa, &admin).await;
    let mut unidade = casa.app.armazem.escrever(casa.inquilino).await.unwrap();
    let fim = FimDaExecucao { status: "CONCLUIDO".to_owned(), ..FimDaExecucao::default() };
    unidade.encerrar_execucao(execucao, &fim, INICIO).await.unwrap();
    unidade.confirmar().await.unwrap();

    let caminho = format!("/api/execucoes/{execucao}/logs/ao-vivo");
    let tudo = casa.pedir("GET", &caminho, Some(&admin), None).await.deu(200);
    assert!(tudo.cabecalho("content-type").starts_with("text/event-stream"));
    let eventos: Vec<_> = tudo.texto.lines().filter_map(|l| l.strip_prefix("event: ")).collect();
    assert_eq!(eventos, ["linha", "linha", "fim"]);
    assert!(tudo.texto.contains("abriu o portal") && tudo.texto.contains("data: CONCLUIDO"));

    let resto = casa.pedir_com("GET", &caminho, Some(&admin), None, &[("last-event-id", "1")]).await.deu(200);
    assert!(!resto.texto.contains("abriu o portal") && resto.texto.contains("entrou"));

    let logs = format!("/api/execucoes/{execucao}/logs?depois_de=1");
    let logs = casa.pedir("GET", &logs, Some(&admin), None).await.deu(200).json();
    assert_eq!((logs.as_array().unwrap().len(), &logs[0]["numero"]), (1, &2.into()));
}

#[tokio::test]
async fn ao_encerrar_o_servidor_o_fluxo_ao_vivo_termina() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let execucao = em_curso(&casa, &admin).await;
    let opcoes = OpcoesDoServidor::default();
    let cancelamento = opcoes.cancelamento.clone();
    let pedido = Request::get(format!("/api/execucoes/{execucao}/logs/ao-vivo"))
        .header("authorization", format!("Bearer {admin}"))
        .body(Body::empty())
        .unwrap();
    let resposta = rotas(casa.app.clone(), opcoes).oneshot(pedido).await.unwrap();
    let mut corpo = resposta.into_body().into_data_stream();
    // A execução segue em curso: depois das linhas o fluxo espera, e só o cancelamento o acaba.
    let primeiro = corpo.next().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&primeiro).contains("abriu o portal"));
    cancelamento.cancel();
    let resto = async { while corpo.next().await.is_some() {} };
    tokio::time::timeout(Duration::from_secs(10), resto).await.expect("o fluxo não terminou");
}

#[tokio::test]
async fn html_capturado_so_se_baixa() {
    let casa = Casa::nova().await;
    let admin = casa.token(Perfil::Administrador).await;
    let execucao = em_curso(&casa, &admin).await;
    let detalhe = casa.pedir("GET", &format!("/api/execucoes/{execucao}"), Some(&admin), None).await.deu(200).json();
    let arquivo = detalhe["arquivos"][0]["id"].as_str().unwrap();
    let caminho = format!("/api/execucoes/{execucao}/arquivos/{arquivo}");
    let baixado = casa.pedir("GET", &caminho, Some(&admin), None).await.deu(200);
    assert_eq!(baixado.cabecalho("content-type"), "application/octet-stream");
    assert!(baixado.cabecalho("content-disposition").starts_with("attachment"));
    let outra = format!("/api/execucoes/{}/arquivos/{arquivo}", ExecucaoId::novo());
    casa.pedir("GET", &outra, Some(&admin), None).await.e_problema(404, "nao_encontrado");
}
