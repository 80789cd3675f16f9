//! Efeito único: a intenção de um só, o comprovante para sempre.

use esteira_base::ids::InstanciaId;

use super::palco::{self, AGORA};
use crate::Armazem;
use crate::motor::EfeitoUnico;

const CHAVE: &str = "hash/2026-10/resumo";

/// De muitos que pretendem o mesmo efeito juntos, um só age; para outro inquilino a mesma chave é outro efeito.
pub async fn so_um_pretende(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let intencoes = (0..8).map(|_| {
        let armazem = armazem.clone();
        tokio::spawn(async move {
            let mut unidade = armazem.escrever(inquilino).await.unwrap();
            let pode = unidade.pretender_efeito(CHAVE, InstanciaId::novo(), AGORA).await.unwrap();
            unidade.confirmar().await.unwrap();
            pode
        })
    });
    let mut podem = 0;
    for intencao in intencoes.collect::<Vec<_>>() {
        podem += usize::from(intencao.await.unwrap());
    }
    assert_eq!(podem, 1);
    let mut vizinho = palco::escrever(armazem).await;
    assert_eq!(vizinho.efeito_unico(CHAVE).await.unwrap(), None);
    assert!(vizinho.pretender_efeito(CHAVE, InstanciaId::novo(), AGORA).await.unwrap());
}

/// Confirmado, a chave guarda o que produziu e nunca mais volta a ser intenção.
pub async fn confirmado_guarda_a_saida_e_nao_se_esquece(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let instancia = InstanciaId::novo();
    assert!(unidade.pretender_efeito(CHAVE, instancia, AGORA).await.unwrap());
    unidade.confirmar_efeito(CHAVE, "{\"comprovante\":7}", AGORA).await.unwrap();
    unidade.esquecer_intencoes(instancia).await.unwrap();
    assert!(!unidade.pretender_efeito(CHAVE, instancia, AGORA).await.unwrap());
    let esperado = EfeitoUnico { situacao: "CONFIRMADO".into(), saida: Some("{\"comprovante\":7}".into()) };
    assert_eq!(unidade.efeito_unico(CHAVE).await.unwrap(), Some(esperado));
}

/// Esquecer libera as intenções da instância, e só dela.
pub async fn esquecer_so_apaga_intencoes_da_instancia(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let (esta, outra) = (InstanciaId::novo(), InstanciaId::novo());
    assert!(unidade.pretender_efeito("a", esta, AGORA).await.unwrap());
    assert!(unidade.pretender_efeito("b", outra, AGORA).await.unwrap());
    unidade.esquecer_intencoes(esta).await.unwrap();
    assert!(unidade.pretender_efeito("a", esta, AGORA).await.unwrap());
    assert!(!unidade.pretender_efeito("b", outra, AGORA).await.unwrap());
}
