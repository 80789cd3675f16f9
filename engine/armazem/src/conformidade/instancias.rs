//! Instâncias: uma viva por chave, e ninguém muda sobre leitura velha.

use std::sync::Arc;

use esteira_base::ids::InstanciaId;

use super::palco::{self, AGORA, em};
use crate::motor::{InstanciaNova, Retrato};
use crate::{Armazem, ErroArmazem};

fn retrato(id: InstanciaId, lida: i64, viva: bool) -> Retrato {
    Retrato {
        id,
        situacao: if viva { "EM_ANDAMENTO" } else { "CONCLUIDA" },
        viva,
        estado: format!("{{\"lida\":{lida}}}"),
        estado_de_negocio: Some("ABERTO".into()),
        sequencia_lida: lida,
        sequencia: lida + 1,
    }
}

/// A chave só se reserva de novo quando a anterior encerra; a de outro inquilino não conta.
pub async fn uma_viva_por_chave(armazem: &Armazem) {
    let mut um = palco::escrever(armazem).await;
    let nova = palco::instancia_nova(&mut um, "c-1").await;
    let outra = || InstanciaNova { id: InstanciaId::novo(), ..nova.clone() };
    assert!(um.criar_instancia(&nova, AGORA).await.unwrap());
    assert!(!um.criar_instancia(&outra(), AGORA).await.unwrap());
    um.gravar_retrato(&retrato(nova.id, 0, false), AGORA).await.unwrap();
    assert!(um.criar_instancia(&outra(), AGORA).await.unwrap(), "a encerrada libera a chave");
    um.confirmar().await.unwrap();

    let mut vizinho = palco::escrever(armazem).await;
    palco::instancia(&mut vizinho, "c-1").await;
    assert_eq!(vizinho.instancia(nova.id).await.unwrap(), None, "a do outro não se vê");
    assert!(matches!(vizinho.gravar_retrato(&retrato(nova.id, 1, true), AGORA).await, Err(ErroArmazem::Conflito)));
}

/// De muitos que começam a mesma chave juntos, um só cria.
pub async fn inicios_ao_mesmo_tempo_criam_uma(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let modelo = Arc::new(palco::instancia_nova(&mut unidade, "c-1").await);
    unidade.confirmar().await.unwrap();
    let inicios = (0..8).map(|_| {
        let (armazem, modelo) = (armazem.clone(), modelo.clone());
        tokio::spawn(async move {
            let mut unidade = armazem.escrever(inquilino).await.unwrap();
            let nova = InstanciaNova { id: InstanciaId::novo(), ..(*modelo).clone() };
            let criou = unidade.criar_instancia(&nova, AGORA).await.unwrap();
            unidade.confirmar().await.unwrap();
            criou
        })
    });
    let mut criadas = 0;
    for inicio in inicios.collect::<Vec<_>>() {
        criadas += usize::from(inicio.await.unwrap());
    }
    assert_eq!(criadas, 1);
}

/// O retrato só entra se ninguém mudou a instância desde a leitura.
pub async fn retrato_de_leitura_velha_e_conflito(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let id = palco::instancia(&mut unidade, "c-1").await;
    unidade.gravar_retrato(&retrato(id, 0, true), em(5)).await.unwrap();
    let velha = unidade.gravar_retrato(&retrato(id, 0, false), em(9)).await;
    assert!(matches!(velha, Err(ErroArmazem::Conflito)));
    let guardada = unidade.instancia(id).await.unwrap().unwrap();
    assert_eq!((guardada.sequencia, guardada.situacao.as_str()), (1, "EM_ANDAMENTO"));
    assert_eq!((guardada.data_criacao, guardada.data_atualizacao), (AGORA.micros(), em(5).micros()));
    assert_eq!((guardada.estado.as_str(), guardada.estado_de_negocio.as_deref()), ("{\"lida\":0}", Some("ABERTO")));
}

/// Ler, somar um e gravar, de muitos ao mesmo tempo: nada se perde e ninguém leva conflito.
pub async fn quem_trava_para_mudar_espera_a_vez(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let id = palco::instancia(&mut unidade, "c-1").await;
    unidade.confirmar().await.unwrap();
    let mudancas = (0..10).map(|_| {
        let armazem = armazem.clone();
        tokio::spawn(async move {
            let mut unidade = armazem.escrever(inquilino).await.unwrap();
            let lida = unidade.instancia_para_mudar(id).await.unwrap().unwrap().sequencia;
            unidade.gravar_retrato(&retrato(id, lida, true), AGORA).await.unwrap();
            unidade.confirmar().await.unwrap();
        })
    });
    for mudanca in mudancas.collect::<Vec<_>>() {
        mudanca.await.unwrap();
    }
    let mut unidade = armazem.ler(inquilino).await.unwrap();
    assert_eq!(unidade.instancia(id).await.unwrap().unwrap().sequencia, 10);
}

/// A lista vem da mais nova à mais velha, até o limite, e pode ser de uma situação.
pub async fn listar_da_mais_nova_a_mais_velha(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let mut ids = Vec::new();
    for (segundo, chave) in (0..).zip(["a", "b", "c"]) {
        let nova = palco::instancia_nova(&mut unidade, chave).await;
        assert!(unidade.criar_instancia(&nova, em(segundo)).await.unwrap());
        ids.push(nova.id.0);
    }
    unidade.gravar_retrato(&retrato(ids[1].into(), 0, false), em(9)).await.unwrap();
    let listadas = |lista: Vec<crate::motor::Instancia>| lista.into_iter().map(|i| i.id).collect::<Vec<_>>();
    assert_eq!(listadas(unidade.instancias(None, 2).await.unwrap()), [ids[2], ids[1]]);
    assert_eq!(listadas(unidade.instancias(Some("CONCLUIDA"), 9).await.unwrap()), [ids[1]]);
}
