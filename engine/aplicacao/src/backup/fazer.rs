//! Fazer uma cópia, a mando de alguém, e registrá-la.

use esteira_base::Instante;
use esteira_dominio::Acao;
use serde_json::json;

use super::{Manifesto, copiar};
use crate::{Aplicacao, ErroAplicacao, Quem, auditoria};

/// Copia o banco e deixa só as `manter` mais novas, ou quantas a configuração manda deixar. Devolve a cópia e quantas se largaram. A da mesma hora, se já está feita, não se repete.
pub async fn fazer(
    app: &Aplicacao,
    quem: &Quem,
    hora: Instante,
    manter: u32,
) -> Result<(Manifesto, usize), ErroAplicacao> {
    quem.exigir(Acao::GerirRetencao)?;
    let config = app.configuracao.backup.as_ref().ok_or_else(|| {
        let mensagem = "não há pasta de backup; diga-a em `pasta_de_backup` na configuração";
        ErroAplicacao::conflito("backup_impossivel", mensagem)
    })?;
    let agora = app.relogio.agora();
    let (copia, largadas) = copiar(config, hora, agora, manter.max(config.ao_menos)).await?;
    let depois = Some(json!({ "tamanho": copia.tamanho, "resumo": copia.resumo, "largadas": largadas }));
    let mut unidade = app.armazem.escrever(quem.inquilino).await?;
    auditoria::registrar(&mut unidade, quem, "fazer", "backup", &copia.nome, None, depois, agora).await?;
    unidade.confirmar().await?;
    Ok((copia, largadas))
}
