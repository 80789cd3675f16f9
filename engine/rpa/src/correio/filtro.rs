//! O filtro de uma listagem, e o critério de busca IMAP que ele dá. Puro.

use chrono::{Days, NaiveDate};
use serde::Deserialize;

use super::conta::objeto;
use crate::erro::Falha;
use crate::limites;

/// O que listar. Sem nada, tudo o que há na pasta, até o máximo padrão.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filtro {
    remetente: Option<String>,
    desde: Option<NaiveDate>,
    ate: Option<NaiveDate>,
    lida: Option<bool>,
    maximo: Option<usize>,
    recentes: bool,
}

impl Filtro {
    pub fn ler(json: &str) -> Result<Self, Falha> {
        let filtro: Self = objeto(json, "filtro de mensagens")?;
        if filtro.maximo().checked_sub(1).is_none_or(|n| n >= limites::MENSAGENS) {
            let mensagem = format!("filtro de mensagens: `maximo` vai de 1 a {}", limites::MENSAGENS);
            return Err(Falha::nova("argumento_invalido", mensagem));
        }
        if filtro.remetente.as_ref().is_some_and(|endereco| !parece_endereco(endereco)) {
            let mensagem = "filtro de mensagens: `remetente` tem de ser um endereço, como faturas@exemplo.com.br";
            return Err(Falha::nova("argumento_invalido", mensagem));
        }
        Ok(filtro)
    }

    /// O argumento do `SEARCH`. O que está marcado para apagar já não conta.
    pub(super) fn criterio(&self) -> String {
        let mut criterio = "UNDELETED".to_owned();
        if let Some(remetente) = &self.remetente {
            criterio.push_str(&format!(" FROM \"{remetente}\""));
        }
        if let Some(desde) = self.desde {
            criterio.push_str(&format!(" SINCE {}", dia(desde)));
        }
        // `BEFORE` não inclui o dia.
        if let Some(depois) = self.ate.and_then(|ate| ate.checked_add_days(Days::new(1))) {
            criterio.push_str(&format!(" BEFORE {}", dia(depois)));
        }
        match self.lida {
            Some(true) => criterio.push_str(" SEEN"),
            Some(false) => criterio.push_str(" UNSEEN"),
            None => {}
        }
        criterio
    }

    /// O `FROM` do IMAP procura um trecho, no nome também: só serve o endereço inteiro.
    pub(super) fn serve(&self, remetente: &str) -> bool {
        self.remetente.as_ref().is_none_or(|esperado| esperado.eq_ignore_ascii_case(remetente))
    }

    /// As achadas, na ordem em que se escolhem.
    pub(super) fn ordenar(&self, mut achadas: Vec<u32>) -> Vec<u32> {
        achadas.sort_unstable();
        if self.recentes {
            achadas.reverse();
        }
        achadas
    }

    pub(super) fn maximo(&self) -> usize {
        self.maximo.unwrap_or(limites::MENSAGENS_PADRAO)
    }
}

/// O bastante para não escapar das aspas do comando.
fn parece_endereco(texto: &str) -> bool {
    texto.split_once('@').is_some_and(|(nome, dominio)| !nome.is_empty() && !dominio.is_empty())
        && texto.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\\'))
}

/// `1-Oct-2026`: em inglês, como o protocolo quer.
fn dia(data: NaiveDate) -> String {
    data.format("%-d-%b-%Y").to_string()
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn criterio_inclui_o_ultimo_dia_e_atravessa_o_mes() {
        let filtro =
            Filtro::ler(r#"{"remetente":"a@b.c","desde":"2028-02-01","ate":"2028-02-29","lida":false}"#).unwrap();
        assert_eq!(filtro.criterio(), "UNDELETED FROM \"a@b.c\" SINCE 1-Feb-2028 BEFORE 1-Mar-2028 UNSEEN");
        assert_eq!(Filtro::ler("").unwrap().criterio(), "UNDELETED");
    }

    #[test]
    fn o_remetente_e_o_endereco_inteiro_e_nada_escapa_para_o_comando() {
        let filtro = Filtro::ler(r#"{"remetente":"faturas@azuton.exemplo"}"#).unwrap();
        assert!(filtro.serve("Faturas@Azuton.exemplo"));
        assert!(!filtro.serve("faturas@azuton.exemplo.atacante.com"));
        for ruim in [
            r#"{"remetente":"a@b\" DELETED"}"#,
            r#"{"remetente":"a@b\r\nx LOGOUT"}"#,
            r#"{"remetente":"todos"}"#,
            r#"{"desde":"01/10/2026"}"#,
            r#"{"desde":"2026-02-30"}"#,
            r#"{"maximo":0}"#,
            r#"{"maximo":501}"#,
            r#"{"remetnte":"a@b"}"#,
            "[]",
        ] {
            assert_eq!(Filtro::ler(ruim).unwrap_err().codigo, "argumento_invalido", "{ruim}");
        }
    }

    #[test]
    fn escolhem_se_as_mais_velhas_ou_as_mais_novas() {
        let ordenar = |json: &str| Filtro::ler(json).unwrap().ordenar(vec![3, 1, 2]);
        assert_eq!(ordenar("{}"), [1, 2, 3]);
        assert_eq!(ordenar(r#"{"recentes":true}"#), [3, 2, 1]);
    }
}
