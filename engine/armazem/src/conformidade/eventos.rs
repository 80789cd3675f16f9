//! O histórico só cresce.

use esteira_base::ids::InstanciaId;

use super::palco::{self, AGORA, em};
use crate::Armazem;

/// Sequência repetida é erro com nome, e o que estava guardado fica; o histórico de um inquilino o outro não vê.
pub async fn historia_nunca_se_sobrescreve(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let id = InstanciaId::novo();
    let evento = |sequencia, dados: &str| (id, sequencia, "passo_iniciado", dados.to_owned());
    unidade.gravar_eventos(vec![evento(2, "dois"), evento(1, "um")], AGORA).await.unwrap();
    unidade.confirmar().await.unwrap();

    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    let erro = unidade.gravar_eventos(vec![evento(3, "três"), evento(2, "outro")], em(1)).await.unwrap_err();
    assert!(erro.ja_existe("eventos"), "{erro:?}");
    drop(unidade);

    let mut unidade = armazem.ler(inquilino).await.unwrap();
    let historia: Vec<_> = unidade.eventos(id).await.unwrap().into_iter().map(|e| (e.sequencia, e.dados)).collect();
    assert_eq!(historia, [(1, "um".to_owned()), (2, "dois".to_owned())]);
    drop(unidade);
    assert_eq!(palco::escrever(armazem).await.eventos(id).await.unwrap(), []);
}

/// Mais linhas do que cabem num comando do banco entram todas, na mesma transação.
pub async fn lote_maior_que_um_comando_entra_inteiro(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let id = InstanciaId::novo();
    let muitos = (1..=6_000).map(|n| (id, n, "passo_iniciado", n.to_string())).collect();
    unidade.gravar_eventos(muitos, AGORA).await.unwrap();
    unidade.gravar_eventos(vec![], AGORA).await.unwrap();
    let guardados = unidade.eventos(id).await.unwrap();
    assert_eq!((guardados.len(), guardados.last().unwrap().dados.as_str()), (6_000, "6000"));
}
