//! Pedidos já atendidos, pela chave.

use uuid::Uuid;

use super::palco::{self, AGORA, em};
use crate::Armazem;
use crate::idempotencia::RespostaDoPedido;

fn criado() -> RespostaDoPedido {
    RespostaDoPedido { status: 201, cabecalhos: "{}".into(), corpo: Some(b"{}".to_vec()) }
}

/// De quem pede com a mesma chave ao mesmo tempo, um só atende; outra organização tem as suas chaves.
pub async fn a_chave_e_de_um_so(armazem: &Armazem) {
    let unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    unidade.confirmar().await.unwrap();
    let reservas = (0..8).map(|_| async {
        let mut unidade = armazem.escrever(inquilino).await.unwrap();
        let reservou = unidade.reservar_pedido("k", "c", Uuid::now_v7(), em(100), AGORA).await.unwrap();
        unidade.confirmar().await.unwrap();
        reservou
    });
    let reservas = futures::future::join_all(reservas).await;
    assert_eq!(reservas.into_iter().filter(|reservou| *reservou).count(), 1);

    let mut vizinho = palco::escrever(armazem).await;
    assert_eq!(vizinho.pedido_da_chave("k").await.unwrap(), None);
    assert!(vizinho.reservar_pedido("k", "c", Uuid::now_v7(), em(100), AGORA).await.unwrap());
    vizinho.confirmar().await.unwrap();
}

/// Só quem tem a posse conclui ou larga; vencida, passa a outro, e a resposta velha se esquece.
pub async fn vencida_passa_a_outro(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let (velha, nova) = (Uuid::now_v7(), Uuid::now_v7());
    assert!(unidade.reservar_pedido("k", "c", velha, em(10), AGORA).await.unwrap());
    assert!(!unidade.reservar_pedido("k", "c", nova, em(20), em(9)).await.unwrap());
    assert!(unidade.concluir_pedido("k", velha, &criado(), em(30)).await.unwrap());
    let guardado = unidade.pedido_da_chave("k").await.unwrap().unwrap();
    assert_eq!((guardado.status, guardado.corpo.as_deref()), (Some(201), Some(&b"{}"[..])));

    assert!(unidade.reservar_pedido("k", "outro", nova, em(40), em(30)).await.unwrap());
    let guardado = unidade.pedido_da_chave("k").await.unwrap().unwrap();
    assert_eq!((guardado.conteudo.as_str(), guardado.status, guardado.corpo), ("outro", None, None));
    assert!(!unidade.concluir_pedido("k", velha, &criado(), em(60)).await.unwrap());
    unidade.largar_pedido("k", velha).await.unwrap();
    assert!(unidade.pedido_da_chave("k").await.unwrap().is_some());
    unidade.largar_pedido("k", nova).await.unwrap();
    assert_eq!(unidade.pedido_da_chave("k").await.unwrap(), None);
    unidade.confirmar().await.unwrap();
}

/// O que venceu se apaga em levas, de todas as organizações; o que não venceu fica.
pub async fn vencidos_se_apagam_em_levas(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    for n in 0..5 {
        assert!(unidade.reservar_pedido(&format!("k{n}"), "c", Uuid::now_v7(), em(10 + n), AGORA).await.unwrap());
    }
    unidade.confirmar().await.unwrap();
    let mut apagados = Vec::new();
    for _ in 0..3 {
        apagados.push(armazem.apagar_pedidos_vencidos(2, em(12)).await.unwrap());
    }
    assert_eq!(apagados, [2, 1, 0]);
}
