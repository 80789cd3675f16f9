//! A mesma suíte nos dois bancos. As garantias estão em `esteira_armazem::conformidade`.

use esteira_armazem::conformidade::esquema::colunas;
use esteira_armazem::{Armazem, OpcoesDoArmazem};
use esteira_postgres_de_teste::{AgrupadorDeTeste, PostgresDeTeste};

/// Conexões do PostgreSQL: mais que os nós que as garantias simulam.
const CONEXOES: u32 = 10;

async fn abrir(url: String, conexoes: u32) -> Armazem {
    abrir_com(OpcoesDoArmazem::novas(url, conexoes)).await
}

async fn abrir_com(opcoes: OpcoesDoArmazem) -> Armazem {
    let armazem = Armazem::abrir(&opcoes).await.unwrap();
    armazem.migrar().await.unwrap();
    armazem
}

async fn sqlite_novo() -> (Armazem, tempfile::TempDir) {
    let pasta = tempfile::tempdir().unwrap();
    let armazem = abrir(format!("sqlite:{}", pasta.path().join("esteira.db").display()), CONEXOES).await;
    (armazem, pasta)
}

async fn postgres_novo() -> (Armazem, ()) {
    (abrir(PostgresDeTeste::compartilhado().novo_banco(), CONEXOES).await, ())
}

/// O mesmo PostgreSQL, por um PgBouncer que dá outra conexão a cada transação.
async fn agrupado_novo() -> (Armazem, AgrupadorDeTeste) {
    let direta = PostgresDeTeste::compartilhado().novo_banco();
    let agrupador = AgrupadorDeTeste::na_frente_de(&direta).unwrap_or_else(|erro| panic!("{erro}"));
    let url = agrupador.url().to_owned();
    (abrir_com(OpcoesDoArmazem { url, conexoes: CONEXOES, direta: Some(direta) }).await, agrupador)
}

mod sqlite {
    esteira_armazem::conformidade!(super::super::sqlite_novo);
}

mod postgres {
    esteira_armazem::conformidade!(super::super::postgres_novo);
}

mod agrupado {
    esteira_armazem::conformidade!(super::super::agrupado_novo);
}

#[test]
fn as_duas_pastas_tem_as_mesmas_migracoes() {
    let nomes = |banco: &str| {
        let pasta = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations").join(banco);
        let arquivos = std::fs::read_dir(pasta).unwrap();
        let mut nomes: Vec<_> = arquivos.map(|arquivo| arquivo.unwrap().file_name().into_string().unwrap()).collect();
        nomes.sort();
        nomes
    };
    assert_eq!(nomes("sqlite"), nomes("postgres"));
}

#[tokio::test]
async fn as_migracoes_deixam_as_mesmas_colunas() {
    let ((sqlite, _pasta), (postgres, ())) = (sqlite_novo().await, postgres_novo().await);
    let (num, noutro) = (colunas(&sqlite).await, colunas(&postgres).await);
    assert!(!num.is_empty());
    assert_eq!(num, noutro);
}

#[tokio::test]
async fn varios_nos_migram_ao_mesmo_tempo() {
    let url = PostgresDeTeste::compartilhado().novo_banco();
    let nos = (0..4).map(|_| tokio::spawn(abrir(url.clone(), 2)));
    for no in nos.collect::<Vec<_>>() {
        no.await.unwrap().fechar().await;
    }
}

/// A menor reserva possível: um `begin()` largado no meio não deixa a única conexão presa numa transação.
#[tokio::test]
async fn reserva_minima_sobrevive_a_aberturas_canceladas() {
    let armazem = abrir(PostgresDeTeste::compartilhado().novo_banco(), 1).await;
    esteira_armazem::conformidade::unidade::abertura_cancelada_nao_estraga_a_conexao(&armazem).await;
}
