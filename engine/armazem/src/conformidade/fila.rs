//! A fila: cada linha a um nó, cada relato da sua concessão, cada temporizador na sua hora.

use std::collections::HashSet;

use esteira_base::ids::{InstanciaId, NoId};

use super::palco::{self, AGORA, conceder, concluir, em, enfileirar, trabalho};
use crate::fila::{Concedido, ItemNovo, PRIMEIRA_CONCESSAO, TipoDeItem};
use crate::motor::{Gravacao, ItemConcluido};
use crate::{Armazem, ErroArmazem};

/// Muitos nós pegando ao mesmo tempo: toda linha sai, e nenhuma sai duas vezes.
pub async fn cada_linha_vai_a_um_no_so(armazem: &Armazem) {
    const LINHAS: usize = 60;
    let inquilino = palco::inquilino(armazem).await;
    enfileirar(armazem, (0..LINHAS).map(|_| trabalho(inquilino)).collect()).await;
    let nos = (0..6).map(|_| {
        let armazem = armazem.clone();
        tokio::spawn(async move {
            let (no, mut pegas) = (NoId::novo(), Vec::new());
            // Uma rodada pode vir vazia porque outro nó está pegando as mesmas linhas; só acaba quando não resta nenhuma livre.
            while armazem.proxima_visivel(TipoDeItem::Trabalho).await.unwrap().is_some() {
                pegas.extend(conceder(&armazem, no, 4, AGORA).await);
            }
            pegas
        })
    });
    let mut vistas = Vec::new();
    for no in nos.collect::<Vec<_>>() {
        vistas.extend(no.await.unwrap());
    }
    assert_eq!(vistas.len(), LINHAS);
    assert!(vistas.iter().all(|linha| linha.concessao == 1 && linha.inquilino == inquilino));
    assert_eq!(vistas.iter().map(|linha| linha.id).collect::<HashSet<_>>().len(), LINHAS);
}

/// A linha que passou a outro nó só aceita o relato da concessão nova, e uma vez.
pub async fn relato_de_concessao_velha_nao_vale(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    enfileirar(armazem, vec![trabalho(inquilino)]).await;
    let (caiu, assumiu) = (NoId::novo(), NoId::novo());
    let velha = conceder(armazem, caiu, 1, AGORA).await.remove(0);
    assert_eq!(armazem.soltar_no(caiu).await.unwrap(), 1);
    let nova = conceder(armazem, assumiu, 1, AGORA).await.remove(0);
    assert_eq!((nova.id, velha.concessao, nova.concessao), (velha.id, 1, 2));
    assert!(!concluir(armazem, &velha).await);
    assert!(concluir(armazem, &nova).await);
    assert!(!concluir(armazem, &nova).await, "já saiu da fila");
}

/// Uma linha que voltou à fila não se conclui nem com o número da última concessão: ninguém a tem.
pub async fn linha_nao_concedida_nao_se_conclui(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    enfileirar(armazem, vec![trabalho(inquilino)]).await;
    let no = NoId::novo();
    let concedida = conceder(armazem, no, 1, AGORA).await.remove(0);
    armazem.soltar_no(no).await.unwrap();
    assert!(!concluir(armazem, &concedida).await);
    assert_eq!(conceder(armazem, no, 0, AGORA).await, []);
    assert_eq!(conceder(armazem, no, 1, AGORA).await[0].concessao, 2);
}

/// Um temporizador não aparece antes da hora, nem se confunde com trabalho; e se sabe até quando dormir.
pub async fn so_aparece_quando_vence(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let temporizador =
        |segundos| ItemNovo { tipo: TipoDeItem::Temporizador, visivel_em: em(segundos), ..trabalho(inquilino) };
    enfileirar(armazem, vec![temporizador(90), temporizador(60)]).await;
    let no = NoId::novo();
    let vencidos =
        async |segundos| armazem.conceder(no, TipoDeItem::Temporizador, 9, em(segundos)).await.unwrap().len();
    assert_eq!(armazem.proxima_visivel(TipoDeItem::Temporizador).await.unwrap(), Some(em(60)));
    assert_eq!(armazem.proxima_visivel(TipoDeItem::Trabalho).await.unwrap(), None);
    assert_eq!(vencidos(59).await, 0);
    assert_eq!(conceder(armazem, no, 9, em(999)).await, []);
    assert_eq!(vencidos(60).await, 1);
    assert_eq!(armazem.proxima_visivel(TipoDeItem::Temporizador).await.unwrap(), Some(em(90)));
    assert_eq!(vencidos(90).await, 1);
}

/// A prioridade manda; entre iguais, quem espera há mais tempo.
pub async fn maior_prioridade_sai_antes(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let item = |carga: &str, prioridade, segundos| ItemNovo {
        carga: carga.into(),
        prioridade,
        visivel_em: em(segundos),
        ..trabalho(inquilino)
    };
    enfileirar(armazem, vec![item("nova", 0, 5), item("velha", 0, 1), item("urgente", 10, 9), item("adiável", -1, 0)])
        .await;
    let mut ordem = Vec::new();
    for _ in 0..4 {
        ordem.push(conceder(armazem, NoId::novo(), 1, em(10)).await.remove(0).carga);
    }
    assert_eq!(ordem, ["urgente", "velha", "nova", "adiável"]);
}

