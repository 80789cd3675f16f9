//! Ler o que uma linha da fila pede. O que não se lê vira o relato que para só a instância dela, em atenção; a linha sai da fila.

use esteira_armazem::fila::Concedido;
use esteira_motor::maquina::{Comando, ErroAtividade, Trabalho};
use serde::de::DeserializeOwned;

use super::Relato;
use crate::consolidador::Recado;

/// O trabalho de uma linha.
///
/// # Errors
/// O relato a entregar no lugar do trabalho.
pub fn ler_trabalho(concedido: &Concedido) -> Result<Trabalho, Relato> {
    ler(concedido)
}

/// O recado de uma linha.
///
/// # Errors
/// O relato a entregar no lugar do recado.
pub fn ler_recado(concedido: &Concedido) -> Result<Recado, Relato> {
    ler(concedido)
}

fn ler<T: DeserializeOwned>(concedido: &Concedido) -> Result<T, Relato> {
    serde_json::from_str(&concedido.carga).map_err(|erro| {
        tracing::error!(item.id = %concedido.id, instancia.id = %concedido.instancia, %erro, "carga ilegível na fila");
        let mensagem = format!("o que estava na fila para este passo não se lê: {erro}");
        let erro = ErroAtividade::do_fluxo("carga_ilegivel", mensagem);
        Relato { comando: Comando::Parar { visita: concedido.visita, erro }, anexo: None }
    })
}
