//! De ponta a ponta, com Chromium, plugins WASM e processo de verdade, nos dois bancos: cada caminho do fluxo das faturas.

mod apoio;

use std::time::Duration;

use esteira_cenario::Resultado;
use esteira_portais::FalhaOi;
use esteira_portais::FalhaSat;

use apoio::{Banco, CLIENTE, PRAZO, mundo};

nos_dois_bancos!(caminho_feliz, rejeicao_e_reabertura, senha_errada, fatura_indisponivel, download_quebrado, sat_lento);

/// Baixa, aprova, envia, avisa: uma fatura no SAT, um aviso a quem aprova e um a cada responsável.
async fn caminho_feliz(banco: Banco) -> Resultado<()> {
    let mundo = mundo(banco).await?;
    mundo.criar_mes().await?;
    mundo.esperar_status(CLIENTE, "AGUARDANDO_APROVACAO", PRAZO).await?;
    assert_eq!(mundo.no_sat(CLIENTE), 0, "nada vai ao SAT antes da aprovação");
    mundo.aprovar(CLIENTE).await?;
    let processo = mundo.esperar_status(CLIENTE, "UPLOAD_REALIZADO", PRAZO).await?;

    let recebidas = mundo.sat.recebidas();
    assert_eq!(recebidas.len(), 1);
    assert_eq!(recebidas[0].nome_sat, CLIENTE);
    assert_eq!(processo["valor_fatura"], "123.45");
    assert_eq!(processo["data_vencimento"], "2026-10-10");
    let avisos = mundo.correio.esperar(3, PRAZO).await?;
    assert_eq!(avisos.len(), 3, "ao aprovador, que há o que aprovar; ao administrador e à operadora, que foi enviada");

    // Criar o mês outra vez não cria nada.
    mundo.criar_mes().await?;
    assert_eq!(mundo.processos().await?.len(), 1);
    mundo.esteira.parar().await
}

/// Rejeitada não vai ao SAT; reaberta, baixa de novo e pode ser aprovada.
async fn rejeicao_e_reabertura(banco: Banco) -> Resultado<()> {
    let mundo = mundo(banco).await?;
    mundo.criar_mes().await?;
    mundo.esperar_status(CLIENTE, "AGUARDANDO_APROVACAO", PRAZO).await?;

    let sem_motivo = mundo.rejeitar(CLIENTE, " ").await.expect_err("rejeitar exige motivo");
    assert!(sem_motivo.to_string().contains("motivo"), "{sem_motivo}");
    mundo.rejeitar(CLIENTE, "valor errado").await?;
    let rejeitado = mundo.esperar_status(CLIENTE, "REJEITADO", PRAZO).await?;
    assert_eq!(rejeitado["motivo"], "valor errado");

    let id = rejeitado["id"].as_str().unwrap_or_default();
    mundo.operador.criar(&format!("/api/processos/{id}/reabrir"), serde_json::json!({})).await?;
    mundo.esperar_status(CLIENTE, "AGUARDANDO_APROVACAO", PRAZO).await?;
    mundo.aprovar(CLIENTE).await?;
    mundo.esperar_status(CLIENTE, "UPLOAD_REALIZADO", PRAZO).await?;
    assert_eq!(mundo.no_sat(CLIENTE), 1);
    Ok(())
}

