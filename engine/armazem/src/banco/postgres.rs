//! As ligações com o PostgreSQL: direto, ou por um agrupador de conexões.
//!
//! Um agrupador em modo transação (PgBouncer) dá outra conexão do servidor a cada transação. Por isso, com ele, nada pode depender da conexão:
//! nem comando preparado com nome, nem ajuste de sessão, nem comando solto. Quem migra liga direto, porque a migração trava a sessão.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use super::conexao::NoPostgres;
use super::{Alcance, Conexao};
use crate::ErroArmazem;

/// Quanto esperar por uma conexão livre.
const ESPERA_POR_CONEXAO: Duration = Duration::from_secs(30);
/// Conexões vivem pouco: limita o estrago de uma que se perca.
const VIDA_DA_CONEXAO: Duration = Duration::from_secs(15 * 60);
/// Comandos preparados que cada conexão guarda: cabem todos os da Esteira.
const COMANDOS_PREPARADOS: usize = 512;
/// Nada espera para sempre, nem esquece uma transação aberta. Em milissegundos.
const PRAZOS: [(&str, &str); 2] = [("idle_in_transaction_session_timeout", "60000"), ("lock_timeout", "30000")];
/// O plano de um comando de gravar se guarda desde que as tabelas estão vazias, e tem de servir quando estiverem cheias: sempre pelo índice.
/// E guarda-se de fato: por gosto do banco, comandos destes se planejariam de novo a cada vez, o que custa mais que executá-los.
const PLANOS_DE_GRAVAR: [(&str, &str); 5] = [
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("jit", "off"),
    ("plan_cache_mode", "force_generic_plan"),
];
/// O consolidador grava um lote por vez.
const CONEXOES_DE_GRAVAR: u32 = 1;

/// As conexões com um PostgreSQL.
#[derive(Clone)]
pub(crate) struct Ligacoes {
    conexoes: PgPool,
    /// Só para gravar lotes, que são um comando cada: não se testa a conexão antes, porque quem grava já sabe repetir.
    gravar: PgPool,
    /// Como ligar para migrar: sem o agrupador, e alcançando todos.
    de_migrar: Arc<PgConnectOptions>,
    /// Se os comandos se preparam com nome, para servirem outra vez na mesma conexão; não, com um agrupador.
    preparam: bool,
}

impl Ligacoes {
    /// `direta` é a URL do PostgreSQL sem o agrupador, se `url` é a de um.
    pub async fn abrir(url: &str, direta: Option<&str>, quantas: u32) -> Result<Self, ErroArmazem> {
        let conectar = PgConnectOptions::from_str(url)?;
        let direta = direta.map(PgConnectOptions::from_str).transpose()?;
        let preparam = direta.is_none();
        let todos = [(Alcance::AJUSTE, Alcance::Todos.valor())];
        let de_migrar = Arc::new(direta.unwrap_or_else(|| conectar.clone()).options(todos.clone()));
        let (conectar, de_gravar) = if !preparam {
            // O agrupador recusa o parâmetro de partida que não conhece.
            let conectar = conectar.statement_cache_capacity(0).extra_float_digits(None);
            (conectar.clone(), conectar)
        } else {
            let conectar = conectar.statement_cache_capacity(COMANDOS_PREPARADOS).options(PRAZOS);
            (conectar.clone(), conectar.options(PLANOS_DE_GRAVAR).options(todos))
        };
        let conexoes = piscina(quantas.max(2)).connect_with(conectar).await?;
        let gravar = piscina(CONEXOES_DE_GRAVAR).test_before_acquire(false).connect_lazy_with(de_gravar);
        Ok(Self { conexoes, gravar, de_migrar, preparam })
    }

    /// Uma transação.
    pub async fn comecar(&self, alcance: Alcance) -> Result<Conexao, ErroArmazem> {
        comecar(self.conexoes.clone(), self.preparam, alcance, &[]).await
    }

    /// Onde se grava um lote com um comando só, que já é uma transação; nenhuma com agrupador, que a pode dar a outro entre preparar e executar.
    pub fn de_um_comando(&self) -> Option<&PgPool> {
        self.preparam.then_some(&self.gravar)
    }

    /// Uma transação para gravar um lote, que é de vários inquilinos.
    pub async fn comecar_a_gravar(&self) -> Result<Conexao, ErroArmazem> {
        comecar(self.gravar.clone(), self.preparam, Alcance::Todos, &PLANOS_DE_GRAVAR).await
    }

    /// Aplica as migrações, numa conexão própria.
    pub async fn migrar(&self, migracoes: &sqlx::migrate::Migrator) -> Result<(), ErroArmazem> {
        let conexao = piscina(1).connect_with(self.de_migrar.as_ref().clone()).await?;
        let migradas = migracoes.run(&conexao).await;
        conexao.close().await;
        Ok(migradas?)
    }

    /// Fecha, esperando as que estão em uso.
    pub async fn fechar(&self) {
        self.gravar.close().await;
        self.conexoes.close().await;
    }
}

fn piscina(quantas: u32) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(quantas).acquire_timeout(ESPERA_POR_CONEXAO).max_lifetime(VIDA_DA_CONEXAO)
}

/// Começa e diz o que se alcança, numa ida só. O que a conexão direta ajusta ao ligar, com agrupador se ajusta em cada transação.
async fn comecar(
    conexoes: PgPool,
    preparam: bool,
    alcance: Alcance,
    planos: &'static [(&'static str, &'static str)],
) -> Result<Conexao, ErroArmazem> {
    let mut comeco = format!("BEGIN; SET LOCAL {} = '{}'", Alcance::AJUSTE, alcance.valor());
    if !preparam {
        for (nome, valor) in PRAZOS.iter().chain(planos) {
            comeco.push_str(&format!("; SET LOCAL {nome} = {valor}"));
        }
    }
    // O sqlx 0.9.0 estraga a conexão se um `begin()` é cancelado no meio; numa tarefa própria ninguém o cancela.
    let iniciada = tokio::spawn(async move { conexoes.begin_with(sqlx::AssertSqlSafe(comeco)).await });
    match iniciada.await {
        Ok(iniciada) => Ok(Conexao::Postgres(NoPostgres::nova(iniciada?, preparam, alcance))),
        Err(_) => Err(ErroArmazem::Transitorio(sqlx::Error::WorkerCrashed)),
    }
}
