//! O que um operador manda fazer com uma instância, como valor: a mesma ordem serve a uma e a muitas.

use std::collections::BTreeMap;

use esteira_dominio::usuario::Acao;
use esteira_motor::maquina::{Ator, Comando, Espera, Estado, Incidente, NumeroVisita, Visita};
use serde_json::{Value, json};

use crate::ErroAplicacao;
use crate::retrato::ESTADO_ILEGIVEL;

/// Maior motivo, em caracteres.
pub const MAXIMO_DO_MOTIVO: usize = 500;

/// Uma ordem.
#[derive(Debug, Clone, PartialEq)]
pub enum Ordem {
    /// Repete o que parou por incidente, com novas tentativas. Sem escolher, tudo o que parou.
    Repetir { quais: Escolha, entrada: Option<Value> },
    /// Dá um passo aberto por concluído, com a saída que ele teria. Sem escolher, o que parou.
    Pular { quais: Escolha, saida: Value, destino: Option<String> },
    /// Abandona o que está aberto e recomeça de um passo.
    Recomecar { passo: String, entrada: Option<Value> },
    /// Não deixa nada novo começar.
    Pausar { motivo: String },
    /// Deixa andar de novo.
    Retomar,
    /// Passa a outra versão do mesmo fluxo; sem número, à vigente. O plano diz para onde vai cada passo aberto que mudou de nome.
    Migrar { versao: Option<i64>, plano: BTreeMap<String, String> },
    /// Encerra sem concluir.
    Cancelar { motivo: String },
}

/// Que visitas abertas. Tudo o que se diz tem de valer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Escolha {
    pub visita: Option<NumeroVisita>,
    pub passo: Option<String>,
    /// Só as paradas com este erro.
    pub codigo_do_erro: Option<String>,
}

impl Ordem {
    /// Como se chama, na API e na auditoria.
    pub fn nome(&self) -> &'static str {
        match self {
            Self::Repetir { .. } => "repetir",
            Self::Pular { .. } => "pular",
            Self::Recomecar { .. } => "recomecar",
            Self::Pausar { .. } => "pausar",
            Self::Retomar => "retomar",
            Self::Migrar { .. } => "migrar",
            Self::Cancelar { .. } => "cancelar",
        }
    }

    /// O que é preciso poder. O que muda o caminho ou os dados de uma instância (e poderia contornar uma aprovação) é de quem opera o motor.
    pub(super) fn acao(&self) -> Acao {
        match self {
            Self::Repetir { entrada: None, .. } | Self::Cancelar { .. } => Acao::Executar,
            _ => Acao::OperarMotor,
        }
    }

    /// O que se audita.
    pub(super) fn auditoria(&self) -> Value {
        match self {
            Self::Repetir { quais, entrada } => {
                json!({ "visita": quais.visita, "passo": quais.passo, "entrada": entrada })
            }
            Self::Pular { quais, saida, destino } => {
                json!({ "visita": quais.visita, "passo": quais.passo, "saida": saida, "destino": destino })
            }
            Self::Recomecar { passo, entrada } => json!({ "passo": passo, "entrada": entrada }),
            Self::Pausar { motivo } | Self::Cancelar { motivo } => json!({ "motivo": motivo }),
            Self::Retomar => json!({}),
            Self::Migrar { versao, plano } => json!({ "versao": versao, "plano": plano }),
        }
    }

    /// O que se vê sem olhar a instância.
    pub(super) fn conferir(&self) -> Result<(), ErroAplicacao> {
        let (Self::Pausar { motivo } | Self::Cancelar { motivo }) = self else { return Ok(()) };
        conferir_motivo(motivo)
    }

    /// Os comandos que a ordem dá a uma instância neste estado; a máquina os confere de novo ao decidir. `migrar` não se diz só pelo estado:
    /// `de` é o resumo da versão em que a instância está.
    pub(super) fn comandos(&self, estado: &Estado, de: &str, por: &Ator) -> Result<Vec<Comando>, ErroAplicacao> {
        let por = por.clone();
        Ok(match self.clone() {
            Self::Repetir { quais, mut entrada } => {
                let comando = |visita| Comando::RepetirPasso { visita, entrada: entrada.take(), por: por.clone() };
                paradas(estado, &quais)?.into_iter().map(comando).collect()
            }
            Self::Pular { quais, saida, destino } => {
                let visita = a_pular(estado, &quais)?;
                vec![Comando::PularPasso { visita, saida, destino, por }]
            }
            Self::Recomecar { passo, entrada } => vec![Comando::RecomecarDe { passo, entrada, por }],
            Self::Pausar { motivo } => vec![Comando::Pausar { motivo, por }],
            Self::Retomar => vec![Comando::Retomar { por }],
            Self::Migrar { plano, .. } => vec![Comando::Migrar { de: de.to_owned(), plano, por }],
            Self::Cancelar { motivo } => vec![Comando::Cancelar { motivo, por }],
        })
    }
}

/// Um motivo diz alguma coisa, e cabe.
pub(crate) fn conferir_motivo(motivo: &str) -> Result<(), ErroAplicacao> {
    if motivo.trim().is_empty() {
        return Err(ErroAplicacao::campo("motivo", "obrigatorio", "diga por quê"));
    }
    if motivo.chars().count() > MAXIMO_DO_MOTIVO {
        let mensagem = format!("use no máximo {MAXIMO_DO_MOTIVO} caracteres");
        return Err(ErroAplicacao::campo("motivo", "longo_demais", mensagem));
    }
    Ok(())
}

