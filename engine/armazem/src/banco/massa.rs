//! Um comando sobre muitas linhas, sem montar SQL a cada vez: os textos são poucos e fixos, para que o preparo do banco sirva sempre.
//!
//! No comando, `{linhas}` é de onde as linhas vêm. No PostgreSQL é um `UNNEST` de listas, uma por coluna, e por isso um texto serve a qualquer
//! quantidade; e vários comandos cabem num só, em `WITH`, numa ida ao banco. No SQLite são `VALUES` em pedaços de tamanho fixo.
//!
//! Quem apaga escreve `WITH v (…) AS ({linhas}) DELETE … IN (SELECT … FROM v)`: com os `VALUES` direto no `IN`, o SQLite não usa o índice e
//! varre a tabela.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use futures::TryStreamExt;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Executor};
use uuid::Uuid;

use super::{Linha, Parametro};
use crate::ErroArmazem;

/// Tipo de uma coluna de [`Comando`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tipo {
    Uuid,
    Texto,
    Inteiro,
    Logico,
}

impl Tipo {
    fn no_postgres(self) -> &'static str {
        match self {
            Self::Uuid => "UUID[]",
            Self::Texto => "TEXT[]",
            Self::Inteiro => "BIGINT[]",
            Self::Logico => "BOOLEAN[]",
        }
    }
}

/// Um comando que age sobre muitas linhas.
#[derive(Debug)]
pub(crate) struct Comando {
    /// Com `{linhas}` no lugar da origem das linhas.
    pub sql: &'static str,
    pub colunas: &'static [Tipo],
    /// Se tem de mudar exatamente uma linha por linha dada; senão, é conflito e nada vale.
    pub conferir: bool,
}

impl Comando {
    /// Quem é o comando no guardado de textos: onde o texto dele mora. Dois só coincidem se o texto é o mesmo.
    fn identidade(&self) -> usize {
        self.sql.as_ptr() as usize
    }

    /// O texto para este tanto de linhas.
    pub fn no_sqlite(&self, linhas: usize) -> String {
        // Sem número: o SQLite procura os numerados um a um, a cada preparo e a cada ligação.
        let linha = format!("({})", vec!["?"; self.colunas.len()].join(", "));
        self.sql.replace("{linhas}", &format!("VALUES {}", vec![linha; linhas].join(", ")))
    }
}

/// Um comando com as suas linhas.
#[derive(Debug)]
pub(crate) struct Massa {
    comando: &'static Comando,
    /// Linha depois de linha.
    valores: Vec<Parametro>,
}

/// Tamanhos dos pedaços no SQLite, do maior para o menor: qualquer quantidade se faz com poucos textos por comando.
const PEDACOS: [usize; 6] = [128, 64, 32, 16, 4, 1];

impl Massa {
    pub fn nova(comando: &'static Comando) -> Self {
        Self { comando, valores: Vec::new() }
    }

    /// Como [`Massa::nova`], já com espaço para as linhas que se sabe que vêm.
    pub fn para(comando: &'static Comando, linhas: usize) -> Self {
        Self { comando, valores: Vec::with_capacity(linhas * comando.colunas.len()) }
    }

    pub fn linha<const N: usize>(&mut self, valores: [Parametro; N]) {
        debug_assert_eq!(N, self.comando.colunas.len(), "{}", self.comando.sql);
        self.valores.extend(valores);
    }

    pub fn vazia(&self) -> bool {
        self.valores.is_empty()
    }

    fn linhas(&self) -> usize {
        self.valores.len() / self.comando.colunas.len()
    }
}

type Textos<C> = LazyLock<Mutex<HashMap<C, Arc<str>>>>;

fn guardado<C: Eq + Hash>(textos: &Textos<C>, chave: C, montar: impl FnOnce() -> String) -> AssertSqlSafe<Arc<str>> {
    let mut textos = textos.lock().unwrap_or_else(PoisonError::into_inner);
    AssertSqlSafe(textos.entry(chave).or_insert_with(|| montar().into()).clone())
}

/// Massas prontas para um dos bancos: só falta executar.
pub(crate) enum Montadas {
    Sqlite(Vec<Pedaco>),
    Postgres(Option<Junto>),
}

