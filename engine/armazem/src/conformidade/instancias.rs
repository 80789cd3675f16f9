//! Instâncias: uma viva por chave, e ninguém muda sobre leitura velha.

use std::sync::Arc;

use esteira_base::ids::{InquilinoId, InstanciaId};

use super::palco::{self, AGORA, em, nascida, so_retrato};
use crate::motor::{DecisaoGuardada, FiltroDeVivas, Gravacao, InstanciaNova, Retrato};
use crate::{Armazem, ErroArmazem, Unidade};

fn mudada(inquilino: InquilinoId, nova: &InstanciaNova, lida: i64, viva: bool) -> Retrato {
    Retrato {
        situacao: if viva { "EM_ANDAMENTO" } else { "CONCLUIDA" },
        viva,
        estado: format!("{{\"lida\":{lida}}}"),
        estado_de_negocio: Some("ABERTO".into()),
        mae: None,
        sequencia_lida: Some(lida),
        sequencia: lida + 1,
        ..nascida(inquilino, nova, AGORA)
    }
}

async fn nova(armazem: &Armazem, chave: &str) -> (InquilinoId, InstanciaNova) {
    let mut unidade = palco::escrever(armazem).await;
    let nova = palco::instancia_nova(&mut unidade, chave).await;
    let inquilino = unidade.inquilino();
    unidade.confirmar().await.unwrap();
    (inquilino, nova)
}

/// A chave só se reserva de novo quando a anterior encerra; a de outro inquilino não conta.
pub async fn uma_viva_por_chave(armazem: &Armazem) {
    let (um, nova) = nova(armazem, "c-1").await;
    let outra = InstanciaNova { id: InstanciaId::novo(), ..nova.clone() };
    let nascer = async |nova: &InstanciaNova| armazem.gravar(so_retrato(nascida(um, nova, AGORA)), AGORA).await;
    nascer(&nova).await.unwrap();
    let recusada = nascer(&outra).await.unwrap_err();
    assert!(recusada.ja_existe("instancias"), "{recusada:?}");
    let vivas = armazem.ler(um).await.unwrap().chaves_vivas(&[&outra]).await.unwrap();
    assert_eq!(vivas.iter().map(|viva| viva.viva).collect::<Vec<_>>(), [nova.id]);
    let no_mesmo_lote = Retrato { sequencia_lida: None, ..mudada(um, &outra, 0, false) };
    let recusada = armazem.gravar(so_retrato(no_mesmo_lote), AGORA).await;
    assert!(matches!(recusada, Err(ErroArmazem::Conflito)), "nem a que nasceria e acabaria: {recusada:?}");
    armazem.gravar(so_retrato(mudada(um, &nova, 0, false)), AGORA).await.unwrap();
    nascer(&outra).await.expect("a encerrada libera a chave");

    let mut vizinho = palco::escrever(armazem).await;
    palco::instancia(&mut vizinho, "c-1").await;
    assert_eq!(vizinho.instancia(outra.id).await.unwrap(), None, "a do outro não se vê");
    let alheia = mudada(vizinho.inquilino(), &outra, 0, true);
    assert!(matches!(vizinho.gravar(so_retrato(alheia), AGORA).await, Err(ErroArmazem::Conflito)));
}

/// De muitos que começam a mesma chave juntos, um só cria.
pub async fn inicios_ao_mesmo_tempo_criam_uma(armazem: &Armazem) {
    let (inquilino, modelo) = nova(armazem, "c-1").await;
    let modelo = Arc::new(modelo);
    let inicios = (0..8).map(|_| {
        let (armazem, modelo) = (armazem.clone(), modelo.clone());
        tokio::spawn(async move {
            let nova = InstanciaNova { id: InstanciaId::novo(), ..(*modelo).clone() };
            armazem.gravar(so_retrato(nascida(inquilino, &nova, AGORA)), AGORA).await.is_ok()
        })
    });
    let mut criadas = 0;
    for inicio in inicios.collect::<Vec<_>>() {
        criadas += usize::from(inicio.await.unwrap());
    }
    assert_eq!(criadas, 1);
}

