//! O filtro do cadastro: a conta e, se ela tem mais de uma fatura no mês, o dia do vencimento. Puro.

use esteira_sdk::{Erro, codigos};

/// `CONTA` ou `CONTA_DD`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filtro {
    pub conta: String,
    /// Dois dígitos.
    pub dia: Option<String>,
}

impl Filtro {
    /// Só um `_` separa; com mais de um, tudo é a conta. Erro `parametro_invalido` se falta a conta ou o dia não é um dia.
    pub fn ler(filtro: Option<&str>) -> Result<Self, Erro> {
        let filtro = filtro.unwrap_or_default().trim();
        let (conta, dia) = match filtro.split_once('_') {
            Some((conta, dia)) if !dia.contains('_') => (conta.trim(), Some(dia.trim())),
            _ => (filtro, None),
        };
        let e_dia = |dia: &str| dia.len() == 2 && matches!(dia.parse(), Ok(1..=31)) && !dia.starts_with('+');
        if conta.is_empty() || dia.is_some_and(|dia| !e_dia(dia)) {
            return Err(Erro::negocio(
                codigos::PARAMETRO_INVALIDO,
                format!("o filtro \"{filtro}\" não diz qual é a conta da Embratel"),
            )
            .acao("Escreva no filtro do cadastro a conta, ou a conta e o dia do vencimento: 1234567 ou 1234567_10."));
        }
        Ok(Self { conta: conta.to_owned(), dia: dia.map(str::to_owned) })
    }

    /// Se uma linha da lista é desta conta e deste dia.
    pub fn serve(&self, conta: &str, data: &str) -> bool {
        let do_dia = |dia: &String| data.starts_with(dia.as_str());
        conta == self.conta && data.chars().count() >= 2 && self.dia.as_ref().is_none_or(do_dia)
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn conta_e_dia_se_separam_por_um_sublinhado_so() {
        let ler = |texto| Filtro::ler(Some(texto)).map(|filtro| (filtro.conta, filtro.dia));
        assert_eq!(ler(" 1234567 ").unwrap(), ("1234567".to_owned(), None));
        assert_eq!(ler("1234567_05").unwrap(), ("1234567".to_owned(), Some("05".to_owned())));
        assert_eq!(ler("12_34_05").unwrap(), ("12_34_05".to_owned(), None));
    }

    #[test]
    fn filtro_que_nao_diz_a_conta_e_recusado() {
        for ruim in [None, Some(""), Some("_10"), Some("1234567_"), Some("1234567_5"), Some("1234567_32"), Some("1_+5")]
        {
            assert_eq!(Filtro::ler(ruim).unwrap_err().codigo(), "parametro_invalido", "{ruim:?}");
        }
    }

    #[test]
    fn conta_e_igual_e_dia_e_o_comeco_da_data() {
        let filtro = Filtro::ler(Some("1234567_10")).unwrap();
        assert!(filtro.serve("1234567", "10/11/26"));
        assert!(!filtro.serve("1234567", "20/11/26"));
        assert!(!filtro.serve("12345678", "10/11/26"));
        assert!(!Filtro::ler(Some("1234567")).unwrap().serve("1234567", "-"));
    }
}