impl Montadas {
    /// Monta para o banco dado.
    pub fn novas(massas: Vec<Massa>, postgres: bool) -> Result<Self, ErroArmazem> {
        Ok(if postgres {
            Self::Postgres(montar_para_o_postgres(massas)?)
        } else {
            Self::Sqlite(montar_para_o_sqlite(massas)?)
        })
    }
}

/// Um texto com os parâmetros ligados: uma ida ao SQLite.
pub(crate) struct Pedaco {
    sql: AssertSqlSafe<Arc<str>>,
    argumentos: SqliteArguments,
    /// Uma por comando do texto.
    conferencias: Vec<Conferencia>,
}

/// Quantas linhas um comando tem de mudar.
#[derive(Debug, Clone, Copy)]
enum Conferencia {
    /// Quantas achar.
    Nenhuma,
    /// O resto do mesmo comando vem no pedaço seguinte.
    Segue,
    /// Estas, com as dos pedaços de trás.
    Ao(u64),
}

/// Monta o que se executa no SQLite: os textos e os parâmetros, que não precisam do banco.
fn montar_para_o_sqlite(massas: Vec<Massa>) -> Result<Vec<Pedaco>, ErroArmazem> {
    let massas: Vec<Massa> = massas.into_iter().filter(|massa| !massa.vazia()).collect();
    if massas.len() > 1 && massas.iter().all(|massa| massa.linhas() == 1) {
        return Ok(vec![juntos(massas)?]);
    }
    static TEXTOS: Textos<(usize, usize)> = LazyLock::new(Mutex::default);
    let mut pedacos = Vec::new();
    for massa in massas {
        let (comando, linhas) = (massa.comando, massa.linhas() as u64);
        let largura = comando.colunas.len();
        let mut valores = massa.valores.into_iter();
        while valores.len() > 0 {
            let restam = valores.len() / largura;
            let tamanho = PEDACOS.into_iter().find(|tamanho| *tamanho <= restam).unwrap_or(1);
            let sql = guardado(&TEXTOS, (comando.identidade(), tamanho), || comando.no_sqlite(tamanho));
            let argumentos = ligar_todos(valores.by_ref().take(tamanho * largura), tamanho * largura)?;
            let conferencia = match (comando.conferir, valores.len()) {
                (false, _) => Conferencia::Nenhuma,
                (true, 0) => Conferencia::Ao(linhas),
                (true, _) => Conferencia::Segue,
            };
            pedacos.push(Pedaco { sql, argumentos, conferencias: vec![conferencia] });
        }
    }
    Ok(pedacos)
}

/// Uma linha de cada comando, que é o lote de quem anda sozinho: vão todas num texto, numa ida só. As combinações são poucas.
fn juntos(massas: Vec<Massa>) -> Result<Pedaco, ErroArmazem> {
    static TEXTOS: Textos<Vec<usize>> = LazyLock::new(Mutex::default);
    let comandos: Vec<&'static Comando> = massas.iter().map(|massa| massa.comando).collect();
    let chave = comandos.iter().map(|comando| comando.identidade()).collect();
    let sql = guardado(&TEXTOS, chave, || {
        comandos.iter().map(|comando| comando.no_sqlite(1)).collect::<Vec<_>>().join(";\n")
    });
    let quantos = massas.iter().map(|massa| massa.valores.len()).sum();
    let argumentos = ligar_todos(massas.into_iter().flat_map(|massa| massa.valores), quantos)?;
    let conferencia = |comando: &&Comando| if comando.conferir { Conferencia::Ao(1) } else { Conferencia::Nenhuma };
    Ok(Pedaco { sql, argumentos, conferencias: comandos.iter().map(conferencia).collect() })
}