impl Escolha {
    /// Se esta é uma delas.
    pub(super) fn serve(&self, numero: NumeroVisita, visita: &Visita) -> bool {
        let codigo = incidente(visita).map(|incidente| &incidente.erro.codigo);
        self.visita.is_none_or(|escolhida| escolhida == numero)
            && self.passo.as_ref().is_none_or(|passo| *passo == visita.passo)
            && self.codigo_do_erro.as_ref().is_none_or(|pedido| codigo == Some(pedido))
    }

    /// Se serve uma instância que não se lê: não se sabe em que passo está, só por que parou.
    pub(super) fn serve_ilegivel(&self) -> bool {
        let so_pelo_codigo = self.visita.is_none() && self.passo.is_none();
        so_pelo_codigo && self.codigo_do_erro.as_ref().is_none_or(|codigo| codigo == ESTADO_ILEGIVEL)
    }

    pub(super) fn nenhuma(&self) -> bool {
        *self == Self::default()
    }

    fn abertas(&self, estado: &Estado) -> Vec<NumeroVisita> {
        let servem = estado.visitas.iter().filter(|(numero, visita)| self.serve(**numero, visita));
        servem.map(|(numero, _)| *numero).collect()
    }
}

/// Por que a visita parou, se parou.
pub(super) fn incidente(visita: &Visita) -> Option<&Incidente> {
    match &visita.espera {
        Espera::Incidente(incidente) => Some(incidente),
        _ => None,
    }
}

fn paradas(estado: &Estado, quais: &Escolha) -> Result<Vec<NumeroVisita>, ErroAplicacao> {
    let parou = |numero: &NumeroVisita| estado.visitas.get(numero).and_then(incidente).is_some();
    let paradas: Vec<_> = quais.abertas(estado).into_iter().filter(parou).collect();
    if paradas.is_empty() {
        let mensagem = "nada está parado nesta instância (ou no passo escolhido); não há o que repetir ou pular";
        return Err(ErroAplicacao::conflito("sem_incidente", mensagem));
    }
    Ok(paradas)
}

/// Uma só: a saída é de um passo. Quem não escolhe quer a que parou.
fn a_pular(estado: &Estado, quais: &Escolha) -> Result<NumeroVisita, ErroAplicacao> {
    let abertas = if quais.nenhuma() { paradas(estado, quais)? } else { quais.abertas(estado) };
    match abertas[..] {
        [uma] => Ok(uma),
        [] => {
            let mensagem = "o passo ou a visita que se quer pular não está aberto; veja em `estado.visitas`";
            Err(ErroAplicacao::conflito("nao_aberta", mensagem))
        }
        _ => {
            let mensagem = format!("há {} visitas que servem; diga qual, em `visita`", abertas.len());
            Err(ErroAplicacao::conflito("visita_ambigua", mensagem))
        }
    }
}

#[cfg(test)]
mod testes {
    use super::*;
    use esteira_motor::maquina::ErroAtividade;

    fn estado(visitas: &[(NumeroVisita, &str, bool)]) -> Estado {
        let incidente = || Incidente { erro: ErroAtividade::de_negocio("x", "x"), tentativa: 1 };
        let visita = |passo: &str, parada| Visita {
            passo: passo.into(),
            escopo: 0,
            desde: esteira_base::Instante::de_micros(0),
            tentativas: 0,
            espera: if parada { Espera::Incidente(incidente()) } else { Espera::Nada },
        };
        let visitas = visitas.iter().map(|(numero, passo, parada)| (*numero, visita(passo, *parada))).collect();
        Estado { visitas, ..Estado::default() }
    }

    fn codigo<T: std::fmt::Debug>(resultado: Result<T, ErroAplicacao>) -> &'static str {
        match resultado {
            Err(ErroAplicacao::Conflito { codigo, .. }) => codigo,
            outro => panic!("{outro:?}"),
        }
    }

    #[test]
    fn repetir_sem_escolher_e_tudo_o_que_parou() {
        let estado = estado(&[(1, "baixar", true), (2, "aprovar", false), (3, "conferir", true)]);
        let de = |passo: Option<&str>| Escolha { passo: passo.map(Into::into), ..Escolha::default() };
        assert_eq!(paradas(&estado, &de(None)).unwrap(), [1, 3]);
        assert_eq!(paradas(&estado, &de(Some("conferir"))).unwrap(), [3]);
        assert_eq!(codigo(paradas(&estado, &de(Some("aprovar")))), "sem_incidente");
    }

    #[test]
    fn pular_e_um_passo_so() {
        let estado = estado(&[(1, "baixar", true), (2, "aprovar", false), (3, "conferir", true)]);
        assert_eq!(codigo(a_pular(&estado, &Escolha::default())), "visita_ambigua");
        assert_eq!(
            a_pular(&estado, &Escolha { visita: Some(2), ..Escolha::default() }).unwrap(),
            2,
            "aberta, mesmo sem incidente"
        );
        assert_eq!(codigo(a_pular(&estado, &Escolha { visita: Some(9), ..Escolha::default() })), "nao_aberta");
    }

    #[test]
    fn corrigir_a_entrada_e_de_quem_opera_o_motor() {
        let repetir = |entrada| Ordem::Repetir { quais: Escolha::default(), entrada };
        assert_eq!(repetir(None).acao(), Acao::Executar);
        assert_eq!(repetir(Some(json!({}))).acao(), Acao::OperarMotor);
    }
}
