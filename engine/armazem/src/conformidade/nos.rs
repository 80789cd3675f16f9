//! Nós: o trabalho de quem morreu volta, o de quem vive fica.

use std::time::Duration;

use esteira_base::ids::NoId;

use super::palco::{self, AGORA, conceder, enfileirar, trabalho};
use crate::Armazem;

const VIDA_LONGA: Duration = Duration::from_secs(3_600);

async fn com_trabalhos(armazem: &Armazem, quantos: usize) {
    let inquilino = palco::inquilino(armazem).await;
    enfileirar(armazem, (0..quantos).map(|_| trabalho(inquilino)).collect()).await;
}

/// Recolher devolve as linhas de nós vencidos e de nós que nunca se registraram; as de nó vivo, não.
pub async fn no_morto_devolve_o_que_tinha(armazem: &Armazem) {
    com_trabalhos(armazem, 3).await;
    let (vivo, vencido, desconhecido) = (NoId::novo(), NoId::novo(), NoId::novo());
    armazem.renovar_no(vivo, "vivo", VIDA_LONGA).await.unwrap();
    armazem.renovar_no(vencido, "vencido", Duration::ZERO).await.unwrap();
    for no in [vivo, vencido, desconhecido] {
        assert_eq!(conceder(armazem, no, 1, AGORA).await.len(), 1);
    }
    // A validade se mede pelo relógio do banco, que não é nosso: espera-se ele andar.
    let mut devolvidas = 0;
    while devolvidas < 2 {
        devolvidas += armazem.recolher_de_nos_mortos().await.unwrap();
    }
    assert_eq!(devolvidas, 2);
    assert_eq!(conceder(armazem, vivo, 9, AGORA).await.iter().map(|c| c.concessao).collect::<Vec<_>>(), [2, 2]);
    assert_eq!(armazem.recolher_de_nos_mortos().await.unwrap(), 0);
}

/// Parar com elegância devolve as linhas do nó na hora, e as dos outros ficam.
pub async fn soltar_devolve_so_o_do_no(armazem: &Armazem) {
    com_trabalhos(armazem, 4).await;
    let (este, outro) = (NoId::novo(), NoId::novo());
    assert_eq!(conceder(armazem, este, 3, AGORA).await.len() + conceder(armazem, outro, 1, AGORA).await.len(), 4);
    assert_eq!(armazem.soltar_no(este).await.unwrap(), 3);
    assert_eq!(armazem.soltar_no(este).await.unwrap(), 0, "soltar duas vezes não faz mal");
    assert_eq!(conceder(armazem, outro, 9, AGORA).await.len(), 3);
}

/// Quem sabe que é o único esquece todos os nós, vivos ou não, e fica com tudo.
pub async fn esquecer_devolve_tudo(armazem: &Armazem) {
    com_trabalhos(armazem, 2).await;
    let no = NoId::novo();
    armazem.renovar_no(no, "anterior", VIDA_LONGA).await.unwrap();
    assert_eq!(conceder(armazem, no, 9, AGORA).await.len(), 2);
    assert_eq!(armazem.esquecer_nos().await.unwrap(), 2);
    assert_eq!(conceder(armazem, NoId::novo(), 9, AGORA).await.len(), 2);
}

/// `false` na primeira vez e depois de a validade passar; `true` enquanto ela corre.
pub async fn renovar_diz_se_a_validade_passou(armazem: &Armazem) {
    let no = NoId::novo();
    assert!(!armazem.renovar_no(no, "nó", VIDA_LONGA).await.unwrap());
    assert!(armazem.renovar_no(no, "nó", Duration::ZERO).await.unwrap());
    // O relógio do SQLite anda de milésimo em milésimo: até ele andar, a validade de zero ainda vale.
    while armazem.renovar_no(no, "nó", Duration::ZERO).await.unwrap() {}
    armazem.renovar_no(no, "nó", VIDA_LONGA).await.unwrap();
    assert!(armazem.renovar_no(no, "nó", VIDA_LONGA).await.unwrap());
}
