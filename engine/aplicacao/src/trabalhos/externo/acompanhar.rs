//! Perguntar pelo trabalho até ele acabar, copiando o log.

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
                Err(ErroExterno::Contrato(_)) if self.passou_do_limite(vivo.desde) => return Err(self.demorou(vivo)),
                Err(erro) => return Err(traduzir(&erro)),
            }
            if self.passou_do_limite(vivo.desde) {
                return Err(self.demorou(vivo));
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

    /// Se já não se espera pelo que se pretendeu nesta hora (µs).
    pub(super) fn passou_do_limite(&self, desde: i64) -> bool {
        let app = self.curso.app;
        Instante::de_micros(desde).ate(app.relogio.agora()) > app.configuracao.rpa_externo.limite
    }

    fn demorou(&mut self, vivo: &Vivo) -> ErroAtividade {
        self.encerrar_incerto(vivo.id, "demorou demais e se deixou de esperar por ele")
    }
}
