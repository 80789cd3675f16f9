//! Esperar olhando: de perto no começo, mais espaçado depois, até o prazo.

use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::Navegador;
use super::onde::{Onde, so_a_primeira};
use super::script::Resposta;
use super::traduzir::passageiro;
use crate::erro::Falha;
use crate::limites;

/// Uma espera em curso.
pub struct Espera {
    inicio: Instant,
    prazo: Duration,
    olhada: Duration,
    /// Até quando só vale a primeira alternativa de cada seletor.
    carencia: Duration,
}

impl Espera {
    /// `0` é o padrão do hospedeiro.
    pub fn de_ms(prazo_ms: u64) -> Self {
        let prazo = match prazo_ms {
            0 => limites::ESPERA_PADRAO,
            ms => Duration::from_millis(ms).min(limites::ESPERA_MAXIMA),
        };
        Self {
            inicio: Instant::now(),
            prazo,
            olhada: limites::OLHADA_MINIMA,
            carencia: limites::CARENCIA.min(prazo / 2),
        }
    }

    /// Todas as alternativas valem desde o começo: para quem espera que nenhuma case.
    pub fn sem_carencia(self) -> Self {
        Self { carencia: Duration::ZERO, ..self }
    }

    fn na_carencia(&self) -> bool {
        self.inicio.elapsed() < self.carencia
    }

    /// Dorme até a próxima olhada; falso quando o prazo acabou.
    pub async fn outra_vez(&mut self) -> bool {
        let resta = self.prazo.saturating_sub(self.inicio.elapsed());
        if resta.is_zero() {
            return false;
        }
        tokio::time::sleep(self.olhada.min(resta)).await;
        self.olhada = (self.olhada * 3 / 2).min(limites::OLHADA_MAXIMA);
        true
    }

    pub fn esgotada(&self, o_que: &str, motivo: &str) -> Falha {
        Falha::nova(
            "tempo_esgotado",
            format!("{o_que}: {motivo} (esperou {:.1} s)", self.inicio.elapsed().as_secs_f64()),
        )
    }
}

impl Navegador {
    /// Chama a biblioteca até ela responder ou o prazo acabar.
    ///
    /// Com `refaz`, erros de página que se troca (elemento que envelhece, clique interceptado) também fazem olhar de novo.
    pub(super) async fn olhar_ate(
        &mut self,
        funcao: &str,
        argumentos: &[Value],
        refaz: bool,
        espera: &mut Espera,
        descricao: &str,
    ) -> Result<Value, Falha> {
        loop {
            let mut argumentos = argumentos.to_vec();
            if espera.na_carencia() {
                // Numa página que ainda se monta, a segunda alternativa pode casar antes de a primeira ter tido vez.
                argumentos.iter_mut().for_each(so_a_primeira);
            }
            let motivo = match self.biblioteca(funcao, argumentos).await {
                Ok(Resposta::Ok(valor)) => return Ok(valor),
                Ok(Resposta::Falta(motivo)) => motivo,
                Err(falha) if refaz && passageiro(&falha) => falha.mensagem,
                Err(falha) => return Err(falha),
            };
            if !espera.outra_vez().await {
                return Err(espera.esgotada(descricao, &motivo));
            }
        }
    }

    /// Espera o elemento ficar como se exige e devolve a resposta inteira da biblioteca.
    pub(super) async fn ate_pronto(&mut self, onde: &Onde, exige: &str, espera: &mut Espera) -> Result<Value, Falha> {
        let [raiz, passos] = onde.argumentos();
        self.olhar_ate("pronto", &[raiz, passos, exige.into()], onde.reencontravel(), espera, &onde.to_string()).await
    }
}
