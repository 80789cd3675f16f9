//! Os casos de uso sobre os dois bancos, com portas de brinquedo que se comportam.

mod agendamentos;
mod apoio;
mod aprovacao;
mod conformidade;
mod consolidador;
mod crescimento;
mod filhas;
mod linguagem;
mod recuperacao;
mod retencao;
mod sinais;
mod webhooks;

/// Roda cada regra num SQLite e num PostgreSQL novos.
macro_rules! nos_dois_bancos {
    ($($regra:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $regra() {
                super::$regra($crate::apoio::Banco::sqlite()).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $regra() {
                super::$regra($crate::apoio::Banco::postgres()).await;
            })+
        }
    };
}
pub(crate) use nos_dois_bancos;
