//! Webhooks: o que prova quem é vira sinal uma vez; o que não prova fica só guardado; o operador reenvia.

use std::sync::Arc;
use std::time::Duration;

use esteira_aplicacao::webhooks::{self, Cabecalhos, Chegada, NovoWebhook};
use esteira_aplicacao::{ErroAplicacao, Quem, sinais};
use esteira_armazem::sinais::{Recebido, WebhookGravado};
use esteira_base::ids::{InstanciaId, WebhookId};
use esteira_base::{Instante, Segredo};
use esteira_dominio::Perfil;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

use crate::apoio::{Banco, Casa, Mundo};
use crate::nos_dois_bancos;

nos_dois_bancos!(
    assinado_vira_sinal_uma_vez,
    recusado_fica_cortado_e_ate_um_tanto,
    ilegivel_se_reenvia_uma_vez_depois_de_acertar_o_cadastro,
    aceito_se_reenvia_como_outro_sinal_e_recusado_nao,
    dois_nos_com_a_mesma_entrega_aceitam_uma,
    cair_entre_guardar_e_entregar_nao_perde_nem_repete,
    segredo_trocado_e_porta_fechada_valem_na_hora,
);

const SEGREDO: &str = "um segredo de teste";

/// A porta de uma loja: assina o horário e o corpo, e dá id a cada entrega.
struct Porta {
    webhook: WebhookGravado,
}

impl Porta {
    async fn nova(casa: &Casa) -> Self {
        Self::com(casa, loja()).await
    }

    async fn com(casa: &Casa, novo: NovoWebhook) -> Self {
        let segredo = Some(Segredo::novo(SEGREDO));
        Self { webhook: webhooks::criar(&casa.app, &admin(casa), novo, segredo).await.unwrap().0 }
    }

    fn id(&self) -> WebhookId {
        self.webhook.id.into()
    }

    async fn bater(&self, casa: &Casa, chegada: Chegada) -> Result<(), ErroAplicacao> {
        webhooks::receber(&casa.app, &self.webhook.caminho, chegada).await.map(|_| ())
    }

    /// O que ficou guardado, na ordem.
    async fn recebidos(&self, casa: &Casa) -> Vec<Recebido> {
        webhooks::recebidos(&casa.app, &admin(casa), self.id(), None, None, 200).await.unwrap().itens
    }

    async fn vereditos(&self, casa: &Casa) -> Vec<String> {
        self.recebidos(casa).await.into_iter().map(|recebido| recebido.veredito).collect()
    }
}

fn loja() -> NovoWebhook {
    NovoWebhook {
        nome: "Loja".into(),
        modo: "HMAC_SHA256".into(),
        cabecalho: "X-Assinatura".into(),
        prefixo: "sha256=".into(),
        cabecalho_horario: Some("X-Horario".into()),
        cabecalho_entrega: Some("X-Entrega".into()),
        sinal: "pagamento".into(),
        correlacao: "/conta".into(),
        status_ativo: true,
        ..NovoWebhook::default()
    }
}

fn admin(casa: &Casa) -> Quem {
    casa.pessoa("Ana", Perfil::Administrador)
}

/// Assinado com este segredo, nesta hora.
fn assinado(segredo: &str, hora: Instante, entrega: &str, corpo: &str) -> Chegada {
    let horario = (hora.micros() / 1_000_000).to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(segredo.as_bytes()).unwrap();
    mac.update(format!("{horario}.{corpo}").as_bytes());
    let assinatura = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
    let pares = [("x-assinatura", assinatura.as_str()), ("x-horario", &horario), ("x-entrega", entrega)];
    let cabecalhos = pares.iter().map(|(nome, valor)| ((*nome).to_owned(), (*valor).to_owned())).collect();
    Chegada { cabecalhos: Cabecalhos(cabecalhos), corpo: corpo.into(), ip: Some("127.0.0.1".into()) }
}

fn certo(mundo: &Mundo, entrega: &str, conta: &str) -> Chegada {
    assinado(SEGREDO, mundo.hora(), entrega, &json!({ "conta": conta }).to_string())
}

