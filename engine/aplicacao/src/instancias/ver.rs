//! Listar e ver instâncias, com o histórico.

use esteira_armazem::motor::{EventoGuardado, Instancia, Tarefa};
use esteira_base::ids::InstanciaId;
use esteira_dominio::usuario::Acao;

use crate::{Aplicacao, ErroAplicacao, Quem};

/// Uma instância com tudo o que se sabe dela.
#[derive(Debug, Clone)]
pub struct Detalhe {
    pub instancia: Instancia,
    pub eventos: Vec<EventoGuardado>,
    pub tarefas: Vec<Tarefa>,
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
    Ok(Detalhe { instancia, eventos, tarefas })
}
