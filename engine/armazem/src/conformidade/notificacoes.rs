//! A caixa de saída: cada carta na mão de um só, e nenhuma perdida.

use std::collections::HashSet;
use std::time::Duration;

use esteira_base::ids::{InquilinoId, NotificacaoId};
use uuid::Uuid;

use super::palco::{self, AGORA, em};
use crate::Armazem;
use crate::faturas::{FiltroDeNotificacoes, NotificacaoNova};

const RESERVA: Duration = Duration::from_secs(60);

async fn por_na_caixa(armazem: &Armazem, quantas: usize) -> InquilinoId {
    let mut unidade = palco::escrever(armazem).await;
    let novas: Vec<_> = (0..quantas)
        .map(|n| NotificacaoNova {
            processo: None,
            tipo: "EMAIL".into(),
            destinatario: format!("pessoa{n}@exemplo.com.br"),
            assunto: "Fatura enviada".into(),
            mensagem: "Segue o comprovante.".into(),
            ..NotificacaoNova::default()
        })
        .collect();
    unidade.notificar(&novas, AGORA).await.unwrap();
    let inquilino = unidade.inquilino();
    unidade.confirmar().await.unwrap();
    inquilino
}

fn filtro(status: Option<&str>, depois_de: Option<Uuid>, limite: u32) -> FiltroDeNotificacoes {
    FiltroDeNotificacoes { status: status.map(str::to_owned), depois_de, limite, ..FiltroDeNotificacoes::default() }
}

/// O que o canal conta só anda para a frente, e só para a notificação do inquilino.
pub async fn entrega_so_anda_para_a_frente(armazem: &Armazem) {
    let inquilino = por_na_caixa(armazem, 1).await;
    let id = armazem.pegar_notificacoes(9, RESERVA, AGORA).await.unwrap()[0].id;
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    unidade.notificacao_enviada(id.into(), Some("wamid-7"), em(1)).await.unwrap();
    let mut mudou = Vec::new();
    for entrega in ["FALHOU", "ENTREGUE", "FALHOU", "LIDO", "ENTREGUE"] {
        mudou.push(unidade.anotar_entrega("EMAIL", "wamid-7", entrega, em(2)).await.unwrap());
    }
    assert_eq!(mudou, [true, true, false, true, false]);
    let guardada = unidade.notificacao(id.into()).await.unwrap().unwrap();
    assert_eq!(guardada.entrega.as_deref(), Some("LIDO"));
    unidade.confirmar().await.unwrap();
    let mut vizinho = palco::escrever(armazem).await;
    assert!(!vizinho.anotar_entrega("EMAIL", "wamid-7", "FALHOU", em(3)).await.unwrap());
}

/// A que espera um resumo não sai sozinha, e só se junta na hora dele.
pub async fn a_que_espera_um_resumo_nao_sai_sozinha(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let nova = NotificacaoNova {
        tipo: "EMAIL".into(),
        resumo: Some(("DIARIO".into(), em(100))),
        ..NotificacaoNova::default()
    };
    let ids = unidade.por_na_caixa(&[nova], AGORA).await.unwrap();
    let inquilino = unidade.inquilino();
    unidade.confirmar().await.unwrap();
    assert_eq!(armazem.pegar_notificacoes(9, RESERVA, em(999)).await.unwrap(), []);
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    assert_eq!(unidade.notificacoes_a_resumir(em(99), 9).await.unwrap(), []);
    let prontas = unidade.notificacoes_a_resumir(em(100), 9).await.unwrap();
    assert_eq!(prontas.iter().map(|n| n.id).collect::<Vec<_>>(), [ids[0].0]);
    unidade.notificacoes_resumidas(&[ids[0].0], NotificacaoId::novo(), em(100)).await.unwrap();
    assert_eq!(unidade.notificacoes_a_resumir(em(100), 9).await.unwrap(), []);
}

