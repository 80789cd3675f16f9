//! Os cabeçalhos de um pedido: achar um, e guardar todos sem os segredos.

use serde_json::json;

/// Quantos se guardam.
const MAXIMO_GUARDADOS: usize = 64;
/// Quanto de cada valor se guarda, em caracteres.
const MAXIMO_DO_VALOR: usize = 1_024;
/// Pedaços de nome que denunciam segredo.
const DENUNCIAM: [&str; 9] = ["auth", "cookie", "token", "secret", "segredo", "senha", "password", "api-key", "apikey"];

/// Nome e valor, na ordem em que vieram. Valores que não são texto aparecem com `�`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cabecalhos(pub Vec<(String, String)>);

impl Cabecalhos {
    /// O valor do cabeçalho, se veio uma vez só: dois com o mesmo nome não dizem qual vale.
    pub(super) fn unico(&self, nome: &str) -> Option<&str> {
        let mut achados = self.0.iter().filter(|(este, _)| este.eq_ignore_ascii_case(nome));
        match (achados.next(), achados.next()) {
            (Some((_, valor)), None) => Some(valor),
            _ => None,
        }
    }

    /// Para guardar: lista de pares, com os segredos riscados. `prova` é o cabeçalho que traz a do webhook: riscado mesmo quando devia ser
    /// assinatura, porque um remetente mal configurado manda ali o próprio segredo.
    pub(super) fn guardaveis(&self, prova: &str) -> String {
        let e_segredo = |nome: &str| {
            let minusculo = nome.to_ascii_lowercase();
            prova.eq_ignore_ascii_case(nome) || DENUNCIAM.iter().any(|pedaco| minusculo.contains(pedaco))
        };
        let pares: Vec<_> = self
            .0
            .iter()
            .take(MAXIMO_GUARDADOS)
            .map(|(nome, valor)| match e_segredo(nome) {
                true => json!([nome, "***"]),
                false => json!([nome, valor.chars().take(MAXIMO_DO_VALOR).collect::<String>()]),
            })
            .collect();
        serde_json::Value::Array(pares).to_string()
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    fn cabecalhos(pares: &[(&str, &str)]) -> Cabecalhos {
        Cabecalhos(pares.iter().map(|(nome, valor)| ((*nome).to_owned(), (*valor).to_owned())).collect())
    }

    #[test]
    fn repetido_nao_vale_e_a_caixa_nao_conta() {
        let lidos = cabecalhos(&[("X-A", "1"), ("x-b", "2"), ("X-B", "3")]);
        assert_eq!((lidos.unico("x-a"), lidos.unico("x-b"), lidos.unico("x-c")), (Some("1"), None, None));
    }

    #[test]
    fn o_que_se_guarda_nao_tem_segredo() {
        let lidos =
            cabecalhos(&[("Authorization", "s1"), ("x-minha-porta", "s2"), ("X-Api-Key", "s3"), ("date", "ok")]);
        let guardados = lidos.guardaveis("X-Minha-Porta");
        assert_eq!(guardados, r#"[["Authorization","***"],["x-minha-porta","***"],["X-Api-Key","***"],["date","ok"]]"#);
    }
}
