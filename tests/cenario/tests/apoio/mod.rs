//! O que os testes de ponta a ponta dividem: o mundo pequeno, em cada banco.

use std::time::Duration;

use esteira_cenario::Resultado;
use esteira_cenario::dados::{Cliente, da_demonstracao};
use esteira_cenario::mundo::{Mundo, Plano};
use esteira_postgres_de_teste::PostgresDeTeste;

/// O cliente dos cenários de um cliente só.
pub const CLIENTE: &str = "Padaria Trigo Bom";
/// Quanto esperar por cada mudança; numa máquina lenta, abrir um navegador demora.
pub const PRAZO: Duration = Duration::from_secs(120);

/// Em que banco a Esteira roda.
pub enum Banco {
    Sqlite,
    Postgres,
}

/// Um mundo com o cliente da Oi, e o fluxo apressado.
pub async fn mundo(banco: Banco) -> Resultado<Mundo> {
    let clientes: Vec<Cliente> = da_demonstracao().into_iter().filter(|cliente| cliente.nome == CLIENTE).collect();
    let banco = match banco {
        Banco::Sqlite => None,
        Banco::Postgres => Some(PostgresDeTeste::compartilhado().novo_banco()),
    };
    Mundo::montar(Plano { clientes, mes_ano: "2026-10".to_owned(), banco, navegadores: 2, apressado: true }).await
}

/// Faz de cada cenário dois testes, um por banco.
#[macro_export]
macro_rules! nos_dois_bancos {
    ($($cenario:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $cenario() -> esteira_cenario::Resultado<()> {
                super::$cenario($crate::apoio::Banco::Sqlite).await
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $cenario() -> esteira_cenario::Resultado<()> {
                super::$cenario($crate::apoio::Banco::Postgres).await
            })+
        }
    };
}
