//! Acordar quem tem o que fazer. Aviso é dica: a verdade é a leitura periódica.

use tokio::sync::watch;

/// O que um lote gravado pode ter trazido.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assunto {
    /// Qualquer lote.
    Tudo,
    /// Trabalho pronto que ninguém tem.
    Fila,
    /// Temporizador que já venceu.
    Temporizadores,
    /// Mensagem na caixa de saída.
    CaixaDeSaida,
}

const ASSUNTOS: usize = 4;

/// Quem avisa: um contador por assunto.
pub(super) struct Avisos([watch::Sender<u64>; ASSUNTOS]);

/// Quem se deixa avisar.
#[derive(Clone)]
pub(super) struct Escutas([watch::Receiver<u64>; ASSUNTOS]);

impl Avisos {
    pub fn novos() -> (Self, Escutas) {
        let avisos = Self(std::array::from_fn(|_| watch::channel(0).0));
        let escutas = Escutas(std::array::from_fn(|assunto| avisos.0[assunto].subscribe()));
        (avisos, escutas)
    }

    pub fn avisar(&self, assunto: Assunto) {
        self.0[assunto as usize].send_modify(|vezes| *vezes += 1);
    }
}

impl Escutas {
    pub fn de(&self, assunto: Assunto) -> watch::Receiver<u64> {
        self.0[assunto as usize].clone()
    }
}
