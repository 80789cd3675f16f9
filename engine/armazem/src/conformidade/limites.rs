//! Limites por chave: nunca passados, por mais nós que peçam juntos.

use esteira_base::Instante;
use esteira_base::ids::NoId;

use super::palco::{self, AGORA, conceder, concluir, em, enfileirar, limitado, trabalho};
use crate::Armazem;
use crate::fila::Concedido;

/// Oito nós pedem ao mesmo tempo; devolve tudo o que pegaram.
async fn todos_juntos(armazem: &Armazem, agora: Instante) -> Vec<Concedido> {
    let pedidos = (0..8).map(|_| {
        let armazem = armazem.clone();
        tokio::spawn(async move { conceder(&armazem, NoId::novo(), 10, agora).await })
    });
    let mut pegas = Vec::new();
    for pedido in pedidos.collect::<Vec<_>>() {
        pegas.extend(pedido.await.unwrap());
    }
    pegas
}

/// Enquanto `simultaneos` estão concedidas, a chave não dá mais nenhuma; cada uma que conclui abre um lugar.
pub async fn simultaneos_nunca_passam_do_limite(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    enfileirar(armazem, (0..20).map(|_| limitado(inquilino, "portal/OI", Some(3), None)).collect()).await;
    let mut rodando = todos_juntos(armazem, AGORA).await;
    // Quem não conseguiu travar a linha desiste sem esperar: uma rodada pode dar menos que o limite, nunca mais.
    assert!((1..=3).contains(&rodando.len()), "{} de 3", rodando.len());
    rodando.extend(conceder(armazem, NoId::novo(), 10, AGORA).await);
    assert_eq!(rodando.len(), 3);
    assert_eq!(todos_juntos(armazem, AGORA).await, []);
    assert!(concluir(armazem, &rodando[0]).await);
    assert_eq!(conceder(armazem, NoId::novo(), 10, AGORA).await.len(), 1);
}

/// Só `por_minuto` partem numa janela, ainda que concluam logo; passada a janela, partem outras, e as velhas se esquecem.
pub async fn por_minuto_conta_partidas_da_janela(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    enfileirar(armazem, (0..12).map(|_| limitado(inquilino, "portal/OI", None, Some(5))).collect()).await;
    let mut partidas = todos_juntos(armazem, AGORA).await;
    assert!(partidas.len() <= 5, "{} de 5", partidas.len());
    partidas.extend(conceder(armazem, NoId::novo(), 10, AGORA).await);
    assert_eq!(partidas.len(), 5);
    for partida in &partidas {
        assert!(concluir(armazem, partida).await);
    }
    assert_eq!(todos_juntos(armazem, em(59)).await, []);
    assert_eq!(conceder(armazem, NoId::novo(), 10, em(61)).await.len(), 5);
    assert_eq!(armazem.limpar_partidas(em(61)).await.unwrap(), 5);
    assert_eq!(conceder(armazem, NoId::novo(), 10, em(61)).await, [], "limpar não dá lugar a mais ninguém");
}

/// A mesma chave em outro inquilino é outra contagem.
pub async fn chave_de_outro_inquilino_e_outra_chave(armazem: &Armazem) {
    for _ in 0..2 {
        let inquilino = palco::inquilino(armazem).await;
        enfileirar(armazem, (0..3).map(|_| limitado(inquilino, "portal/OI", Some(1), Some(9))).collect()).await;
    }
    let pegas = conceder(armazem, NoId::novo(), 10, AGORA).await;
    assert_eq!(pegas.len(), 2);
    assert_ne!(pegas[0].inquilino, pegas[1].inquilino);
}

/// Uma chave cheia, mesmo com a frente da fila só dela, não impede as outras nem o que não tem limite.
pub async fn chave_cheia_nao_segura_as_outras(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    enfileirar(armazem, (0..10).map(|_| limitado(inquilino, "portal/OI", Some(1), None)).collect()).await;
    assert_eq!(conceder(armazem, NoId::novo(), 1, AGORA).await.len(), 1);
    let outros = vec![limitado(inquilino, "portal/SAT", Some(1), None), trabalho(inquilino)];
    let esperados: Vec<_> = outros.iter().map(|item| item.id).collect();
    enfileirar(armazem, outros).await;
    let mut pegas: Vec<_> = conceder(armazem, NoId::novo(), 2, AGORA).await.into_iter().map(|c| c.id).collect();
    pegas.sort();
    assert_eq!(pegas, esperados);
}
