//! O processo morto com `kill -9` em cada ponto delicado e religado: o mesmo fim, um envio só, nenhum aviso perdido.

mod apoio;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use esteira_cenario::Resultado;
use esteira_cenario::mundo::Mundo;
use esteira_portais::{FalhaCorreio, FalhaOi};

use apoio::{Banco, CLIENTE, PRAZO, mundo};

nos_dois_bancos!(
    morto_durante_o_download,
    morto_esperando_aprovacao,
    morto_logo_antes_de_o_sat_gravar,
    morto_logo_depois_de_o_sat_gravar,
    morto_durante_a_notificacao,
);

/// Depois de qualquer queda, o fim é este.
async fn mesmo_fim(mundo: &Mundo) -> Resultado<()> {
    mundo.esperar_status(CLIENTE, "UPLOAD_REALIZADO", PRAZO).await?;
    assert_eq!(mundo.no_sat(CLIENTE), 1, "uma fatura no SAT, nem zero nem duas");
    avisos_distintos(mundo, 2).await?;
    Ok(())
}

async fn morto_durante_o_download(banco: Banco) -> Resultado<()> {
    let mut mundo = mundo(banco).await?;
    // Linhas que demoram: há tempo de sobra para morrer com o navegador no meio da página.
    mundo.oi.falha("*", FalhaOi::LinhasLentas { ms: 8_000 }, 1);
    mundo.criar_mes().await?;
    esperar_login(&mundo).await?;
    mundo.derrubar_e_religar().await?;
    mundo.esperar_status(CLIENTE, "AGUARDANDO_APROVACAO", PRAZO).await?;
    mundo.aprovar(CLIENTE).await?;
    mesmo_fim(&mundo).await
}

async fn morto_esperando_aprovacao(banco: Banco) -> Resultado<()> {
    let mut mundo = mundo(banco).await?;
    mundo.criar_mes().await?;
    mundo.esperar_status(CLIENTE, "AGUARDANDO_APROVACAO", PRAZO).await?;
    mundo.derrubar_e_religar().await?;
    mundo.aprovar(CLIENTE).await?;
    mesmo_fim(&mundo).await
}

/// O clique saiu do navegador e o SAT ainda não gravou: o pedido se perde com o processo, e a retomada vê que não está lá.
async fn morto_logo_antes_de_o_sat_gravar(banco: Banco) -> Resultado<()> {
    let mut mundo = mundo(banco).await?;
    let mut pausa = mundo.sat.pausar_antes_de_gravar();
    mundo.criar_mes().await?;
    mundo.esperar_status(CLIENTE, "AGUARDANDO_APROVACAO", PRAZO).await?;
    mundo.aprovar(CLIENTE).await?;
    pausa.chegou(PRAZO).await?;
    mundo.esteira.matar().await?;
    pausa.perder();
    assert_eq!(mundo.no_sat(CLIENTE), 0);
    mundo.religar().await?;
    mesmo_fim(&mundo).await
}

/// O SAT gravou e a resposta nunca chegou a nós: a retomada confere e não reenvia.
async fn morto_logo_depois_de_o_sat_gravar(banco: Banco) -> Resultado<()> {
    let mut mundo = mundo(banco).await?;
    let mut pausa = mundo.sat.pausar_depois_de_gravar();
    mundo.criar_mes().await?;
    mundo.esperar_status(CLIENTE, "AGUARDANDO_APROVACAO", PRAZO).await?;
    mundo.aprovar(CLIENTE).await?;
    pausa.chegou(PRAZO).await?;
    mundo.esteira.matar().await?;
    pausa.soltar();
    assert_eq!(mundo.no_sat(CLIENTE), 1);
    mundo.religar().await?;
    mesmo_fim(&mundo).await
}

async fn morto_durante_a_notificacao(banco: Banco) -> Resultado<()> {
    let mut mundo = mundo(banco).await?;
    mundo.correio.falha("*", FalhaCorreio::Atraso { ms: 5_000 }, 1);
    mundo.criar_mes().await?;
    mundo.esperar_status(CLIENTE, "AGUARDANDO_APROVACAO", PRAZO).await?;
    mundo.aprovar(CLIENTE).await?;
    mundo.esperar_status(CLIENTE, "UPLOAD_REALIZADO", PRAZO).await?;
    mundo.derrubar_e_religar().await?;
    mesmo_fim(&mundo).await
}

/// Espera haver avisos de envio com tantos Message-ID diferentes, e nenhum a mais: uma queda pode repetir a carta, nunca perdê-la.
async fn avisos_distintos(mundo: &Mundo, quantos: usize) -> Resultado<()> {
    let inicio = Instant::now();
    loop {
        let mensagens = mundo.correio.recebidas();
        let ids: BTreeSet<_> =
            mensagens.iter().filter(|m| m.assunto.contains("enviada")).map(|m| m.id.clone()).collect();
        if ids.len() == quantos {
            return Ok(());
        }
        if ids.len() > quantos || inicio.elapsed() > PRAZO {
            return Err(format!("esperava {quantos} avisos distintos, vi {}: {mensagens:#?}", ids.len()).into());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn esperar_login(mundo: &Mundo) -> Resultado<()> {
    let inicio = Instant::now();
    while mundo.oi.acessos().is_empty() {
        if inicio.elapsed() > PRAZO {
            return Err("o navegador não chegou a entrar no portal".into());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}
