//! O que um agendamento pode mandar fazer: iniciar um fluxo, mandar um relatório, ou um dos trabalhos que a aplicação conhece pelo nome.

mod aplicar_retencao;
mod backup_dados;
mod criar_processos;
mod enviar_relatorios;
mod iniciar_fluxo;
mod limpeza_logs;
mod sondar_plugins;

use async_trait::async_trait;
use esteira_armazem::Unidade;
use esteira_dominio::ErroDeCampo;
use esteira_motor::agenda::Momento;
use serde_json::{Map, Value};

use super::pegar::Pego;
use crate::{Aplicacao, ErroAplicacao, Quem};

/// Inicia um fluxo publicado.
pub const INICIAR_FLUXO: &str = "INICIAR_FLUXO";
/// Cria os processos do mês em que o disparo cai.
pub const CRIAR_PROCESSOS_MENSAIS: &str = "CRIAR_PROCESSOS_MENSAIS";
/// Manda um relatório, em planilha, a quem as regras dizem.
pub const ENVIAR_RELATORIOS: &str = "ENVIAR_RELATORIOS";
/// Apaga o que passou do prazo de retenção.
pub const APLICAR_RETENCAO: &str = "APLICAR_RETENCAO";
/// Apaga os logs de execução que passaram do prazo.
pub const LIMPEZA_LOGS: &str = "LIMPEZA_LOGS";
/// Copia o banco.
pub const BACKUP_DADOS: &str = "BACKUP_DADOS";
/// Confere nos portais se os plugins ainda acham o que esperam.
pub const SONDAR_PLUGINS: &str = "SONDAR_PLUGINS";

/// Como um disparo acabou.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Desfecho {
    /// O disparo se fechou no mesmo commit do que se fez.
    Fechado,
    Concluido(String),
    Pulado(String),
    Falhou(String),
    /// O disparo já era de outro nó: não se fez nada.
    DeOutro,
}

/// Um trabalho que a aplicação conhece pelo nome.
///
/// Pode ser feito mais de uma vez no mesmo disparo (o nó caiu no meio): repetir tem de dar no mesmo.
#[async_trait]
trait Trabalho: Send + Sync {
    fn nome(&self) -> &'static str;

    /// O que há de errado nos parâmetros, dito a quem os escreve.
    fn conferir(&self, parametros: &Map<String, Value>) -> Result<(), String>;

    /// Faz e conta o que fez. Uma recusa encerra o disparo como falho; [`ErroAplicacao::Indisponivel`] o deixa para tentar de novo.
    async fn fazer(
        &self,
        app: &Aplicacao,
        quem: &Quem,
        parametros: &Map<String, Value>,
        momento: &Momento<'_>,
    ) -> Result<String, ErroAplicacao>;
}

/// Os trabalhos que há.
const TRABALHOS: [&dyn Trabalho; 5] = [
    &criar_processos::CriarProcessosMensais,
    &aplicar_retencao::AplicarRetencao,
    &limpeza_logs::LimpezaLogs,
    &backup_dados::BackupDados,
    &sondar_plugins::SondarPlugins,
];

fn trabalho(nome: &str) -> Option<&'static dyn Trabalho> {
    TRABALHOS.into_iter().find(|trabalho| trabalho.nome() == nome)
}

/// Todos os tipos de agendamento.
pub fn nomes() -> Vec<&'static str> {
    [INICIAR_FLUXO, ENVIAR_RELATORIOS].into_iter().chain(TRABALHOS.iter().map(|trabalho| trabalho.nome())).collect()
}

/// O que há de errado no tipo e nos parâmetros dele; nada se servem.
pub(super) async fn conferir(
    unidade: &mut Unidade,
    tipo: &str,
    parametros: &Value,
) -> Result<Option<ErroDeCampo>, ErroAplicacao> {
    let Some(parametros) = objeto(parametros) else {
        return Ok(Some(ErroDeCampo::novo("parametros_execucao", "invalido", "era esperado um objeto, como {}")));
    };
    let resultado = match (tipo, trabalho(tipo)) {
        (INICIAR_FLUXO, _) => iniciar_fluxo::conferir(unidade, parametros).await?,
        (ENVIAR_RELATORIOS, _) => enviar_relatorios::conferir(parametros),
        (_, Some(trabalho)) => trabalho.conferir(parametros),
        _ => {
            let mensagem = format!("tipo desconhecido; use um destes: {}", nomes().join(", "));
            return Ok(Some(ErroDeCampo::novo("tipo_agendamento", "invalido", mensagem)));
        }
    };
    Ok(resultado.err().map(|mensagem| ErroDeCampo::novo("parametros_execucao", "invalido", mensagem)))
}

/// Faz o que o disparo manda.
pub(super) async fn fazer(
    app: &Aplicacao,
    quem: &Quem,
    pego: &Pego,
    parametros: &Value,
    momento: &Momento<'_>,
) -> Result<Desfecho, ErroAplicacao> {
    let tipo = pego.agendamento.tipo_agendamento.as_str();
    let Some(parametros) = objeto(parametros) else {
        return Ok(Desfecho::Falhou("os parâmetros não são um objeto; corrija o agendamento".to_owned()));
    };
    match (tipo, trabalho(tipo)) {
        (INICIAR_FLUXO, _) => iniciar_fluxo::fazer(app, quem, pego, parametros, momento).await,
        (ENVIAR_RELATORIOS, _) => enviar_relatorios::fazer(app, quem, pego, parametros, momento).await,
        (_, Some(trabalho)) => trabalho.fazer(app, quem, parametros, momento).await.map(Desfecho::Concluido),
        _ => Ok(Desfecho::Falhou(format!("esta versão não conhece o tipo {tipo}"))),
    }
}

/// Os parâmetros; ausentes valem por nenhum.
fn objeto(parametros: &Value) -> Option<&Map<String, Value>> {
    static NENHUM: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    match parametros {
        Value::Object(objeto) => Some(objeto),
        Value::Null => Some(&NENHUM),
        _ => None,
    }
}

/// Recusa o que não se conhece: um nome escrito errado não pode passar por ausente.
fn so(parametros: &Map<String, Value>, aceitos: &[&str]) -> Result<(), String> {
    match parametros.keys().find(|nome| !aceitos.contains(&nome.as_str())) {
        Some(nome) => Err(format!("parâmetro desconhecido: \"{nome}\"; os aceitos são: {}", aceitos.join(", "))),
        None => Ok(()),
    }
}
