//! Selar o que se registrou: pôr os registros na cadeia, na ordem em que aconteceram.

use super::cadeia::elo;
use crate::{Aplicacao, ErroAplicacao};

/// Quantos se selam por transação.
const LEVA: u32 = 500;

/// Sela o que falta, em cada organização. Qualquer nó pode: a ponta se trava, e dois não selam o mesmo. Devolve quantos selou.
pub async fn selar(app: &Aplicacao) -> Result<u64, ErroAplicacao> {
    let mut selados = 0;
    for inquilino in app.armazem.inquilinos().await? {
        loop {
            // Sem nada por selar, que é o comum, não se pede a vez de quem escreve.
            if app.armazem.ler(inquilino).await?.auditoria_por_selar(1).await?.is_empty() {
                break;
            }
            let mut unidade = app.armazem.escrever(inquilino).await?;
            let mut ponta = unidade.travar_ponta_da_auditoria().await?;
            let mut elos = Vec::new();
            for registro in unidade.auditoria_por_selar(LEVA).await? {
                let proximo = elo(ponta.as_ref(), &registro);
                elos.push((registro.id, proximo.clone()));
                ponta = Some(proximo);
            }
            selados += elos.len() as u64;
            unidade.selar_auditoria(elos).await?;
            unidade.confirmar().await?;
        }
    }
    Ok(selados)
}
