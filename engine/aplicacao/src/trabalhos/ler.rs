//! Ler o que uma linha da fila pede. O que não se lê vira o relato que para só a instância dela, em atenção; a linha sai da fila.

use esteira_armazem::fila::Concedido;
use esteira_motor::maquina::{Comando, ErroAtividade, Trabalho};
use serde::de::DeserializeOwned;

use super::Relato;
use crate::cargas::ErroDeCarga;
use crate::consolidador::Recado;
use crate::{Aplicacao, ErroAplicacao};

/// Por que uma linha não se pôde ler.
pub enum NaoLida {
    /// Nunca se lerá: o relato a entregar no lugar do que ela pede.
    Parar(Box<Relato>),
    /// Agora não: devolva-se a linha à fila.
    Depois(ErroAplicacao),
}

/// O trabalho de uma linha.
pub async fn ler_trabalho(app: &Aplicacao, concedido: &Concedido) -> Result<Trabalho, NaoLida> {
    ler(app, concedido).await
}

/// O recado de uma linha.
pub async fn ler_recado(app: &Aplicacao, concedido: &Concedido) -> Result<Recado, NaoLida> {
    ler(app, concedido).await
}

async fn ler<T: DeserializeOwned>(app: &Aplicacao, concedido: &Concedido) -> Result<T, NaoLida> {
    app.consolidador.cargas().ler(concedido.inquilino, &concedido.carga).await.map_err(|erro| match erro {
        ErroDeCarga::Ilegivel(problema) => {
            tracing::error!(item.id = %concedido.id, instancia.id = %concedido.instancia, problema, "carga ilegível na fila");
            let mensagem = format!("o que estava na fila para este passo não se lê: {problema}");
            let erro = ErroAtividade::do_fluxo("carga_ilegivel", mensagem);
            NaoLida::Parar(Box::new(Relato { comando: Comando::Parar { visita: concedido.visita, erro }, anexo: None }))
        }
        ErroDeCarga::SemArquivos(causa) => NaoLida::Depois(ErroAplicacao::Indisponivel(causa)),
    })
}
