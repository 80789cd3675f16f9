//! Webhooks e o que receberam.

use esteira_base::ids::{RecebidoId, WebhookId};

use super::palco::{self, AGORA, em};
use crate::sinais::{RecebidoNovo, Webhook};
use crate::{Armazem, ErroArmazem};

fn novo(nome: &str) -> Webhook {
    Webhook {
        nome: nome.into(),
        modo: "HMAC_SHA256".into(),
        cabecalho: "x-assinatura".into(),
        prefixo: "sha256=".into(),
        codificacao: Some("HEX".into()),
        conteudo_assinado: Some("{corpo}".into()),
        cabecalho_horario: None,
        tolerancia_s: None,
        cabecalho_entrega: Some("x-entrega".into()),
        sinal: "pagamento".into(),
        correlacao: "/conta".into(),
        dados: String::new(),
        status_ativo: true,
    }
}

fn recebido(webhook: WebhookId, veredito: &'static str, prova: Option<&str>) -> RecebidoNovo {
    RecebidoNovo {
        id: RecebidoId::novo(),
        webhook,
        veredito,
        motivo: None,
        entrega: None,
        prova: prova.map(str::to_owned),
        cabecalhos: "[]".into(),
        corpo: vec![0, 159, 146, 150],
        tamanho: 4,
        ip_origem: None,
        sinal: None,
    }
}

/// O nome é único por inquilino; o endereço acha o webhook ativo com o seu segredo; quem leu antes não altera, não troca e não apaga.
pub async fn nome_e_unico_e_revisao_velha_e_conflito(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let lido = unidade.criar_webhook("porta-1", &novo("loja"), vec![1], AGORA).await.unwrap();
    assert_eq!(lido.webhook, novo("loja"));
    unidade.confirmar().await.unwrap();
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    let erro = unidade.criar_webhook("porta-2", &novo("loja"), vec![1], AGORA).await.unwrap_err();
    assert!(erro.ja_existe("nome"), "{erro:?}");
    drop(unidade);

    assert_eq!(armazem.webhook_do_caminho("porta-1").await.unwrap(), Some((lido.clone(), vec![1])));
    assert_eq!(armazem.webhook_do_caminho("porta-2").await.unwrap(), None);
    let mut vizinho = palco::escrever(armazem).await;
    assert_eq!(vizinho.webhook(lido.id.into()).await.unwrap(), None);
    assert!(matches!(vizinho.apagar_webhook(&lido).await, Err(ErroArmazem::Conflito)));
    vizinho.confirmar().await.unwrap();

    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    let inativo = Webhook { status_ativo: false, ..novo("loja") };
    let mudado = unidade.alterar_webhook(&lido, &inativo, em(1)).await.unwrap();
    assert_eq!((mudado.revisao, mudado.data_atualizacao), (2, em(1).micros()));
    assert!(matches!(unidade.alterar_webhook(&lido, &inativo, em(2)).await, Err(ErroArmazem::Conflito)));
    assert!(matches!(unidade.trocar_segredo_do_webhook(&lido, vec![2], em(2)).await, Err(ErroArmazem::Conflito)));
    assert!(matches!(unidade.apagar_webhook(&lido).await, Err(ErroArmazem::Conflito)));
    unidade.trocar_segredo_do_webhook(&mudado, vec![2], em(2)).await.unwrap();
    unidade.confirmar().await.unwrap();
    assert_eq!(armazem.webhook_do_caminho("porta-1").await.unwrap(), None, "inativo é como se não existisse");
}

/// A mesma prova não se aceita duas vezes no mesmo webhook; noutro, ou com outro veredito, não há o que impedir.
pub async fn a_mesma_prova_se_aceita_uma_vez(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let (um, outro) = (WebhookId::novo(), WebhookId::novo());
    let tentativas = [
        (um, "ACEITO", Some("p"), true),
        (um, "ACEITO", Some("p"), false),
        (um, "REPETIDO", Some("p"), true),
        (outro, "ACEITO", Some("p"), true),
        (um, "ACEITO", None, true),
        (um, "ACEITO", None, true),
    ];
    for (webhook, veredito, prova, guarda) in tentativas {
        let guardou = unidade.guardar_recebido(&recebido(webhook, veredito, prova), AGORA).await.unwrap();
        assert_eq!(guardou, guarda, "{veredito} {prova:?}");
    }
}

/// O corpo volta byte a byte, só a quem é do inquilino; recusados se contam na janela.
pub async fn o_recebido_e_so_do_inquilino(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let webhook = WebhookId::novo();
    let guardados = [recebido(webhook, "RECUSADO", None), recebido(webhook, "ACEITO", None)];
    for (novo, segundos) in guardados.iter().zip(0..) {
        assert!(unidade.guardar_recebido(novo, em(segundos)).await.unwrap());
    }
    assert_eq!(unidade.recusados_desde(webhook, AGORA).await.unwrap(), 0);
    assert_eq!(unidade.recusados_desde(webhook, AGORA.menos(std::time::Duration::from_secs(1))).await.unwrap(), 1);
    unidade.confirmar().await.unwrap();
    let mut vizinho = palco::escrever(armazem).await;
    assert_eq!(vizinho.corpo_do_recebido(guardados[0].id).await.unwrap(), None);
    assert_eq!(vizinho.recebidos(webhook, None, None, 9).await.unwrap().itens, []);
    vizinho.confirmar().await.unwrap();
    let mut unidade = armazem.ler(inquilino).await.unwrap();
    assert_eq!(unidade.corpo_do_recebido(guardados[0].id).await.unwrap().as_ref(), Some(&guardados[0].corpo));
    let aceitos = unidade.recebidos(webhook, Some("ACEITO"), None, 9).await.unwrap();
    assert_eq!(aceitos.itens.iter().map(|r| r.id).collect::<Vec<_>>(), [guardados[1].id.0]);
}
