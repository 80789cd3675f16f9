//! Comentários de tarefas.

use esteira_base::ids::{TarefaId, UsuarioId};

use super::palco::{self, AGORA};
use crate::Armazem;

/// Em ordem, por páginas, e só os da tarefa e do inquilino.
pub async fn em_ordem_e_so_da_tarefa(armazem: &Armazem) {
    let (tarefa, ana) = (TarefaId::novo(), UsuarioId::novo());
    let mut unidade = palco::escrever(armazem).await;
    let primeiro = unidade.comentar(tarefa, Some(ana), "Ana", "confiram o valor", AGORA).await.unwrap();
    let segundo = unidade.comentar(tarefa, None, "sistema", "prazo vencido", AGORA).await.unwrap();
    unidade.comentar(TarefaId::novo(), Some(ana), "Ana", "noutra tarefa", AGORA).await.unwrap();
    let pagina = unidade.comentarios(tarefa, None, 1).await.unwrap();
    assert_eq!((pagina.itens, pagina.proximo), (vec![primeiro.clone()], Some(primeiro.id)));
    let pagina = unidade.comentarios(tarefa, Some(primeiro.id), 1).await.unwrap();
    assert_eq!((pagina.itens, pagina.proximo), (vec![segundo], None));
    unidade.confirmar().await.unwrap();
    let mut vizinho = palco::escrever(armazem).await;
    assert_eq!(vizinho.comentarios(tarefa, None, 9).await.unwrap().itens, []);
}
