//! O que todo laço faz: esperar um aviso, ou a leitura periódica, ou a ordem de parar.

use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Espera até haver motivo para olhar de novo. `false` = é para parar.
pub(crate) async fn esperar(aviso: &mut watch::Receiver<u64>, no_maximo: Duration, parar: &CancellationToken) -> bool {
    tokio::select! {
        () = parar.cancelled() => false,
        mudou = aviso.changed() => {
            // Sem consolidador não há mais aviso; fica a leitura periódica.
            if mudou.is_err() {
                return dormir(no_maximo, parar).await;
            }
            true
        }
        () = tokio::time::sleep(no_maximo) => true,
    }
}

/// Espera o tempo passar. `false` = é para parar.
pub(crate) async fn dormir(quanto: Duration, parar: &CancellationToken) -> bool {
    tokio::select! {
        () = parar.cancelled() => false,
        () = tokio::time::sleep(quanto) => true,
    }
}