/// Executa os pedaços, na ordem, numa transação aberta do SQLite.
pub(super) async fn no_sqlite(con: &mut sqlx::SqliteConnection, pedacos: Vec<Pedaco>) -> Result<(), ErroArmazem> {
    let mut do_comando = 0;
    for Pedaco { sql, argumentos, conferencias } in pedacos {
        let feitos = con.execute_many(sqlx::query_with(sql, argumentos)).map_ok(|feito| feito.rows_affected());
        let feitos: Vec<u64> = feitos.try_collect().await?;
        for (conferencia, feitas) in conferencias.into_iter().zip(feitos) {
            match conferencia {
                Conferencia::Nenhuma => {}
                Conferencia::Segue => do_comando += feitas,
                Conferencia::Ao(esperadas) if do_comando + feitas == esperadas => do_comando = 0,
                Conferencia::Ao(_) => return Err(ErroArmazem::Conflito),
            }
        }
    }
    Ok(())
}

fn ligar_todos(valores: impl Iterator<Item = Parametro>, quantos: usize) -> Result<SqliteArguments, ErroArmazem> {
    let mut argumentos = SqliteArguments::default();
    argumentos.reserve(quantos, 0);
    for valor in valores {
        ligar(&mut argumentos, valor)?;
    }
    Ok(argumentos)
}

/// Lê as linhas de muitos ids, em pedaços de tamanho fixo.
pub(super) async fn ler_no_sqlite<T: Linha>(
    con: &mut sqlx::SqliteConnection,
    sql: &'static str,
    ids: &[Uuid],
) -> Result<Vec<T>, ErroArmazem> {
    static TEXTOS: Textos<(&'static str, usize)> = LazyLock::new(Mutex::default);
    let (mut linhas, mut restam) = (Vec::new(), ids);
    while !restam.is_empty() {
        let pedaco = PEDACOS.into_iter().find(|tamanho| *tamanho <= restam.len()).unwrap_or(1);
        let texto = guardado(&TEXTOS, (sql, pedaco), || {
            sql.replace("{ids}", &format!("IN ({})", vec!["?"; pedaco].join(", ")))
        });
        let (estes, outros) = restam.split_at(pedaco);
        let mut consulta = sqlx::query_as::<_, T>(texto);
        for id in estes {
            consulta = consulta.bind(*id);
        }
        linhas.extend(consulta.fetch_all(&mut *con).await?);
        restam = outros;
    }
    Ok(linhas)
}

/// Lê as linhas de muitos ids, numa lista só.
pub(super) async fn ler_no_postgres<T: Linha>(
    con: &mut sqlx::PgConnection,
    preparar: bool,
    sql: &'static str,
    ids: &[Uuid],
) -> Result<Vec<T>, ErroArmazem> {
    static TEXTOS: Textos<&'static str> = LazyLock::new(Mutex::default);
    let texto = guardado(&TEXTOS, sql, || sql.replace("{ids}", "= ANY($1)"));
    Ok(sqlx::query_as::<_, T>(texto).bind(ids.to_vec()).persistent(preparar).fetch_all(con).await?)
}

fn ligar(argumentos: &mut SqliteArguments, valor: Parametro) -> Result<(), ErroArmazem> {
    let ligado = match valor {
        Parametro::Texto(v) => argumentos.add(v),
        Parametro::Inteiro(v) => argumentos.add(v),
        Parametro::Logico(v) => argumentos.add(v),
        Parametro::Uuid(v) => argumentos.add(v),
        Parametro::Bytes(v) => argumentos.add(v),
    };
    ligado.map_err(|erro| sqlx::Error::Encode(erro).into())
}

/// Tudo num comando só do PostgreSQL, com os parâmetros ligados.
pub(crate) struct Junto {
    sql: AssertSqlSafe<Arc<str>>,
    argumentos: PgArguments,
}

/// Monta o comando; nenhum se não há linhas.
///
/// Nenhuma linha pode ser mudada por duas das massas: todas veem o banco como estava antes.
fn montar_para_o_postgres(massas: Vec<Massa>) -> Result<Option<Junto>, ErroArmazem> {
    static TEXTOS: Textos<Vec<usize>> = LazyLock::new(Mutex::default);
    let massas: Vec<Massa> = massas.into_iter().filter(|massa| !massa.vazia()).collect();
    if massas.is_empty() {
        return Ok(None);
    }
    let comandos: Vec<&'static Comando> = massas.iter().map(|massa| massa.comando).collect();
    let chave = comandos.iter().map(|comando| comando.identidade()).collect();
    let sql = guardado(&TEXTOS, chave, || juntar(&comandos));
    let mut argumentos = PgArguments::default();
    let mut esperadas = Vec::new();
    for massa in massas {
        if massa.comando.conferir {
            esperadas.push(massa.linhas() as i64);
        }
        for coluna in transpor(massa) {
            let ligada = match coluna {
                Coluna::Uuid(v) => argumentos.add(v),
                Coluna::Texto(v) => argumentos.add(v),
                Coluna::Inteiro(v) => argumentos.add(v),
                Coluna::Logico(v) => argumentos.add(v),
            };
            ligada.map_err(sqlx::Error::Encode)?;
        }
    }
    for esperada in esperadas {
        argumentos.add(esperada).map_err(sqlx::Error::Encode)?;
    }
    Ok(Some(Junto { sql, argumentos }))
}

/// Executa o comando. Fora de transação, é atômico e durável ao retornar.
pub(crate) async fn no_postgres<'c>(
    executor: impl sqlx::PgExecutor<'c>,
    preparar: bool,
    Junto { sql, argumentos }: Junto,
) -> Result<(), ErroArmazem> {
    sqlx::query_with(sql, argumentos).persistent(preparar).execute(executor).await?;
    Ok(())
}