/// Vários nós pegando juntos não pegam a mesma.
pub async fn pega_uma_vez_so(armazem: &Armazem) {
    let inquilino = por_na_caixa(armazem, 30).await;
    let nos = (0..5).map(|_| {
        let armazem = armazem.clone();
        tokio::spawn(async move { armazem.pegar_notificacoes(10, RESERVA, AGORA).await.unwrap() })
    });
    let mut pegas = Vec::new();
    for no in nos.collect::<Vec<_>>() {
        pegas.extend(no.await.unwrap());
    }
    pegas.extend(armazem.pegar_notificacoes(99, RESERVA, AGORA).await.unwrap());
    assert_eq!(pegas.len(), 30);
    assert_eq!(pegas.iter().map(|n| n.id).collect::<HashSet<_>>().len(), 30);
    assert!(pegas.iter().all(|n| n.inquilino_id == inquilino.0 && n.tentativas_envio == 1));
    assert_eq!(armazem.inquilinos().await.unwrap(), [inquilino]);
}

/// A que se pegou e não se resolveu volta depois da reserva, com a tentativa contada; a enviada, nunca.
pub async fn volta_depois_da_reserva(armazem: &Armazem) {
    let inquilino = por_na_caixa(armazem, 1).await;
    let id = armazem.pegar_notificacoes(9, RESERVA, AGORA).await.unwrap()[0].id;
    assert_eq!(armazem.pegar_notificacoes(9, RESERVA, em(59)).await.unwrap(), []);
    assert_eq!(armazem.pegar_notificacoes(9, RESERVA, em(60)).await.unwrap()[0].tentativas_envio, 2);
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    unidade.notificacao_enviada(id.into(), None, em(61)).await.unwrap();
    unidade.confirmar().await.unwrap();
    assert_eq!(armazem.pegar_notificacoes(9, RESERVA, em(9_999)).await.unwrap(), []);
}

/// A falha com nova hora volta nessa hora; sem, fica FALHOU; a de outro inquilino não se muda.
pub async fn falha_repete_ou_desiste(armazem: &Armazem) {
    let inquilino = por_na_caixa(armazem, 1).await;
    let id = armazem.pegar_notificacoes(9, RESERVA, AGORA).await.unwrap()[0].id;
    let mut vizinho = palco::escrever(armazem).await;
    vizinho.notificacao_falhou(id.into(), "intruso", None, em(1)).await.unwrap();
    vizinho.confirmar().await.unwrap();

    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    unidade.notificacao_falhou(id.into(), "caixa cheia", Some(em(500)), em(1)).await.unwrap();
    unidade.confirmar().await.unwrap();
    assert_eq!(armazem.pegar_notificacoes(9, RESERVA, em(499)).await.unwrap(), []);
    assert_eq!(armazem.pegar_notificacoes(9, RESERVA, em(500)).await.unwrap().len(), 1);

    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    unidade.notificacao_falhou(id.into(), "endereço não existe", None, em(501)).await.unwrap();
    let guardada = unidade.notificacoes(&filtro(Some("FALHOU"), None, 9)).await.unwrap().itens.remove(0);
    assert_eq!((guardada.id, guardada.mensagem_erro.as_deref()), (id, Some("endereço não existe")));
    unidade.confirmar().await.unwrap();
    assert_eq!(armazem.pegar_notificacoes(9, RESERVA, em(9_999)).await.unwrap(), []);
}

/// As páginas cobrem tudo, em ordem, sem repetir; a última não aponta outra.
pub async fn paginas_sem_repetir(armazem: &Armazem) {
    let inquilino = por_na_caixa(armazem, 5).await;
    let mut unidade = armazem.ler(inquilino).await.unwrap();
    let (mut vistas, mut depois_de, mut paginas) = (Vec::new(), None, 0);
    loop {
        let pagina = unidade.notificacoes(&filtro(None, depois_de, 2)).await.unwrap();
        vistas.extend(pagina.itens.iter().map(|n| n.destinatario.clone()));
        paginas += 1;
        depois_de = pagina.proximo;
        if depois_de.is_none() {
            break;
        }
    }
    let esperadas: Vec<_> = (0..5).map(|n| format!("pessoa{n}@exemplo.com.br")).collect();
    assert_eq!((vistas, paginas), (esperadas, 3));
}
