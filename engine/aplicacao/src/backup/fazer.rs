//! Fazer uma cópia.

use std::path::PathBuf;

use esteira_armazem::copia::{Tipo, copiar};
use esteira_base::Instante;
use esteira_dominio::Acao;
use serde_json::json;

use super::pasta::{PARCIAL, listar, preparar, publicar, resumir, rodar};
use super::{ConfiguracaoDoBackup, Manifesto};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Copia o banco e deixa só as `manter` mais novas. Devolve a cópia e quantas se largaram. A da mesma hora, se já está feita, não se repete.
pub async fn fazer(
    app: &Aplicacao,
    quem: &Quem,
    hora: Instante,
    manter: u32,
) -> Result<(Manifesto, usize), ErroAplicacao> {
    quem.exigir(Acao::GerirRetencao)?;
    let config = app.configuracao.backup.clone().ok_or_else(|| {
        let mensagem = "não há pasta de backup; diga-a em `pasta_de_backup` na configuração";
        ErroAplicacao::conflito("backup_impossivel", mensagem)
    })?;
    let nome = nome(&config, hora);
    let copia = match listar(&config.pasta)?.into_iter().find(|manifesto| manifesto.nome == nome) {
        Some(feita) => feita,
        None => copiar_para(app, quem, &config, nome).await?,
    };
    let pasta = config.pasta.clone();
    let largadas =
        tokio::task::spawn_blocking(move || rodar(&pasta, manter)).await.map_err(ErroAplicacao::interno)??;
    Ok((copia, largadas))
}

async fn copiar_para(
    app: &Aplicacao,
    quem: &Quem,
    config: &ConfiguracaoDoBackup,
    nome: String,
) -> Result<Manifesto, ErroAplicacao> {
    preparar(&config.pasta)?;
    let parcial = Parcial(config.pasta.join(format!("{nome}{PARCIAL}")));
    // O que um nó que caiu deixou.
    parcial.apagar();
    copiar(&config.url, &parcial.0).await?;
    let agora = app.relogio.agora();
    let (pasta, banco) = (config.pasta.clone(), Tipo::de(&config.url).nome().to_owned());
    let conta = move || -> Result<Manifesto, ErroAplicacao> {
        let (tamanho, resumo) = resumir(&parcial.0)?;
        let versao = env!("CARGO_PKG_VERSION").to_owned();
        let manifesto = Manifesto { nome, feito_em: agora, banco, versao, tamanho, resumo };
        publicar(&pasta, &parcial.0, &manifesto)?;
        Ok(manifesto)
    };
    let manifesto = tokio::task::spawn_blocking(conta).await.map_err(ErroAplicacao::interno)??;
    let depois = Some(json!({ "tamanho": manifesto.tamanho, "resumo": manifesto.resumo }));
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    auditoria::registrar(&mut unidade, quem, "fazer", "backup", &manifesto.nome, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok(manifesto)
}

/// `esteira-20261122T040000Z.sqlite`: em ordem de nome é em ordem de hora.
fn nome(config: &ConfiguracaoDoBackup, hora: Instante) -> String {
    format!("esteira-{}.{}", hora.data_hora().format("%Y%m%dT%H%M%SZ"), Tipo::de(&config.url).extensao())
}

/// A cópia por acabar; largada no meio, some.
struct Parcial(PathBuf);

impl Parcial {
    fn apagar(&self) {
        // Depois de publicada já não está aqui; e a que fica por não se conseguir apagar não é cópia de nada.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Drop for Parcial {
    fn drop(&mut self) {
        self.apagar();
    }
}
