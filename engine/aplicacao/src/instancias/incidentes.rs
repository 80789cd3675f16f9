//! O que parou e espera um operador: por quê, desde quando, o que fazer, e quantos há de cada.

use std::collections::BTreeMap;

use esteira_armazem::Unidade;
use esteira_armazem::motor::Instancia;
use esteira_base::Instante;
use esteira_base::ids::InstanciaId;
use esteira_dominio::usuario::Acao;
use esteira_motor::maquina::{ErroAtividade, NumeroVisita};
use uuid::Uuid;

use super::acao_sugerida::acao_sugerida;
use super::em_lote::{EM_ATENCAO, procurar};
use super::ordem::incidente;
use super::{Escolha, Filtro, MAXIMO_LIDAS};
use crate::{Aplicacao, ErroAplicacao, Quem, retrato};

/// A visita do incidente de uma instância que não se lê: não é de nenhuma.
const SEM_VISITA: NumeroVisita = 0;

/// Um passo parado.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidenteAberto {
    pub instancia: InstanciaId,
    pub fluxo: String,
    pub chave: String,
    pub visita: NumeroVisita,
    pub passo: String,
    /// A causa.
    pub erro: ErroAtividade,
    /// Quantas vezes se tentou.
    pub tentativas: u32,
    pub desde: Instante,
    pub acao_sugerida: String,
}

/// Quantos passos pararam no mesmo lugar pela mesma causa.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grupo {
    pub fluxo: String,
    pub passo: String,
    pub codigo: String,
    pub quantos: u64,
}

/// Quais incidentes.
#[derive(Debug, Clone, Default)]
pub struct FiltroDeIncidentes {
    pub fluxo: Option<String>,
    pub visitas: Escolha,
    /// O `proximo` da página anterior.
    pub depois_de: Option<Uuid>,
    /// Quantas instâncias por página; uma com vários ramos parados traz todos.
    pub limite: u32,
}

/// Uma página de incidentes, da instância mais velha à mais nova.
#[derive(Debug, Clone, PartialEq)]
pub struct Incidentes {
    pub itens: Vec<IncidenteAberto>,
    pub proximo: Option<Uuid>,
}

/// A contagem, do grupo maior ao menor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contagem {
    pub grupos: Vec<Grupo>,
    /// Falso se há mais instâncias paradas do que as [`MAXIMO_LIDAS`] que se contam.
    pub completa: bool,
}

/// Os incidentes abertos.
pub async fn incidentes(
    app: &Aplicacao,
    quem: &Quem,
    filtro: &FiltroDeIncidentes,
) -> Result<Incidentes, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let achadas = procurar(app, &mut unidade, &em_atencao(filtro), filtro.limite as usize).await?;
    let mut itens = Vec::new();
    for instancia in &achadas.instancias {
        for parado in parados(app, &mut unidade, instancia, filtro).await? {
            let trecho = format!("\"incidente_aberto\",\"visita\":{},", parado.visita);
            let desde = unidade.ultima_decisao_com(parado.instancia, &trecho).await?;
            itens.push(IncidenteAberto { desde: desde.unwrap_or(parado.desde), ..parado });
        }
    }
    Ok(Incidentes { itens, proximo: achadas.proximo })
}

/// Quantos há de cada, sem página.
pub async fn contar_incidentes(
    app: &Aplicacao,
    quem: &Quem,
    filtro: &FiltroDeIncidentes,
) -> Result<Contagem, ErroAplicacao> {
    quem.exigir(Acao::VerTudo)?;
    let mut unidade = app.armazem.ler(quem.inquilino).await?;
    let todos = Filtro { depois_de: None, ..em_atencao(filtro) };
    let achadas = procurar(app, &mut unidade, &todos, MAXIMO_LIDAS).await?;
    let mut contados: BTreeMap<(String, String, String), u64> = BTreeMap::new();
    for instancia in &achadas.instancias {
        for parado in parados(app, &mut unidade, instancia, filtro).await? {
            *contados.entry((parado.fluxo, parado.passo, parado.erro.codigo)).or_default() += 1;
        }
    }
    let grupo = |((fluxo, passo, codigo), quantos)| Grupo { fluxo, passo, codigo, quantos };
    let mut grupos: Vec<_> = contados.into_iter().map(grupo).collect();
    grupos.sort_by_key(|grupo| std::cmp::Reverse(grupo.quantos));
    Ok(Contagem { grupos, completa: achadas.proximo.is_none() })
}

fn em_atencao(filtro: &FiltroDeIncidentes) -> Filtro {
    Filtro {
        ids: Vec::new(),
        fluxo: filtro.fluxo.clone(),
        situacao: Some(EM_ATENCAO.to_owned()),
        visitas: filtro.visitas.clone(),
        depois_de: filtro.depois_de,
    }
}

/// Os passos parados de uma instância; `desde` é a entrada no passo, até que se saiba melhor. A que não se lê está parada inteira.
async fn parados(
    app: &Aplicacao,
    unidade: &mut Unidade,
    instancia: &Instancia,
    filtro: &FiltroDeIncidentes,
) -> Result<Vec<IncidenteAberto>, ErroAplicacao> {
    let lido = retrato::ler(unidade, app.consolidador.cargas(), instancia).await?;
    let parado = |visita, passo: &str, erro: ErroAtividade, tentativas, desde| IncidenteAberto {
        instancia: instancia.id.into(),
        fluxo: instancia.fluxo_nome.clone(),
        chave: instancia.chave.clone(),
        visita,
        passo: passo.to_owned(),
        tentativas,
        desde,
        acao_sugerida: acao_sugerida(&erro).to_owned(),
        erro,
    };
    let estado = match lido {
        Ok(lido) => lido.estado,
        Err(_) if !filtro.visitas.serve_ilegivel() => return Ok(Vec::new()),
        Err(ilegivel) => {
            let desde = Instante::de_micros(instancia.data_atualizacao);
            return Ok(vec![parado(SEM_VISITA, "", ilegivel.incidente(), 0, desde)]);
        }
    };
    let dela = estado.visitas.iter().filter(|(numero, visita)| filtro.visitas.serve(**numero, visita));
    let parados = dela.filter_map(|(numero, visita)| {
        let erro = incidente(visita)?.erro.clone();
        Some(parado(*numero, &visita.passo, erro, visita.tentativas, visita.desde))
    });
    Ok(parados.collect())
}
