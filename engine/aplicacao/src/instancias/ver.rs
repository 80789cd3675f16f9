//! Listar e ver instâncias, com o histórico.

use esteira_armazem::motor::{EventoGuardado, Instancia, Tarefa};
use esteira_base::ids::InstanciaId;
use esteira_dominio::usuario::Acao;
use esteira_motor::maquina::Estado;

use super::narrador::{Filha, filhas};
use crate::consolidador::Mae;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Uma instância com tudo o que se sabe dela.
#[derive(Debug, Clone)]
pub struct Detalhe {
    pub instancia: Instancia,
    pub eventos: Vec<EventoGuardado>,
    pub tarefas: Vec<Tarefa>,
    /// Quem a pediu, se é filha.
    pub mae: Option<InstanciaId>,
    /// As que ela pediu.
    pub filhas: Vec<Filha>,
}

/// As mais novas primeiro, opcionalmente de um fluxo e de uma situação.
pub async fn listar(
    app: &Aplicacao,
    quem: &Quem,
    fluxo: Option<&str>,
    situacao: Option<&str>,
    limite: u32,
) -> Result<Vec<Instancia>, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    Ok(app.armazem.ler(quem.inquilino).await?.instancias_do_fluxo(fluxo, situacao, limite).await?)
}

/// Uma instância.
pub async fn obter(app: &Aplicacao, quem: &Quem, id: InstanciaId) -> Result<Detalhe, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let instancia = unidade.instancia(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("instância", id))?;
    let eventos = unidade.eventos(id).await?;
    let tarefas = unidade.tarefas_da_instancia(id).await?;
    let estado: Estado = serde_json::from_str(&instancia.estado).map_err(ErroAplicacao::interno)?;
    let (mae, filhas) = (Mae::de(&estado).map(|mae| mae.id), filhas(id, &eventos));
    Ok(Detalhe { instancia, eventos, tarefas, mae, filhas })
}

/// O que aconteceu depois de um evento já visto, e a instância como está.
pub async fn novidades(
    app: &Aplicacao,
    quem: &Quem,
    id: InstanciaId,
    depois_de: i64,
) -> Result<(Instancia, Vec<EventoGuardado>), ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    // A instância antes dos eventos: se ela encerra no meio, a próxima vez ainda traz o fim.
    let instancia = unidade.instancia(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("instância", id))?;
    let eventos = unidade.eventos_depois_de(id, depois_de).await?;
    Ok((instancia, eventos))
}
