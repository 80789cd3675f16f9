//! Se repete, e quando.

use std::time::Duration;

use super::{ClasseDeErro, ErroAtividade};
use crate::fluxo::Repetir;

/// Nenhuma espera entre tentativas passa disto, mesmo sem `teto`.
const ESPERA_MAXIMA: Duration = Duration::from_secs(30 * 86_400);

/// Espera antes da próxima tentativa; nenhuma = não repete.
///
/// `feitas` conta as tentativas já feitas neste ciclo; `sorteio` vai de 0 a 1.
pub(super) fn proxima_espera(politica: &Repetir, erro: &ErroAtividade, feitas: u32, sorteio: f64) -> Option<Duration> {
    let repetivel = match erro.classe {
        ClasseDeErro::Tecnico => !politica.exceto.contains(&erro.codigo),
        ClasseDeErro::Negocio => politica.tambem.contains(&erro.codigo),
    };
    if !repetivel || feitas >= politica.maximo {
        return None;
    }
    let teto = politica.teto.map_or(ESPERA_MAXIMA, |t| t.0).min(ESPERA_MAXIMA).as_secs_f64();
    let expoente = i32::try_from(feitas.saturating_sub(1)).unwrap_or(i32::MAX);
    let calculada = politica.espera.0.as_secs_f64() * politica.fator.max(1.0).powi(expoente);
    let desvio = 1.0 + politica.variacao.clamp(0.0, 1.0) * (2.0 * sorteio.clamp(0.0, 1.0) - 1.0);
    let espera = Duration::from_secs_f64((calculada.min(teto) * desvio).clamp(0.0, teto));
    // Quem pediu tempo sabe por quê: insistir antes é falhar de novo. O teto do passo é sobre o que nós calculamos.
    Some(erro.espera_pedida().map_or(espera, |pedida| espera.max(pedida.min(ESPERA_MAXIMA))))
}

#[cfg(test)]
mod testes {
    use proptest::prelude::*;

    use super::*;
    use esteira_base::Duracao;

    fn erro(classe: ClasseDeErro) -> ErroAtividade {
        ErroAtividade {
            classe,
            codigo: "x".into(),
            mensagem: "x".into(),
            acao_recomendada: None,
            detalhes: serde_json::Value::Null,
        }
    }

    proptest! {
        #[test]
        fn a_espera_nunca_passa_do_teto_nem_estoura(
            segundos in 0u64..100_000, fator in 0.0f64..1e6, feitas in 1u32..1_000, variacao in 0.0f64..1.0, sorteio in 0.0f64..1.0,
        ) {
            let teto = Duracao(Duration::from_secs(7_200));
            let politica = Repetir {
                maximo: u32::MAX, espera: Duracao(Duration::from_secs(segundos)), fator, teto: Some(teto), variacao, ..Repetir::default()
            };
            let espera = proxima_espera(&politica, &erro(ClasseDeErro::Tecnico), feitas, sorteio).unwrap();
            prop_assert!(espera <= teto.0);
        }
    }

    #[test]
    fn dobra_a_cada_tentativa_e_para_no_maximo() {
        let politica = Repetir { maximo: 3, espera: Duracao(Duration::from_secs(1800)), ..Repetir::default() };
        let erro = erro(ClasseDeErro::Tecnico);
        let minutos = |feitas| proxima_espera(&politica, &erro, feitas, 0.5).map(|d| d.as_secs() / 60);
        assert_eq!([minutos(1), minutos(2), minutos(3)], [Some(30), Some(60), None]);
    }

    #[test]
    fn espera_pelo_menos_o_que_o_servico_pediu() {
        let politica = Repetir { maximo: 9, espera: Duracao(Duration::from_secs(10)), ..Repetir::default() };
        let pedindo = |segundos: u64| ErroAtividade {
            detalhes: serde_json::json!({ "esperar_segundos": segundos }),
            ..erro(ClasseDeErro::Tecnico)
        };
        let espera = |segundos| proxima_espera(&politica, &pedindo(segundos), 1, 0.5).map(|d| d.as_secs());
        assert_eq!([espera(120), espera(3)], [Some(120), Some(10)]);
        assert_eq!(espera(u64::MAX), Some(ESPERA_MAXIMA.as_secs()));
    }

    #[test]
    fn negocio_so_repete_se_listado_e_tecnico_so_se_nao_excetuado() {
        let base = Repetir { maximo: 9, ..Repetir::default() };
        assert_eq!(proxima_espera(&base, &erro(ClasseDeErro::Negocio), 1, 0.5), None);
        let tambem = Repetir { tambem: vec!["x".into()], ..base.clone() };
        assert!(proxima_espera(&tambem, &erro(ClasseDeErro::Negocio), 1, 0.5).is_some());
        let exceto = Repetir { exceto: vec!["x".into()], ..base };
        assert_eq!(proxima_espera(&exceto, &erro(ClasseDeErro::Tecnico), 1, 0.5), None);
    }
}