/// O retrato só entra se ninguém mudou a instância desde a leitura; se não entra, nada do lote entra.
pub async fn retrato_de_leitura_velha_e_conflito(armazem: &Armazem) {
    let (inquilino, nova) = nova(armazem, "c-1").await;
    armazem.gravar(so_retrato(nascida(inquilino, &nova, AGORA)), AGORA).await.unwrap();
    armazem.gravar(so_retrato(mudada(inquilino, &nova, 0, true)), em(5)).await.unwrap();
    for viva in [true, false] {
        let decisao = DecisaoGuardada { inquilino, instancia: nova.id, sequencia: 1, eventos: "[{}]".into() };
        let lote = Gravacao { historico: vec![decisao], ..so_retrato(mudada(inquilino, &nova, 0, viva)) };
        assert!(matches!(armazem.gravar(lote, em(9)).await, Err(ErroArmazem::Conflito)));
    }
    let mut unidade = armazem.ler(inquilino).await.unwrap();
    let guardada = unidade.instancia(nova.id).await.unwrap().unwrap();
    assert_eq!((guardada.sequencia, guardada.situacao.as_str()), (1, "EM_ANDAMENTO"));
    assert_eq!((guardada.data_criacao, guardada.data_atualizacao), (AGORA.micros(), em(5).micros()));
    assert_eq!((guardada.estado.as_str(), guardada.estado_de_negocio.as_deref()), ("{\"lida\":0}", Some("ABERTO")));
    assert_eq!(unidade.eventos(nova.id).await.unwrap(), []);
}

/// Encerrada, sai de entre as vivas e continua a se ler.
pub async fn encerrada_sai_das_vivas(armazem: &Armazem) {
    let (inquilino, nova) = nova(armazem, "c-1").await;
    armazem.gravar(so_retrato(nascida(inquilino, &nova, AGORA)), AGORA).await.unwrap();
    let ler = async || armazem.ler(inquilino).await.unwrap().ler_lote(&[nova.id], &[], false).await.unwrap();
    assert_eq!((ler().await.instancias.len(), ler().await.encerradas.len()), (1, 0));
    armazem.gravar(so_retrato(mudada(inquilino, &nova, 0, false)), em(7)).await.unwrap();
    let leitura = ler().await;
    assert!(leitura.instancias.is_empty() && leitura.encerradas.contains(&(inquilino, nova.id)));
    let guardada = armazem.ler(inquilino).await.unwrap().instancia(nova.id).await.unwrap().unwrap();
    assert_eq!((guardada.situacao.as_str(), guardada.data_atualizacao), ("CONCLUIDA", em(7).micros()));
    assert_eq!((guardada.chave.as_str(), guardada.data_criacao), ("c-1", AGORA.micros()));
}

/// Ler, somar um e gravar, de muitos ao mesmo tempo: nada se perde e ninguém leva conflito.
pub async fn quem_trava_para_mudar_espera_a_vez(armazem: &Armazem) {
    let (inquilino, nova) = nova(armazem, "c-1").await;
    armazem.gravar(so_retrato(nascida(inquilino, &nova, AGORA)), AGORA).await.unwrap();
    let mudancas = (0..10).map(|_| {
        let (armazem, nova) = (armazem.clone(), nova.clone());
        tokio::spawn(async move {
            let mut unidade = armazem.escrever(inquilino).await.unwrap();
            let lida = unidade.ler_lote(&[nova.id], &[], true).await.unwrap().instancias[0].instancia.sequencia;
            unidade.gravar(so_retrato(mudada(inquilino, &nova, lida, true)), AGORA).await.unwrap();
            unidade.confirmar().await.unwrap();
        })
    });
    for mudanca in mudancas.collect::<Vec<_>>() {
        mudanca.await.unwrap();
    }
    let mut unidade = armazem.ler(inquilino).await.unwrap();
    assert_eq!(unidade.instancia(nova.id).await.unwrap().unwrap().sequencia, 10);
}