async fn pago(casa: &Casa, id: InstanciaId) -> bool {
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    let eventos = unidade.eventos(id).await.unwrap();
    let entregues = eventos.iter().filter(|evento| evento.tipo == "sinal_entregue").count();
    assert!(entregues <= 1, "entregue mais de uma vez");
    entregues == 1
}

#[track_caller]
fn recusado(resultado: Result<(), ErroAplicacao>) {
    match resultado {
        Err(ErroAplicacao::NaoAutenticado(texto)) => assert_eq!(texto, "o pedido não foi aceito"),
        outro => panic!("{outro:?}"),
    }
}

async fn assinado_vira_sinal_uma_vez(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let porta = Porta::nova(&casa).await;
    let (um, outro) = (
        casa.esperar_pagamento("1", "c1").await.unwrap().instancia,
        casa.esperar_pagamento("2", "c1").await.unwrap().instancia,
    );
    let original = certo(&mundo, "e1", "c1");
    porta.bater(&casa, original.clone()).await.unwrap();
    assert!(pago(&casa, um).await && !pago(&casa, outro).await);

    // O remetente insiste, noutra hora; e alguém que copiou o pedido troca o id da entrega, que não é assinado.
    mundo.avancar(Duration::from_secs(60));
    porta.bater(&casa, certo(&mundo, "e1", "c1")).await.unwrap();
    let mut copiado = original.clone();
    copiado.cabecalhos.0[2].1 = "e2".into();
    porta.bater(&casa, copiado).await.unwrap();
    assert!(!pago(&casa, outro).await);

    // Errada, cortada, de outro corpo, e velha demais.
    let mut cortada = certo(&mundo, "e3", "c1");
    cortada.cabecalhos.0[0].1.truncate(40);
    let outro_corpo = Chegada { corpo: br#"{"conta":"c2"}"#.to_vec(), ..certo(&mundo, "e3", "c1") };
    let velha = assinado(SEGREDO, mundo.hora().menos(Duration::from_secs(301)), "e3", r#"{"conta":"c1"}"#);
    for ruim in [assinado("outro segredo qualquer", mundo.hora(), "e3", "{}"), cortada, outro_corpo, velha] {
        recusado(porta.bater(&casa, ruim).await);
    }
    assert!(!pago(&casa, outro).await);
    let recebidos = porta.recebidos(&casa).await;
    let vereditos: Vec<_> = recebidos.iter().map(|recebido| recebido.veredito.as_str()).collect();
    assert_eq!(vereditos, ["ACEITO", "REPETIDO", "REPETIDO", "RECUSADO", "RECUSADO", "RECUSADO", "RECUSADO"]);
    assert_eq!(recebidos[1].sinal_id, recebidos[0].sinal_id, "o repetido aponta o sinal do primeiro");
    assert_eq!(recebidos[2].sinal_id, None);
    assert!(recebidos[6].motivo.as_deref().unwrap().contains("dista 301 s"));
    let corpo = webhooks::corpo(&casa.app, &admin(&casa), recebidos[0].id.into()).await.unwrap();
    assert_eq!(corpo, original.corpo, "byte a byte");
}

async fn recusado_fica_cortado_e_ate_um_tanto(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let porta = Porta::nova(&casa).await;
    let enorme = "x".repeat(webhooks::MAXIMO_GUARDADO_DO_RECUSADO + 1);
    for _ in 0..webhooks::RECUSADOS_POR_MINUTO + 5 {
        recusado(porta.bater(&casa, assinado("outro segredo qualquer", mundo.hora(), "e", &enorme)).await);
    }
    let guardados = porta.recebidos(&casa).await;
    assert_eq!(guardados.len(), usize::try_from(webhooks::RECUSADOS_POR_MINUTO).unwrap());
    assert_eq!(guardados[0].tamanho, i64::try_from(enorme.len()).unwrap());
    let corpo = webhooks::corpo(&casa.app, &admin(&casa), guardados[0].id.into()).await.unwrap();
    assert_eq!(corpo.len(), webhooks::MAXIMO_GUARDADO_DO_RECUSADO);
    mundo.avancar(Duration::from_secs(60));
    recusado(porta.bater(&casa, assinado("outro segredo qualquer", mundo.hora(), "e", "{}")).await);
    assert_eq!(porta.recebidos(&casa).await.len(), guardados.len() + 1, "o minuto passou");
}

async fn ilegivel_se_reenvia_uma_vez_depois_de_acertar_o_cadastro(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let porta = Porta::com(&casa, NovoWebhook { correlacao: "/pedido/conta".into(), ..loja() }).await;
    let id = casa.esperar_pagamento("1", "c1").await.unwrap().instancia;
    porta.bater(&casa, certo(&mundo, "e1", "c1")).await.unwrap();
    let ilegivel = porta.recebidos(&casa).await.remove(0);
    assert_eq!(ilegivel.veredito, "ILEGIVEL");
    assert_eq!(ilegivel.motivo.as_deref(), Some("não há nada em \"/pedido/conta\" no corpo"));
    let reenviar = async || webhooks::reenviar(&casa.app, &admin(&casa), ilegivel.id.into(), None).await;
    let cedo = reenviar().await.unwrap_err();
    assert!(matches!(cedo, ErroAplicacao::Conflito { codigo: "corpo_ilegivel", .. }), "{cedo:?}");

    webhooks::alterar(&casa.app, &admin(&casa), porta.id(), 1, loja()).await.unwrap();
    let sinal = reenviar().await.unwrap();
    assert_eq!((sinal.situacao.as_str(), sinal.instancia_id), ("ENTREGUE", Some(id.0)));
    assert_eq!(reenviar().await.unwrap(), sinal, "o sinal que faltou é um só");
    mundo.avancar(Duration::from_secs(1));
    porta.bater(&casa, certo(&mundo, "e1", "c1")).await.unwrap();
    assert_eq!(porta.vereditos(&casa).await, ["ILEGIVEL", "REPETIDO"]);
    assert!(pago(&casa, id).await);
}

async fn aceito_se_reenvia_como_outro_sinal_e_recusado_nao(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let porta = Porta::nova(&casa).await;
    porta.bater(&casa, certo(&mundo, "e1", "c1")).await.unwrap();
    recusado(porta.bater(&casa, assinado("outro segredo qualquer", mundo.hora(), "e2", "{}")).await);
    let recebidos = porta.recebidos(&casa).await;
    let reenviar = async |quem: Quem, n: usize, chave: Option<&str>| {
        webhooks::reenviar(&casa.app, &quem, recebidos[n].id.into(), chave.map(str::to_owned)).await
    };
    let outro = reenviar(admin(&casa), 0, Some("clique-1")).await.unwrap();
    assert_ne!(Some(outro.id), recebidos[0].sinal_id);
    assert_eq!(reenviar(admin(&casa), 0, Some("clique-1")).await.unwrap().id, outro.id, "o mesmo clique");
    assert!(outro.por.contains("Ana"), "no histórico, quem mandou foi quem reenviou: {}", outro.por);
    let erro = reenviar(admin(&casa), 1, None).await.unwrap_err();
    assert!(matches!(erro, ErroAplicacao::Conflito { codigo: "nao_se_reenvia", .. }), "{erro:?}");
    let erro = reenviar(casa.pessoa("Olga", Perfil::Operador), 0, None).await.unwrap_err();
    assert!(matches!(erro, ErroAplicacao::SemPermissao { .. }), "{erro:?}");
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    let auditados = unidade.auditoria_do_alvo("webhook_recebido", &recebidos[0].id.to_string()).await.unwrap();
    assert_eq!(auditados.len(), 2);
}

async fn dois_nos_com_a_mesma_entrega_aceitam_uma(banco: Banco) {
    let mundo = Mundo::bom();
    let (um, outro) = (Casa::nova(&banco, &mundo).await, Casa::subir(&banco, &mundo).await);
    let porta = Porta::nova(&um).await;
    let id = um.esperar_pagamento("1", "c1").await.unwrap().instancia;
    for entrega in 1..=8 {
        let chegada = certo(&mundo, &format!("e{entrega}"), "c1");
        let (a, b) = tokio::join!(porta.bater(&um, chegada.clone()), porta.bater(&outro, chegada));
        a.unwrap();
        b.unwrap();
        mundo.avancar(Duration::from_secs(1));
    }
    let mut vereditos = porta.vereditos(&um).await;
    vereditos.sort();
    assert_eq!(vereditos, [vec!["ACEITO"; 8], vec!["REPETIDO"; 8]].concat());
    assert!(pago(&um, id).await);
}

/// O remetente não teve resposta e manda de novo a mesma entrega.
async fn cair_entre_guardar_e_entregar_nao_perde_nem_repete(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Arc::new(Casa::nova(&banco, &mundo).await);
    let porta = Porta::nova(&casa).await;
    let id = casa.esperar_pagamento("1", "c1").await.unwrap().instancia;
    // O primeiro contato é a hora da chegada; o segundo, a do lote que entrega.
    mundo.marcar_queda(mundo.contatos() + 2);
    let _ = porta.bater(&casa, certo(&mundo, "e1", "c1")).await;
    Arc::into_inner(casa).expect("ninguém mais usa o nó").derrubar().await;
    mundo.marcar_queda(0);
    let casa = Casa::subir(&banco, &mundo).await;
    assert!(!pago(&casa, id).await);
    assert_eq!(sinais::entregar_pendentes(&casa.app).await.unwrap(), 1);
    mundo.avancar(Duration::from_secs(1));
    porta.bater(&casa, certo(&mundo, "e1", "c1")).await.unwrap();
    assert!(pago(&casa, id).await);
    assert_eq!(porta.vereditos(&casa).await, ["ACEITO", "REPETIDO"]);
}

async fn segredo_trocado_e_porta_fechada_valem_na_hora(banco: Banco) {
    let mundo = Mundo::bom();
    let casa = Casa::nova(&banco, &mundo).await;
    let porta = Porta::nova(&casa).await;
    let (ana, olga) = (admin(&casa), casa.pessoa("Olga", Perfil::Operador));
    let erro = webhooks::trocar_segredo(&casa.app, &olga, porta.id(), 1, None).await.unwrap_err();
    assert!(matches!(erro, ErroAplicacao::SemPermissao { .. }), "{erro:?}");
    let (trocado, novo) = webhooks::trocar_segredo(&casa.app, &ana, porta.id(), 1, None).await.unwrap();
    assert_eq!(trocado.revisao, 2);
    recusado(porta.bater(&casa, certo(&mundo, "e1", "c1")).await);
    let corpo = json!({ "conta": "c1" }).to_string();
    porta.bater(&casa, assinado(novo.revelar(), mundo.hora(), "e1", &corpo)).await.unwrap();

    let fechado = NovoWebhook { status_ativo: false, ..loja() };
    webhooks::alterar(&casa.app, &ana, porta.id(), 2, fechado).await.unwrap();
    let erro = porta.bater(&casa, assinado(novo.revelar(), mundo.hora(), "e2", &corpo)).await.unwrap_err();
    assert!(matches!(erro, ErroAplicacao::NaoEncontrado { .. }), "{erro:?}");
    let velha = webhooks::apagar(&casa.app, &ana, porta.id(), 2).await.unwrap_err();
    assert!(matches!(velha, ErroAplicacao::RevisaoVelha), "{velha:?}");
    webhooks::apagar(&casa.app, &ana, porta.id(), 3).await.unwrap();
    assert_eq!(porta.vereditos(&casa).await, ["RECUSADO", "ACEITO"], "o que chegou fica");
    let mut unidade = casa.app.armazem.ler(casa.inquilino).await.unwrap();
    let auditados = unidade.auditoria_do_alvo("webhook", &porta.webhook.id.to_string()).await.unwrap();
    let acoes: Vec<_> = auditados.iter().map(|registro| registro.acao.as_str()).collect();
    assert_eq!(acoes, ["criar", "trocar_segredo", "alterar", "apagar"]);
    let tudo = format!("{auditados:?}");
    assert!(!tudo.contains(SEGREDO) && !tudo.contains(novo.revelar()), "segredo na auditoria");
}
