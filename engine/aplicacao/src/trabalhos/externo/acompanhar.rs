//! Perguntar pelo trabalho até ele acabar, copiando o log.

use std::time::Duration;

use esteira_base::Instante;
use esteira_motor::maquina::ErroAtividade;
use esteira_portas::rpa_externo::{ErroExterno, FaseExterna, SituacaoExterna};
use tokio::time::Instant;

use super::erros::traduzir;
use super::{Execucao, Vivo};
use crate::trabalhos::relato::tecnico;
use crate::trabalhos::rpa::PRAZO_PADRAO;

impl Execucao<'_> {
    /// Concluído ou falho. Vencido o prazo do passo, o trabalho segue vivo e a tentativa seguinte o retoma; só passado o limite é que se dá por perdido.
    pub(super) async fn acompanhar(&mut self, vivo: &Vivo) -> Result<SituacaoExterna, ErroAtividade> {
        let ritmo = self.curso.app.configuracao.rpa_externo.clone();
        let prazo = self.curso.trabalho.prazo.map_or(PRAZO_PADRAO, |prazo| prazo.0);
        let ate = Instant::now() + prazo;
        let (mut copiadas, mut espera) = (vivo.linhas, ritmo.intervalo);
        loop {
            match self.curso.app.rpa_externo.ver(&self.preparado.acesso, &vivo.trabalho).await {
                Ok(situacao) => {
                    copiadas = self.copiar(vivo.id, copiadas, &situacao.linhas).await?;
                    if matches!(situacao.fase, FaseExterna::Concluido | FaseExterna::Falhou) {
                        return Ok(situacao);
                    }
                    espera = ritmo.intervalo;
                }
                // Esqueceu-o: reiniciou, ou passou do tempo de guarda dele.
                Err(ErroExterno::NaoExiste(_)) => {
                    return Err(self.encerrar_incerto(vivo.id, "sumiu: o RPA externo não se lembra dele"));
                }
                Err(ErroExterno::NaoChegou(_) | ErroExterno::SemResposta(_) | ErroExterno::Ocupado { .. }) => {
                    espera = (espera * 2).min(ritmo.maior_espera);
                }
                Err(erro) => return Err(traduzir(&erro)),
            }
            if passado(vivo, self.curso.app.relogio.agora()) > ritmo.limite {
                return Err(self.encerrar_incerto(vivo.id, "demorou demais e se deixou de esperar por ele"));
            }
            if Instant::now() + espera > ate {
                let mensagem =
                    format!("o RPA externo não terminou em {} s; a próxima tentativa o retoma", prazo.as_secs());
                return Err(tecnico("tempo_esgotado", mensagem));
            }
            tokio::select! {
                () = tokio::time::sleep(espera) => {}
                () = self.cancelamento.cancelled() => return Err(tecnico("no_parando", "o nó está parando")),
            }
        }
    }
}

fn passado(vivo: &Vivo, agora: Instante) -> Duration {
    Instante::de_micros(vivo.desde).ate(agora)
}
