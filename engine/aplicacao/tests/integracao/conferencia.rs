//! A conferência da fatura e o que ela impede: a repetida, e o upload à mão de quem tem RPA.

use esteira_aplicacao::faturas::{DECISAO_APROVAR, PedidoDeUpload, enviar_manual};
use esteira_aplicacao::{ErroAplicacao, processos, tarefas};
use esteira_armazem::faturas::Processo;
use esteira_armazem::motor::{FiltroDeTarefas, Tarefa};
use esteira_base::ids::{InstanciaId, NoId};
use esteira_dominio::{Acao, Perfil};
use esteira_motor::maquina::Recusa;
use serde_json::{Value, json};
use tokio_util::bytes::Bytes;

use crate::apoio::{Banco, Casa, Mundo, andar};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    a_fatura_de_outro_mes_so_um_administrador_aprova_e_diz_por_que,
    operadora_com_rpa_so_recebe_upload_autorizado,
    dispara_a_mao_o_que_esperava_e_nao_o_que_ja_andou,
);

/// A tarefa aberta da instância.
async fn tarefa(casa: &Casa, instancia: InstanciaId) -> Option<Tarefa> {
    let filtro = FiltroDeTarefas { situacao: Some("ABERTA".into()), limite: 9, ..FiltroDeTarefas::default() };
    let abertas = casa.app.armazem.ler(casa.inquilino).await.unwrap().tarefas(&filtro).await.unwrap();
    abertas.itens.into_iter().find(|tarefa| tarefa.instancia_id == instancia.0)
}

async fn processo(casa: &Casa, instancia: InstanciaId) -> Processo {
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    unidade.processo_da_instancia(instancia).await.unwrap().unwrap()
}

async fn a_fatura_de_outro_mes_so_um_administrador_aprova_e_diz_por_que(banco: Banco) {
    let mundo = Mundo::bom();
    mundo.enganar_o_portal();
    let casa = Casa::nova(&banco, &mundo).await;
    let outubro = casa.criar_processo_de("2026-10").await.unwrap();
    andar(&casa.app, NoId::novo()).await.unwrap();
    let novembro = casa.criar_processo_de("2026-11").await.unwrap();
    andar(&casa.app, NoId::novo()).await.unwrap();

    let primeira = tarefa(&casa, outubro).await.unwrap();
    let beto = casa.pessoa("Beto", Perfil::Aprovador);
    tarefas::decidir(&casa.app, &beto, primeira.id.into(), DECISAO_APROVAR, json!({})).await.unwrap();

    let repetida = tarefa(&casa, novembro).await.unwrap();
    let dados: Value = serde_json::from_str(&repetida.dados).unwrap();
    assert_eq!(dados["conferencia"]["resultado"], "bloqueia", "{dados:#}");
    assert_eq!(dados["anterior"], json!({ "mes_ano": "2026-10", "valor": "1234.56", "data_vencimento": "2026-11-30" }));
    let itens = dados["conferencia"]["itens"].as_array().unwrap();
    let item = itens.iter().find(|item| item["item"] == "repetida").unwrap();
    assert_eq!(item["mensagem"], "este arquivo já está no processo de PADARIA AURORA, 10/2026");

    let motivo = json!({ "motivo": "a operadora reemitiu" });
    let decidir = |quem, dados| tarefas::decidir(&casa.app, quem, repetida.id.into(), DECISAO_APROVAR, dados);
    let ana = casa.pessoa("Ana", Perfil::Administrador);
    let recusada = decidir(&beto, motivo.clone()).await.unwrap_err();
    assert!(matches!(recusada, ErroAplicacao::Recusado(Recusa::ComRessalva { .. })), "{recusada:?}");
    let calada = decidir(&ana, json!({})).await.unwrap_err();
    assert!(matches!(&calada, ErroAplicacao::Invalido(campos) if campos[0].campo == "motivo"), "{calada:?}");
    assert_eq!(decidir(&ana, motivo).await.unwrap().decidida_por.as_deref(), Some("Ana"));
}

