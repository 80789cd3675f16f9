//! A unidade de trabalho: tudo ou nada, e nenhuma conexão estragada no caminho.

use super::palco::{self, AGORA};
use crate::Armazem;

/// Quantos pontos de cancelamento se experimentam ao abrir uma unidade.
const PONTOS: usize = 24;

/// O que não se confirmou não aconteceu; ao confirmar, qualquer outra unidade vê.
pub async fn largada_sem_confirmar_se_desfaz(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    unidade.publicar_fluxo("a", "r1", "t", "ana", AGORA).await.unwrap();
    drop(unidade);
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    assert_eq!(unidade.fluxos().await.unwrap(), []);
    unidade.publicar_fluxo("b", "r1", "t", "ana", AGORA).await.unwrap();
    unidade.confirmar().await.unwrap();
    assert_eq!(armazem.ler(inquilino).await.unwrap().fluxos().await.unwrap().len(), 1);
}

/// Quem desiste no meio de abrir uma unidade não deixa a conexão no meio de uma transação: as seguintes confirmam de verdade.
pub async fn abertura_cancelada_nao_estraga_a_conexao(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    for ponto in 0..PONTOS {
        let abrir = armazem.escrever(inquilino);
        tokio::pin!(abrir);
        for _ in 0..ponto {
            tokio::select! {
                biased;
                _ = &mut abrir => break,
                () = tokio::task::yield_now() => {}
            }
        }
    }
    for n in 0..6 {
        let mut unidade = armazem.escrever(inquilino).await.unwrap();
        unidade.publicar_fluxo("a", &format!("r{n}"), "t", "ana", AGORA).await.unwrap();
        unidade.confirmar().await.unwrap();
        assert_eq!(armazem.ler(inquilino).await.unwrap().fluxos().await.unwrap().len(), n + 1, "confirmado é visto");
    }
}

/// Com uma escrita aberta, a leitura responde na hora, com o que estava confirmado.
pub async fn ler_nao_espera_quem_escreve(armazem: &Armazem) {
    let mut escrevendo = palco::escrever(armazem).await;
    escrevendo.publicar_fluxo("a", "r1", "t", "ana", AGORA).await.unwrap();
    let mut lendo = armazem.ler(escrevendo.inquilino()).await.unwrap();
    assert_eq!(lendo.fluxos().await.unwrap(), []);
    drop(lendo);
    escrevendo.confirmar().await.unwrap();
}

/// A instalação nova ganha um inquilino, e só um.
pub async fn inquilino_inicial_nasce_uma_vez(armazem: &Armazem) {
    let primeiro = armazem.inquilino_inicial("Padrão", AGORA).await.unwrap();
    assert_eq!(armazem.inquilino_inicial("Outro", AGORA).await.unwrap(), primeiro);
    assert_eq!(armazem.inquilinos().await.unwrap(), [primeiro]);
}