/// Recolher uma visita tira dela trabalho e temporizadores, mesmo concedidos, e só dela.
pub async fn visita_recolhida_some_da_fila(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let instancia = InstanciaId::novo();
    let item = |visita, tipo| ItemNovo { instancia, visita, tipo, ..trabalho(inquilino) };
    let da_visita = [TipoDeItem::Trabalho, TipoDeItem::Temporizador].map(|tipo| item(1, tipo));
    enfileirar(armazem, da_visita.into_iter().chain([item(2, TipoDeItem::Temporizador)]).collect()).await;
    let concedida = conceder(armazem, NoId::novo(), 1, AGORA).await.remove(0);

    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    let concedidas =
        |itens: Vec<(i64, String, i64, bool)>| itens.into_iter().map(|(v, t, _, c)| (v, t, c)).collect::<HashSet<_>>();
    let antes = concedidas(unidade.itens_da_instancia(instancia).await.unwrap());
    assert!(antes.contains(&(1, "TRABALHO".to_owned(), true)) && antes.len() == 3, "{antes:?}");
    let recolher = Gravacao { recolhidas: vec![(inquilino, instancia, 1)], ..Gravacao::default() };
    unidade.gravar(recolher, AGORA).await.unwrap();
    let depois = unidade.itens_da_instancia(instancia).await.unwrap();
    assert_eq!(depois, [(2, "TEMPORIZADOR".to_owned(), AGORA.micros(), false)]);
    unidade.confirmar().await.unwrap();
    assert!(!concluir(armazem, &concedida).await, "o relato de uma visita que acabou não vale");
}

/// Outro inquilino não conclui, não recolhe e não vê.
pub async fn inquilino_alheio_nao_toca_a_fila(armazem: &Armazem) {
    let dono = palco::inquilino(armazem).await;
    enfileirar(armazem, vec![trabalho(dono)]).await;
    let concedida = conceder(armazem, NoId::novo(), 1, AGORA).await.remove(0);
    let mut vizinho = palco::escrever(armazem).await;
    let outro = vizinho.inquilino();
    let recolher = Gravacao { recolhidas: vec![(outro, concedida.instancia, concedida.visita)], ..Gravacao::default() };
    vizinho.gravar(recolher, AGORA).await.unwrap();
    assert_eq!(vizinho.itens_da_instancia(concedida.instancia).await.unwrap(), []);
    vizinho.confirmar().await.unwrap();
    assert!(!palco::concluir_por(armazem, outro, &concedida).await);
    assert!(concluir(armazem, &concedida).await);
}

/// A linha que nasce concedida é do nó desde o commit: ninguém mais a pega, o relato vale, e se o nó cai ela volta como qualquer outra.
pub async fn nascida_concedida_e_do_no(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let no = NoId::novo();
    let itens: Vec<_> = (0..2).map(|_| ItemNovo { concedida_a: Some(no), ..trabalho(inquilino) }).collect();
    enfileirar(armazem, itens.clone()).await;
    assert_eq!(conceder(armazem, NoId::novo(), 9, AGORA).await, []);
    let na_mao = |item: &ItemNovo| Concedido {
        id: item.id,
        inquilino,
        instancia: item.instancia,
        visita: item.visita,
        carga: item.carga.clone(),
        concessao: PRIMEIRA_CONCESSAO,
    };
    assert!(concluir(armazem, &na_mao(&itens[0])).await);
    assert_eq!(armazem.soltar_no(no).await.unwrap(), 1);
    assert!(!concluir(armazem, &na_mao(&itens[1])).await, "ninguém a tem");
    assert_eq!(conceder(armazem, NoId::novo(), 9, AGORA).await[0].concessao, 2);
}

/// Um relato que não vale desfaz o lote inteiro em que veio.
pub async fn relato_velho_desfaz_o_lote(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    enfileirar(armazem, vec![trabalho(inquilino)]).await;
    let boa = conceder(armazem, NoId::novo(), 1, AGORA).await.remove(0);
    let concluido = |concessao| ItemConcluido { inquilino, instancia: boa.instancia, item: boa.id, concessao };
    let novo = trabalho(inquilino);
    let lote = Gravacao { concluidos: vec![concluido(9)], itens: vec![novo.clone()], ..Gravacao::default() };
    assert!(matches!(armazem.gravar(lote, AGORA).await, Err(ErroArmazem::Conflito)));
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    assert_eq!(unidade.itens_da_instancia(novo.instancia).await.unwrap(), []);
    let vigentes = unidade.concessoes_vigentes(&[concluido(boa.concessao), concluido(9)]).await.unwrap();
    assert_eq!(vigentes.into_iter().collect::<Vec<_>>(), [concluido(boa.concessao)]);
}

/// O temporizador que venceu é também da visita que se recolhe: os dois no mesmo lote não se atrapalham.
pub async fn concluir_e_recolher_a_mesma_linha(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let vencido = ItemNovo { tipo: TipoDeItem::Temporizador, ..trabalho(inquilino) };
    let outro = ItemNovo { instancia: vencido.instancia, visivel_em: em(60), ..vencido.clone() };
    let outro = ItemNovo { id: trabalho(inquilino).id, ..outro };
    enfileirar(armazem, vec![vencido, outro]).await;
    let pego = armazem.conceder(NoId::novo(), TipoDeItem::Temporizador, 9, AGORA).await.unwrap().remove(0);
    let lote = Gravacao {
        concluidos: vec![ItemConcluido {
            inquilino,
            instancia: pego.instancia,
            item: pego.id,
            concessao: pego.concessao,
        }],
        recolhidas: vec![(inquilino, pego.instancia, pego.visita)],
        ..Gravacao::default()
    };
    armazem.gravar(lote, AGORA).await.unwrap();
    assert_eq!(armazem.ler(inquilino).await.unwrap().itens_da_instancia(pego.instancia).await.unwrap(), []);
}
