//! Versões de fluxo: imutáveis, identificadas pelo conteúdo.

use super::palco::{self, AGORA, em};
use crate::Armazem;

/// Republicar o mesmo conteúdo devolve a versão que já existe, como ela é.
pub async fn publicar_o_mesmo_nao_cria_versao(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    let primeira = unidade.publicar_fluxo("chamado", "r1", "texto", "ana", AGORA).await.unwrap();
    let de_novo = unidade.publicar_fluxo("chamado", "r1", "texto", "beto", em(60)).await.unwrap();
    assert_eq!(primeira, de_novo);
    assert_eq!(unidade.fluxo(primeira.id).await.unwrap(), Some(primeira));
    assert_eq!(unidade.fluxos().await.unwrap().len(), 1);
}

/// A versão cresce dentro do nome e do inquilino; a vigente é a mais nova; a lista vem por nome, da mais nova à mais velha.
pub async fn versoes_crescem_por_nome_e_inquilino(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    for (nome, resumo) in [("chamado", "r1"), ("ordem", "r1"), ("chamado", "r2")] {
        unidade.publicar_fluxo(nome, resumo, "texto", "ana", AGORA).await.unwrap();
    }
    let lista: Vec<_> = unidade.fluxos().await.unwrap().into_iter().map(|f| (f.nome, f.versao)).collect();
    let esperada = [("chamado", 2), ("chamado", 1), ("ordem", 1)].map(|(nome, versao)| (nome.to_owned(), versao));
    assert_eq!(lista, esperada);
    let vigente = unidade.fluxo_vigente("chamado").await.unwrap().unwrap();
    assert_eq!(vigente.resumo, "r2");
    unidade.confirmar().await.unwrap();

    let mut vizinho = palco::escrever(armazem).await;
    assert_eq!(vizinho.fluxo(vigente.id).await.unwrap(), None);
    assert_eq!(vizinho.publicar_fluxo("chamado", "r9", "texto", "caio", AGORA).await.unwrap().versao, 1);
}

/// Vários nós publicam o mesmo ao subir juntos: fica uma versão, e todos a recebem.
pub async fn publicar_ao_mesmo_tempo_da_uma_versao(armazem: &Armazem) {
    let inquilino = palco::inquilino(armazem).await;
    let publicacoes = (0..6).map(|_| {
        let armazem = armazem.clone();
        tokio::spawn(async move {
            let mut unidade = armazem.escrever(inquilino).await.unwrap();
            let publicado = unidade.publicar_fluxo("chamado", "r1", "texto", "ana", AGORA).await.unwrap();
            unidade.confirmar().await.unwrap();
            publicado.id
        })
    });
    let mut ids = Vec::new();
    for publicacao in publicacoes.collect::<Vec<_>>() {
        ids.push(publicacao.await.unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
}