fn upload(processo: &Processo) -> PedidoDeUpload {
    PedidoDeUpload {
        processo: processo.id.into(),
        nome_original: "fatura.pdf".into(),
        conteudo: Bytes::from_static(b"%PDF-1.7 da operadora"),
        detalhe: None,
        vencimento: "2026-11-30".parse().ok(),
        valor: None,
    }
}

async fn operadora_com_rpa_so_recebe_upload_autorizado(banco: Banco) {
    let casa = Casa::nova(&banco, &Mundo::dificil()).await;
    let instancia = casa.criar_processo().await.unwrap();
    andar(&casa.app, NoId::novo()).await.unwrap();
    let antes = processo(&casa, instancia).await;
    let (olga, ana) = (casa.pessoa("Olga", Perfil::Operador), casa.pessoa("Ana", Perfil::Administrador));

    let recusado = enviar_manual(&casa.app, &olga, upload(&antes)).await.unwrap_err();
    assert!(matches!(recusado, ErroAplicacao::Conflito { codigo: "operadora_com_rpa", .. }), "{recusado:?}");
    let motivo = "o portal está fora".to_owned();
    let sem_perfil = processos::autorizar_upload(&casa.app, &olga, antes.id.into(), motivo.clone()).await;
    let sem_perfil = sem_perfil.unwrap_err();
    assert!(matches!(sem_perfil, ErroAplicacao::SemPermissao { acao: Acao::AutorizarUpload, .. }), "{sem_perfil:?}");

    processos::autorizar_upload(&casa.app, &ana, antes.id.into(), motivo).await.unwrap();
    enviar_manual(&casa.app, &olga, upload(&antes)).await.unwrap();
    let depois = processo(&casa, instancia).await;
    assert_eq!((depois.status_processo.as_str(), depois.upload_manual), ("AGUARDANDO_APROVACAO", true));
    assert!(tarefa(&casa, instancia).await.is_some());
    let tarde = processos::autorizar_upload(&casa.app, &ana, antes.id.into(), "outra".into()).await.unwrap_err();
    assert!(matches!(tarde, ErroAplicacao::Conflito { codigo: "processo_nao_espera_fatura", .. }), "{tarde:?}");
}

async fn dispara_a_mao_o_que_esperava_e_nao_o_que_ja_andou(banco: Banco) {
    let mundo = Mundo::dificil();
    let casa = Casa::nova(&banco, &mundo).await;
    let instancia = casa.criar_processo().await.unwrap();
    let id = processo(&casa, instancia).await.id.into();
    let olga = casa.pessoa("Olga", Perfil::Operador);
    let correndo = processos::disparar_download(&casa.app, &olga, id).await.unwrap_err();
    assert!(matches!(correndo, ErroAplicacao::Conflito { codigo: "ja_em_andamento", .. }), "{correndo:?}");

    // Falha uma vez, repete, e o portal diz que a fatura ainda não saiu: fica para amanhã.
    andar(&casa.app, NoId::novo()).await.unwrap();
    mundo.avancar(std::time::Duration::from_secs(3_600));
    andar(&casa.app, NoId::novo()).await.unwrap();
    mundo.avancar(std::time::Duration::from_secs(3_600));
    processos::disparar_download(&casa.app, &olga, id).await.unwrap();
    andar(&casa.app, NoId::novo()).await.unwrap();
    assert_eq!(processo(&casa, instancia).await.status_processo, "AGUARDANDO_APROVACAO");

    let chegou = processos::disparar_download(&casa.app, &olga, id).await.unwrap_err();
    assert!(matches!(chegou, ErroAplicacao::Conflito { codigo: "processo_nao_espera", .. }), "{chegou:?}");
    let cedo = processos::disparar_envio(&casa.app, &olga, id).await.unwrap_err();
    assert!(matches!(cedo, ErroAplicacao::Conflito { codigo: "processo_nao_espera", .. }), "{cedo:?}");
}
