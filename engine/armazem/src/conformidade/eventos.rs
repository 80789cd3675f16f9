//! O histórico só cresce, e se lê por evento.

use esteira_base::ids::{InquilinoId, InstanciaId};

use super::palco::{self, AGORA, em};
use crate::Armazem;
use crate::motor::{DecisaoGuardada, Gravacao};

fn decisao(inquilino: InquilinoId, instancia: InstanciaId, sequencia: i64, tipos: &[&str]) -> DecisaoGuardada {
    let eventos: Vec<_> = tipos.iter().map(|tipo| format!("{{\"tipo\":\"{tipo}\"}}")).collect();
    DecisaoGuardada { inquilino, instancia, sequencia, eventos: format!("[{}]", eventos.join(",")) }
}

/// Guardada por decisão, a história se lê evento a evento, na ordem; e um inquilino não vê a do outro.
pub async fn historia_se_le_por_evento(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let id = InstanciaId::novo();
    let gravar = async |sequencia, tipos: &[&str], agora| {
        let historico = vec![decisao(inquilino, id, sequencia, tipos)];
        armazem.gravar(Gravacao { historico, ..Gravacao::default() }, agora).await.unwrap();
    };
    gravar(3, &["c"], em(1)).await;
    gravar(1, &["a", "b"], AGORA).await;
    let historia = armazem.ler(inquilino).await.unwrap().eventos(id).await.unwrap();
    let lida: Vec<_> = historia.into_iter().map(|e| (e.sequencia, e.tipo, e.dados, e.data_criacao)).collect();
    let esperado = |n, tipo: &str, quando: esteira_base::Instante| {
        (n, tipo.to_owned(), format!("{{\"tipo\":\"{tipo}\"}}"), quando.micros())
    };
    assert_eq!(lida, [esperado(1, "a", AGORA), esperado(2, "b", AGORA), esperado(3, "c", em(1))]);
    let mut unidade = armazem.ler(inquilino).await.unwrap();
    let depois = unidade.eventos_depois_de(id, 2).await.unwrap();
    assert_eq!(depois.iter().map(|evento| evento.sequencia).collect::<Vec<_>>(), [3]);
    assert_eq!(unidade.ultima_decisao_com(id, "\"tipo\":\"b\"").await.unwrap(), Some(AGORA));
    assert_eq!(unidade.ultima_decisao_com(id, "\"tipo\"").await.unwrap(), Some(em(1)));
    assert_eq!(unidade.ultima_decisao_com(id, "\"tipo\":\"z\"").await.unwrap(), None);
    drop(unidade);
    assert_eq!(palco::escrever(armazem).await.eventos(id).await.unwrap(), []);
}

/// Mais linhas do que cabem num comando do banco entram todas, na mesma transação.
pub async fn lote_maior_que_um_comando_entra_inteiro(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let id = InstanciaId::novo();
    let historico = (1..=6_000).map(|n| decisao(inquilino, id, n, &["passo_iniciado"])).collect();
    armazem.gravar(Gravacao { historico, ..Gravacao::default() }, AGORA).await.unwrap();
    armazem.gravar(Gravacao::default(), AGORA).await.unwrap();
    assert_eq!(armazem.ler(inquilino).await.unwrap().eventos(id).await.unwrap().len(), 6_000);
}
