//! Plugins publicados e vigentes.

use super::palco::{self, AGORA};
use crate::plugins::{PluginPublicado, Vigente};
use crate::{Armazem, ErroArmazem};

fn publicado(nome: &str, resumo: &str, depois: i64) -> PluginPublicado {
    PluginPublicado {
        resumo: resumo.repeat(32),
        nome: nome.into(),
        versao: "1.0.0".into(),
        tamanho: 40_000,
        chave: "inquilino/ab/…".into(),
        manifesto: "{}".into(),
        chave_publica: None,
        assinatura: None,
        publicado_por: "Ana".into(),
        data_criacao: AGORA.micros() + depois,
    }
}

fn vigente(nome: &str, resumo: &str, revisao: i64) -> Vigente {
    Vigente {
        nome: nome.into(),
        resumo: resumo.repeat(32),
        anterior: None,
        experimentada: None,
        percentual: 0,
        homologado_por: "Ana".into(),
        revisao,
        data_atualizacao: AGORA.micros(),
    }
}

/// Publicar o mesmo conteúdo não muda nada, mesmo que venha com outro nome; e cada inquilino tem os seus.
pub async fn publicada_nunca_muda(armazem: &Armazem) {
    let (um, dois, sat) = (publicado("oi", "aa", 1), publicado("oi", "bb", 2), publicado("sat", "cc", 0));
    let mut unidade = palco::escrever(armazem).await;
    for plugin in [&um, &dois, &sat] {
        assert!(unidade.publicar_plugin(plugin).await.unwrap());
    }
    assert!(!unidade.publicar_plugin(&PluginPublicado { nome: "outro".into(), ..um.clone() }).await.unwrap());
    assert_eq!(unidade.plugin_publicado(&um.resumo).await.unwrap(), Some(um.clone()));
    assert_eq!(unidade.plugins_publicados(None).await.unwrap(), [dois.clone(), um.clone(), sat]);
    assert_eq!(unidade.plugins_publicados(Some("oi")).await.unwrap(), [dois, um.clone()]);
    unidade.confirmar().await.unwrap();
    let mut vizinho = palco::escrever(armazem).await;
    assert_eq!(vizinho.plugin_publicado(&um.resumo).await.unwrap(), None);
    assert_eq!(vizinho.plugins_publicados(None).await.unwrap(), []);
    assert!(vizinho.publicar_plugin(&um).await.unwrap(), "o mesmo conteúdo pode ser dos dois");
}

/// De duas pessoas que mudam a vigente juntas, uma ganha.
pub async fn vigente_muda_sobre_a_que_se_leu(armazem: &Armazem) {
    let mut unidade = palco::escrever(armazem).await;
    unidade.guardar_vigente(&vigente("oi", "aa", 0), AGORA).await.unwrap();
    let repetida = unidade.guardar_vigente(&vigente("oi", "bb", 0), AGORA).await;
    assert!(matches!(repetida, Err(ErroArmazem::Conflito)), "{repetida:?}");
    let experimenta = Vigente { experimentada: Some("bb".repeat(32)), percentual: 10, ..vigente("oi", "aa", 1) };
    unidade.guardar_vigente(&experimenta, AGORA).await.unwrap();
    let velha = unidade.guardar_vigente(&vigente("oi", "cc", 1), AGORA).await;
    assert!(matches!(velha, Err(ErroArmazem::Conflito)), "{velha:?}");
    let lida = unidade.plugin_vigente("oi").await.unwrap().unwrap();
    assert_eq!(lida, Vigente { revisao: 2, ..experimenta });
    assert_eq!(unidade.plugins_vigentes().await.unwrap(), [lida]);
}