/// A lista vem da mais nova à mais velha, vivas e encerradas juntas, até o limite, e pode ser de uma situação.
pub async fn listar_da_mais_nova_a_mais_velha(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let mut ids = Vec::new();
    for chave in ["a", "b", "c"] {
        let nova = palco::instancia_nova(&mut unidade, chave).await;
        unidade.gravar(so_retrato(nascida(inquilino, &nova, AGORA)), AGORA).await.unwrap();
        ids.push(nova.id.0);
        if chave == "b" {
            unidade.gravar(so_retrato(mudada(inquilino, &nova, 0, false)), em(9)).await.unwrap();
        }
    }
    let listar = async |unidade: &mut Unidade, situacao, limite| {
        let lista = unidade.instancias(situacao, limite).await.unwrap();
        lista.into_iter().map(|i| i.id).collect::<Vec<_>>()
    };
    assert_eq!(listar(&mut unidade, None, 2).await, [ids[2], ids[1]]);
    assert_eq!(listar(&mut unidade, Some("CONCLUIDA"), 9).await, [ids[1]]);
    assert_eq!(listar(&mut unidade, Some("EM_ANDAMENTO"), 9).await, [ids[2], ids[0]]);
    for situacao in ["PRECISA_DE_ATENCAO", "DESFAZENDO", "FALHOU", "CANCELADA"] {
        let nova = palco::instancia_nova(&mut unidade, situacao).await;
        let viva = matches!(situacao, "PRECISA_DE_ATENCAO" | "DESFAZENDO");
        let retrato = Retrato { situacao, viva, ..nascida(inquilino, &nova, AGORA) };
        unidade.gravar(so_retrato(retrato), AGORA).await.unwrap();
        assert_eq!(listar(&mut unidade, Some(situacao), 9).await, [nova.id.0], "{situacao}");
    }
}

/// As vivas por páginas, da mais velha à mais nova; encerrada, de outro fluxo ou de outro inquilino não vem.
pub async fn vivas_por_fluxo_situacao_e_pagina(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let inquilino = unidade.inquilino();
    let mut ids = Vec::new();
    for (chave, fluxo, situacao, viva) in [
        ("a", "chamado", "EM_ANDAMENTO", true),
        ("b", "chamado", "PRECISA_DE_ATENCAO", true),
        ("c", "outro", "PRECISA_DE_ATENCAO", true),
        ("d", "chamado", "CONCLUIDA", false),
    ] {
        let nova = InstanciaNova { fluxo_nome: fluxo.into(), ..palco::instancia_nova(&mut unidade, chave).await };
        let retrato = Retrato { situacao, viva, ..nascida(inquilino, &nova, AGORA) };
        unidade.gravar(so_retrato(retrato), AGORA).await.unwrap();
        ids.push(nova.id.0);
    }
    let vivas = async |unidade: &mut Unidade, fluxo: Option<&str>, situacao: Option<&str>, depois_de, limite| {
        let (fluxo, situacao) = (fluxo.map(str::to_owned), situacao.map(str::to_owned));
        let filtro = FiltroDeVivas { fluxo, situacao, depois_de, limite };
        unidade.instancias_vivas(&filtro).await.unwrap().into_iter().map(|i| i.id).collect::<Vec<_>>()
    };
    assert_eq!(vivas(&mut unidade, None, None, None, 2).await, ids[..2]);
    assert_eq!(vivas(&mut unidade, None, None, Some(ids[1]), 9).await, ids[2..3]);
    assert_eq!(vivas(&mut unidade, Some("chamado"), Some("PRECISA_DE_ATENCAO"), None, 9).await, ids[1..2]);
    assert_eq!(vivas(&mut unidade, Some("chamado"), Some("EM_ANDAMENTO"), None, 9).await, ids[..1]);
    unidade.confirmar().await.unwrap();
    let mut vizinho = palco::escrever(armazem).await;
    assert!(vivas(&mut vizinho, None, None, None, 9).await.is_empty());
    assert!(vizinho.fluxos_das_vivas(&ids).await.unwrap().is_empty());
}
