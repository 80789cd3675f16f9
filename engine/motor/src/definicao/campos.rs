//! Leitura de um mapa por nome de chave: acusa a que falta e, ao fechar, a que sobra.

use super::coletor::{Coletor, Lugar};
use super::sugestao::quis_dizer;
use super::yaml::{No, Par};

/// Um mapa sendo lido. As chaves pedidas são as conhecidas; [`Campos::fechar`] acusa as outras.
pub(super) struct Campos<'n> {
    pares: &'n [Par],
    /// O que se aponta quando falta uma chave.
    lugar: Lugar,
    /// Dono do mapa, para mensagens: "passo `baixar`".
    onde: String,
    conhecidas: Vec<&'static str>,
}

impl<'n> Campos<'n> {
    /// `None`, com o erro no coletor, se o nó não é um mapa.
    pub fn abrir(no: &'n No, lugar: Lugar, onde: impl Into<String>, coletor: &mut Coletor<'_>) -> Option<Self> {
        let onde = onde.into();
        let Some(pares) = no.pares() else {
            coletor.erro(
                "tipo_errado",
                no.lugar.clone(),
                format!("{onde}: esperava um mapa (`chave: valor`), e veio {}", no.tipo()),
            );
            return None;
        };
        Some(Self { pares, lugar, onde, conhecidas: Vec::new() })
    }

    pub fn opcional(&mut self, chave: &'static str) -> Option<&'n No> {
        self.conhecidas.push(chave);
        self.pares.iter().find(|par| par.chave == chave).map(|par| &par.valor)
    }

    pub fn exigido(&mut self, chave: &'static str, coletor: &mut Coletor<'_>) -> Option<&'n No> {
        let achado = self.opcional(chave);
        if achado.is_none() {
            self.faltar(&format!("falta `{chave}`"), coletor);
        }
        achado
    }

    /// Acusa uma falta que não é de uma chave só.
    pub fn faltar(&self, o_que: &str, coletor: &mut Coletor<'_>) {
        coletor.erro("chave_ausente", self.lugar.clone(), format!("{}: {o_que}", self.onde));
    }

    /// Acusa o que não foi pedido. `de_outros` são chaves que existem na linguagem mas não cabem aqui.
    pub fn fechar(self, de_outros: &[&str], coletor: &mut Coletor<'_>) {
        for par in self.pares {
            let chave = par.chave.as_str();
            if chave.is_empty() || self.conhecidas.contains(&chave) {
                continue;
            }
            if de_outros.contains(&chave) {
                coletor.erro(
                    "chave_nao_se_aplica",
                    par.lugar.clone(),
                    format!("{}: `{chave}` não se aplica aqui; tire-a", self.onde),
                );
                continue;
            }
            let sugestao = quis_dizer(chave, self.conhecidas.iter().copied())
                .or_else(|| Some(format!("as que existem: {}", self.conhecidas.join(", "))));
            coletor.erro_com(
                "chave_desconhecida",
                par.lugar.clone(),
                format!("{}: não existe a chave `{chave}`", self.onde),
                sugestao,
            );
        }
    }
}
