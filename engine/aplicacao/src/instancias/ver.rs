//! Listar e ver instâncias, com o histórico.

use esteira_armazem::motor::{EventoGuardado, Instancia, Tarefa};
use esteira_base::ids::InstanciaId;
use esteira_dominio::usuario::Acao;
use esteira_motor::maquina::Estado;

use super::narrador::{Filha, filhas};
use crate::consolidador::Mae;
use crate::retrato::{self, Ilegivel, Lido};
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
    /// Por que o estado não se lê, se é o caso: em `instancia`, o estado é nulo, e a história é o que dela se pôde ler.
    pub ilegivel: Option<Ilegivel>,
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
    let cargas = app.consolidador.cargas();
    let mut instancia = unidade.instancia(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("instância", id))?;
    let lido = retrato::ler(&mut unidade, cargas, &instancia).await?;
    let eventos = retrato::historia(&mut unidade, cargas, id, 0).await?;
    let tarefas = unidade.tarefas_da_instancia(id).await?;
    let (mae, texto, ilegivel) = match lido {
        Ok(Lido { estado, texto }) => (Mae::de(&estado).map(|mae| mae.id), texto, None),
        Err(ilegivel) => (None, Some("null".to_owned()), Some(ilegivel)),
    };
    instancia.estado = texto.unwrap_or(instancia.estado);
    let filhas = filhas(id, &eventos);
    Ok(Detalhe { instancia, eventos, tarefas, mae, filhas, ilegivel })
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
    let eventos = retrato::historia(&mut unidade, app.consolidador.cargas(), id, depois_de).await?;
    Ok((instancia, eventos))
}

/// O estado da instância, inteiro, como está agora.
pub(crate) async fn estado(app: &Aplicacao, quem: &Quem, id: InstanciaId) -> Result<Estado, ErroAplicacao> {
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let instancia = unidade.instancia(id).await?.ok_or_else(|| ErroAplicacao::nao_encontrado("instância", id))?;
    let lido = retrato::ler(&mut unidade, app.consolidador.cargas(), &instancia).await?;
    Ok(lido.map_err(|ilegivel| ilegivel.recusa(id))?.estado)
}
