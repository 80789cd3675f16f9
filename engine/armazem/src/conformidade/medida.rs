//! O que se mede para quem vigia.

use esteira_base::ids::NoId;

use super::palco::{self, AGORA, em};
use crate::Armazem;
use crate::fila::{ItemNovo, TipoDeItem};

/// Conta o que está pronto e o que está concedido; o que ainda não chegou a hora, ou está suspenso, não.
pub async fn conta_o_que_esta_pronto_e_o_que_esta_concedido(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let temporizador =
        |segundos| ItemNovo { tipo: TipoDeItem::Temporizador, visivel_em: em(segundos), ..palco::trabalho(inquilino) };
    let suspenso = ItemNovo { suspensa: true, ..palco::trabalho(inquilino) };
    let itens =
        vec![palco::trabalho(inquilino), palco::trabalho(inquilino), suspenso, temporizador(5), temporizador(50)];
    palco::enfileirar(armazem, itens).await;
    assert_eq!(palco::conceder(armazem, NoId::novo(), 1, AGORA).await.len(), 1);
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    palco::instancia(&mut unidade, "c-1").await;
    unidade.confirmar().await.unwrap();

    let medida = armazem.medir(em(9)).await.unwrap();
    let fila: Vec<_> = medida.fila.iter().map(|f| (f.tipo, f.prontas, f.concedidas, f.mais_velha)).collect();
    let esperada = [("TRABALHO", 1, 1, Some(AGORA)), ("LEVE", 0, 0, None), ("TEMPORIZADOR", 1, 0, Some(em(5)))];
    assert_eq!(fila, esperada);
    assert_eq!((medida.vivas, medida.em_atencao, medida.tarefas_abertas), (1, 0, 0));
}
