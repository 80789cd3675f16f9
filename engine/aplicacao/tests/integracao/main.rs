//! Os casos de uso sobre os dois bancos, com portas de brinquedo que se comportam.

mod agendamentos;
mod apoio;
mod aprovacao;
mod auditoria;
mod avisos;
mod backup;
mod cargas;
mod conferencia;
mod conformidade;
mod consolidador;
mod crescimento;
mod encomendas;
mod filhas;
mod ilegiveis;
mod importacoes;
mod linguagem;
mod links;
mod mes_inteiro;
mod perguntas;
mod plugins;
mod recuperacao;
mod relatorios;
mod retencao;
mod rpa_externo;
mod sinais;
mod webhooks;

/// Roda cada regra num banco novo de um tipo: `num_banco!(sqlite: regra, outra)`.
macro_rules! num_banco {
    ($banco:ident: $($regra:ident),+ $(,)?) => {
        mod $banco {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $regra() {
                super::$regra($crate::apoio::Banco::$banco()).await;
            })+
        }
    };
}
pub(crate) use num_banco;

/// Roda cada regra num SQLite e num PostgreSQL novos.
macro_rules! nos_dois_bancos {
    ($($regra:ident),+ $(,)?) => {
        $crate::num_banco!(sqlite: $($regra),+);
        $crate::num_banco!(postgres: $($regra),+);
    };
}
pub(crate) use nos_dois_bancos;
