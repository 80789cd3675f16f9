//! Anexos de tarefas.

use esteira_base::ids::{InstanciaId, TarefaId, UsuarioId};
use uuid::Uuid;

use super::palco::{self, AGORA};
use super::tarefas::{aberta, abrir, fechar};
use crate::Armazem;
use crate::motor::AnexoDaTarefa;

fn anexo(tarefa: TarefaId, nome: &str) -> AnexoDaTarefa {
    AnexoDaTarefa {
        id: Uuid::now_v7(),
        tarefa_id: tarefa.0,
        instancia_id: InstanciaId::novo().0,
        usuario_id: Some(UsuarioId::novo().0),
        usuario_nome: "Ana".into(),
        nome: nome.into(),
        tipo: "application/pdf".into(),
        tamanho: 3 << 30,
        resumo: "ab".repeat(32),
        chave: "inquilino/ab/…".into(),
        data_criacao: AGORA.micros(),
    }
}

/// Em ordem, por páginas, e só os da tarefa e do inquilino; o removido some, e os outros ficam.
pub async fn so_da_tarefa_e_do_inquilino(armazem: &Armazem) {
    let (tarefa, outra) = (TarefaId::novo(), TarefaId::novo());
    let [primeiro, segundo, alheio] =
        [anexo(tarefa, "contrato.pdf"), anexo(tarefa, "nota.pdf"), anexo(outra, "outro.pdf")];
    let mut unidade = palco::escrever(armazem).await;
    for anexo in [&primeiro, &segundo, &alheio] {
        unidade.anexar(anexo).await.unwrap();
    }
    let pagina = unidade.anexos(tarefa, None, 1).await.unwrap();
    assert_eq!((pagina.itens, pagina.proximo), (vec![primeiro.clone()], Some(primeiro.id)));
    assert_eq!(unidade.anexos(tarefa, Some(primeiro.id), 1).await.unwrap().itens, vec![segundo.clone()]);
    assert_eq!(unidade.quantos_anexos(tarefa).await.unwrap(), 2);
    unidade.remover_anexo(outra, primeiro.id).await.unwrap();
    assert_eq!(unidade.anexo(tarefa, primeiro.id).await.unwrap(), Some(primeiro.clone()), "é de outra tarefa");
    assert_eq!(unidade.anexo(outra, primeiro.id).await.unwrap(), None);
    unidade.remover_anexo(tarefa, primeiro.id).await.unwrap();
    assert_eq!(unidade.anexos(tarefa, None, 9).await.unwrap().itens, vec![segundo.clone()]);
    unidade.confirmar().await.unwrap();
    let mut vizinho = palco::escrever(armazem).await;
    vizinho.remover_anexo(tarefa, segundo.id).await.unwrap();
    assert_eq!(vizinho.anexo(tarefa, segundo.id).await.unwrap(), None);
    assert_eq!(vizinho.anexos(tarefa, None, 9).await.unwrap().itens, []);
}

/// A encerrada não se segura; e só é candidato quem a tarefa diz.
pub async fn so_se_segura_a_aberta_e_se_conhece_o_candidato(armazem: &Armazem) {
    let (inquilino, instancia) = (palco::inquilino(armazem).await, InstanciaId::novo());
    let tarefa = aberta(inquilino, instancia, 1, &["A"]);
    let id = TarefaId(tarefa.tarefa.id);
    armazem.gravar(abrir(&tarefa), AGORA).await.unwrap();
    let mut vizinho = palco::escrever(armazem).await;
    assert_eq!(vizinho.segurar_tarefa_aberta(id).await.unwrap(), None);
    drop(vizinho);
    let mut unidade = armazem.escrever(inquilino).await.unwrap();
    assert_eq!(unidade.segurar_tarefa_aberta(id).await.unwrap(), Some(instancia));
    let [de_b, de_a] = ["papel:B", "papel:A"].map(str::to_owned);
    assert!(!unidade.ha_candidato(id, std::slice::from_ref(&de_b)).await.unwrap());
    assert!(unidade.ha_candidato(id, &[de_b, de_a]).await.unwrap());
    unidade.confirmar().await.unwrap();
    armazem.gravar(fechar(&tarefa, Some("sim"), "ana"), AGORA).await.unwrap();
    assert_eq!(armazem.escrever(inquilino).await.unwrap().segurar_tarefa_aberta(id).await.unwrap(), None);
}