/// `WITH m0 AS (…), m1 AS (…) SELECT esteira_conferir(…)`.
fn juntar(comandos: &[&'static Comando]) -> String {
    let mut lugar = 0;
    let mut partes = Vec::new();
    let mut conferidas = Vec::new();
    for (indice, comando) in comandos.iter().enumerate() {
        let listas: Vec<String> = comando
            .colunas
            .iter()
            .map(|tipo| {
                lugar += 1;
                format!("${lugar}::{}", tipo.no_postgres())
            })
            .collect();
        let linhas = format!("SELECT * FROM UNNEST({})", listas.join(", "));
        partes.push(format!("m{indice} AS ({} RETURNING 1)", comando.sql.replace("{linhas}", &linhas)));
        if comando.conferir {
            conferidas.push(indice);
        }
    }
    let conferencias: Vec<String> = conferidas
        .into_iter()
        .map(|indice| {
            lugar += 1;
            format!("esteira_conferir((SELECT COUNT(*) FROM m{indice}), ${lugar}::BIGINT)")
        })
        .collect();
    let resultado = if conferencias.is_empty() { "1".to_owned() } else { conferencias.join(", ") };
    format!("WITH {} SELECT {resultado}", partes.join(", "))
}

enum Coluna {
    Uuid(Vec<Option<Uuid>>),
    Texto(Vec<Option<String>>),
    Inteiro(Vec<Option<i64>>),
    Logico(Vec<Option<bool>>),
}

fn transpor(massa: Massa) -> Vec<Coluna> {
    let linhas = massa.linhas();
    let mut colunas: Vec<Coluna> = massa
        .comando
        .colunas
        .iter()
        .map(|tipo| match tipo {
            Tipo::Uuid => Coluna::Uuid(Vec::with_capacity(linhas)),
            Tipo::Texto => Coluna::Texto(Vec::with_capacity(linhas)),
            Tipo::Inteiro => Coluna::Inteiro(Vec::with_capacity(linhas)),
            Tipo::Logico => Coluna::Logico(Vec::with_capacity(linhas)),
        })
        .collect();
    let largura = colunas.len();
    for (indice, valor) in massa.valores.into_iter().enumerate() {
        match (&mut colunas[indice % largura], valor) {
            (Coluna::Uuid(lista), Parametro::Uuid(v)) => lista.push(v),
            (Coluna::Texto(lista), Parametro::Texto(v)) => lista.push(v),
            (Coluna::Inteiro(lista), Parametro::Inteiro(v)) => lista.push(v),
            (Coluna::Logico(lista), Parametro::Logico(v)) => lista.push(v),
            (_, outro) => unreachable!("{outro:?} não é da coluna {} de {}", indice % largura, massa.comando.sql),
        }
    }
    colunas
}