/// Senha errada é erro de negócio: uma tentativa só, com captura de tela; corrigida a senha, o operador reabre e segue.
async fn senha_errada(banco: Banco) -> Resultado<()> {
    let mundo = mundo(banco).await?;
    mundo.oi.falha("*", FalhaOi::CredencialInvalida, 1);
    mundo.criar_mes().await?;
    let processo = mundo.esperar_status(CLIENTE, "FALHOU", PRAZO).await?;
    assert!(processo["motivo"].as_str().unwrap_or_default().contains("credencial_invalida"), "{processo}");

    let id = processo["id"].as_str().unwrap_or_default();
    let execucoes = mundo.operador.listar(&format!("/api/execucoes/?processo={id}")).await?;
    assert_eq!(execucoes.len(), 1, "erro de negócio não se repete sozinho");
    let execucao = execucoes[0]["id"].as_str().unwrap_or_default();
    let detalhe = mundo.operador.ler(&format!("/api/execucoes/{execucao}")).await?;
    let captura = detalhe["arquivos"].as_array().into_iter().flatten().find(|a| a["nome"] == "captura.png").cloned();
    let captura = captura.ok_or("faltou a captura de tela")?["id"].as_str().unwrap_or_default().to_owned();
    let png = mundo.operador.bytes(&format!("/api/execucoes/{execucao}/arquivos/{captura}")).await?;
    assert!(png.starts_with(b"\x89PNG"));
    let tudo = format!("{detalhe}{}", mundo.operador.ler(&format!("/api/execucoes/{execucao}/logs")).await?);
    assert!(!tudo.contains(esteira_cenario::dados::SENHA_OI), "a senha do portal não pode aparecer na execução");

    mundo.operador.criar(&format!("/api/processos/{id}/reabrir"), serde_json::json!({})).await?;
    mundo.esperar_status(CLIENTE, "AGUARDANDO_APROVACAO", PRAZO).await?;
    Ok(())
}

/// A fatura ainda não saiu: não é falha, é cedo; tenta depois e consegue.
async fn fatura_indisponivel(banco: Banco) -> Resultado<()> {
    let mundo = mundo(banco).await?;
    mundo.oi.falha("*", FalhaOi::FaturaIndisponivel, 1);
    mundo.criar_mes().await?;
    let processo = mundo.esperar_status(CLIENTE, "AGUARDANDO_APROVACAO", PRAZO).await?;
    let id = processo["id"].as_str().unwrap_or_default();
    let execucoes = mundo.operador.listar(&format!("/api/execucoes/?processo={id}")).await?;
    assert_eq!(execucoes.len(), 2);
    assert_eq!(execucoes[1]["detalhes_erro"]["codigo"], "fatura_indisponivel", "a primeira, que é a mais velha");
    Ok(())
}

/// Download cortado no meio e PDF truncado nunca viram fatura: repete até vir inteiro.
async fn download_quebrado(banco: Banco) -> Resultado<()> {
    let mundo = mundo(banco).await?;
    mundo.oi.falha("*", FalhaOi::DownloadPelaMetade, 1);
    mundo.oi.falha("*", FalhaOi::PdfTruncado, 1);
    mundo.criar_mes().await?;
    let processo = mundo.esperar_status(CLIENTE, "AGUARDANDO_APROVACAO", PRAZO).await?;
    let id = processo["id"].as_str().unwrap_or_default();
    let execucoes = mundo.operador.listar(&format!("/api/execucoes/?processo={id}")).await?;
    let status: Vec<_> = execucoes.iter().map(|e| e["status_execucao"].as_str().unwrap_or_default()).collect();
    assert_eq!(status, ["CONCLUIDO", "TENTANDO_NOVAMENTE", "TENTANDO_NOVAMENTE"], "{execucoes:#?}");
    let pdf = mundo.operador.bytes(&format!("/api/processos/{id}/fatura")).await?;
    assert!(pdf.starts_with(b"%PDF"));
    Ok(())
}

/// O SAT grava e só responde depois que o cliente desistiu: a retomada confere antes, e a fatura está lá uma vez só.
async fn sat_lento(banco: Banco) -> Resultado<()> {
    let mundo = mundo(banco).await?;
    mundo.sat.falha("*", FalhaSat::GravaENaoResponde { ms: 120_000 }, 1);
    mundo.criar_mes().await?;
    mundo.esperar_status(CLIENTE, "AGUARDANDO_APROVACAO", PRAZO).await?;
    mundo.aprovar(CLIENTE).await?;
    mundo.esperar_status(CLIENTE, "UPLOAD_REALIZADO", Duration::from_secs(240)).await?;
    assert_eq!(mundo.no_sat(CLIENTE), 1, "nenhuma duplicata");
    Ok(())
}
