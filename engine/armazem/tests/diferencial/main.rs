//! Os dois bancos, lado a lado: a mesma sequência sorteada de operações dá as mesmas respostas e deixa os mesmos dados.
//!
//! Ids e horas são da sequência, e não do banco. A semente que falha sai na mensagem; `DIFERENCIAL_SEMENTE=<n>` repete só ela.

mod dados;
mod operacao;
mod sequencia;
mod sorteio;

use esteira_armazem::{Armazem, OpcoesDoArmazem};
use esteira_postgres_de_teste::PostgresDeTeste;
use sequencia::Sequencia;

/// Quantas sequências, e quantas operações em cada uma.
const SEQUENCIAS: u64 = 200;
const OPERACOES: usize = 40;

/// Cada grupo tem o seu par de bancos; correm juntos, porque quase só esperam por eles.
const GRUPOS: u64 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_mesma_sequencia_da_as_mesmas_respostas() {
    if let Ok(semente) = std::env::var("DIFERENCIAL_SEMENTE") {
        let par = Par::novo().await;
        return par.comparar(semente.parse().expect("a semente é um número")).await;
    }
    let grupos = (0..GRUPOS).map(|grupo| {
        tokio::spawn(async move {
            let par = Par::novo().await;
            for semente in (grupo..SEQUENCIAS).step_by(GRUPOS as usize) {
                par.comparar(semente).await;
            }
        })
    });
    for grupo in grupos.collect::<Vec<_>>() {
        grupo.await.unwrap_or_else(|falhou| std::panic::resume_unwind(falhou.into_panic()));
    }
}

struct Par {
    sqlite: Armazem,
    postgres: Armazem,
    _pasta: tempfile::TempDir,
}

impl Par {
    async fn novo() -> Self {
        let pasta = tempfile::tempdir().unwrap();
        let abrir = async |url| {
            let armazem = Armazem::abrir(&OpcoesDoArmazem::novas(url, 2)).await.unwrap();
            armazem.migrar().await.unwrap();
            armazem
        };
        let sqlite = abrir(format!("sqlite:{}", pasta.path().join("esteira.db").display())).await;
        let postgres = abrir(PostgresDeTeste::compartilhado().novo_banco()).await;
        Self { sqlite, postgres, _pasta: pasta }
    }

    async fn comparar(&self, semente: u64) {
        let mut sequencia = Sequencia::nova(semente);
        for passo in 0..OPERACOES {
            let (operacao, agora) = (sequencia.sortear(), sequencia.agora());
            let num = operacao.fazer(&self.sqlite, sequencia.inquilino, agora).await;
            let noutro = operacao.fazer(&self.postgres, sequencia.inquilino, agora).await;
            assert_eq!(
                num, noutro,
                "SQLite e PostgreSQL respondem diferente: semente {semente}, {passo}: {operacao:?}"
            );
            sequencia.aprender(operacao, num);
        }
        let num = dados::ler(&self.sqlite, &sequencia).await;
        let noutro = dados::ler(&self.postgres, &sequencia).await;
        assert_eq!(num, noutro, "SQLite e PostgreSQL guardam diferente: semente {semente}");
        for armazem in [&self.sqlite, &self.postgres] {
            dados::esvaziar(armazem, &sequencia).await;
        }
    }
}
