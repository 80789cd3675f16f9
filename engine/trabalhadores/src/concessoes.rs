//! Renovar a validade deste nó e recolher o trabalho de nós mortos.

use std::sync::Arc;

use esteira_aplicacao::Aplicacao;
use esteira_base::ids::NoId;
use tokio_util::sync::CancellationToken;

use crate::OpcoesDosTrabalhadores;
use crate::laco::dormir;

/// Renovações por validade: duas podem falhar antes de o nó ser dado por morto.
const RENOVACOES_POR_VALIDADE: u32 = 3;

pub(crate) async fn rodar(app: Aplicacao, no: NoId, opcoes: Arc<OpcoesDosTrabalhadores>, parar: CancellationToken) {
    let intervalo = opcoes.validade_da_concessao / RENOVACOES_POR_VALIDADE;
    while dormir(intervalo, &parar).await {
        match app.armazem.renovar_no(no, &opcoes.nome, opcoes.validade_da_concessao).await {
            Ok(true) => {}
            Ok(false) => {
                tracing::warn!(no.id = %no, "a validade deste nó venceu; outro pode ter pegado o seu trabalho")
            }
            Err(erro) => tracing::warn!(no.id = %no, %erro, "não consegui renovar este nó"),
        }
        match app.armazem.recolher_de_nos_mortos().await {
            Ok(0) => {}
            Ok(linhas) => tracing::warn!(linhas, "trabalho de nós mortos voltou à fila"),
            Err(erro) => tracing::warn!(%erro, "não consegui recolher o trabalho de nós mortos"),
        }
    }
}
