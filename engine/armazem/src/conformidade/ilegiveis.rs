//! Instâncias que não se leem.

use esteira_base::ids::NoId;

use super::palco::{self, AGORA, conceder, em, enfileirar, trabalho};
use crate::Armazem;
use crate::fila::ItemNovo;
use crate::motor::Gravacao;

/// Fica em atenção, sem a fila, desde a primeira vez; e nada muda se outro já a leu, ou se é de outro inquilino.
pub async fn estacionada_espera_com_a_fila_e_so_ela(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let [parada, outra] = [palco::instancia(&mut unidade, "1").await, palco::instancia(&mut unidade, "2").await];
    unidade.confirmar().await.unwrap();
    let da = |instancia, prioridade| ItemNovo { instancia, prioridade, ..trabalho(inquilino) };
    enfileirar(armazem, vec![da(parada, 2), da(parada, 1), da(outra, 0)]).await;
    let na_mao = conceder(armazem, NoId::novo(), 1, AGORA).await.remove(0);
    let estacionar = async |inquilino, sequencia, agora| {
        let mut unidade = armazem.escrever(inquilino).await.unwrap();
        unidade.estacionar(parada, sequencia, agora).await.unwrap();
        unidade.confirmar().await.unwrap();
    };
    estacionar(inquilino, 7, em(1)).await;
    estacionar(palco::inquilino(armazem).await, 0, em(1)).await;
    let situacao = async || armazem.ler(inquilino).await.unwrap().instancia(parada).await.unwrap().unwrap();
    assert_eq!(situacao().await.situacao, "EM_ANDAMENTO");
    estacionar(inquilino, 0, em(2)).await;
    estacionar(inquilino, 0, em(3)).await;
    let guardada = situacao().await;
    assert_eq!((guardada.situacao.as_str(), guardada.data_atualizacao), ("PRECISA_DE_ATENCAO", em(2).micros()));
    assert_eq!(guardada.estado, "{}");
    // O que estava na mão de um nó também se solta: não ocupa o limite de ninguém, e o relato dele já não vale.
    let [de_outra] = <[_; 1]>::try_from(conceder(armazem, NoId::novo(), 9, em(9)).await).unwrap();
    assert_eq!(de_outra.instancia, outra);
    assert!(!palco::concluir(armazem, &na_mao).await);
    let lote = Gravacao { suspensas: vec![(inquilino, parada, false)], ..Gravacao::default() };
    armazem.gravar(lote, em(9)).await.unwrap();
    assert_eq!(conceder(armazem, NoId::novo(), 9, em(9)).await.len(), 2);
}
