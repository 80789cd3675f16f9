//! O serviço do cadastro, nos nomes com que o portal o escolhe. Puro.

use esteira_sdk::apoio::texto::para_comparar;
use esteira_sdk::{Erro, codigos};

/// O item do menu em que ficam os produtos da Fixa Corporativa.
const FIXA_CORPORATIVA: &str = "ADVANCED_FIXA";

/// O que se escolhe para ver as faturas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Servico {
    /// O `data-service-id` do menu.
    pub menu: &'static str,
    /// O `data-value` dentro dele, se o menu não basta.
    pub produto: Option<&'static str>,
}

impl Servico {
    /// O nome como no cadastro, sem contar maiúsculas e espaços. O robô antigo escolhia sempre a Fixa Corporativa, e parava. Erro
    /// `parametro_invalido`.
    pub fn ler(servico: &str) -> Result<Self, Erro> {
        let fixa = |produto| Ok(Self { menu: FIXA_CORPORATIVA, produto: Some(produto) });
        let do_menu = |menu| Ok(Self { menu, produto: None });
        match para_comparar(servico).as_str() {
            "solução de voz" | "solucao de voz" | "voz" => fixa("solucaoDeVoz"),
            "internet" => fixa("internet"),
            "dados" => fixa("dados"),
            "internet corporativa" => fixa("internetCorporativa"),
            "fixo" => do_menu("WIR"),
            "móvel" | "movel" => do_menu("MOV"),
            _ => Err(Erro::negocio(
                codigos::PARAMETRO_INVALIDO,
                format!("o serviço \"{servico}\" não diz onde estão as faturas na Vivo"),
            )
            .acao(
                "Escreva no serviço do cadastro: Solução de Voz, Internet, Dados, Internet Corporativa, Fixo ou Móvel.",
            )),
        }
    }

    /// Como a lista de faturas diz de que serviço é.
    pub fn codigo(self) -> &'static str {
        self.produto.unwrap_or(self.menu)
    }
}

#[cfg(test)]
mod testes {
    use super::*;

    #[test]
    fn servico_do_cadastro_leva_ao_menu_e_ao_produto() {
        assert_eq!(Servico::ler(" INTERNET  Corporativa ").unwrap().codigo(), "internetCorporativa");
        assert_eq!(
            Servico::ler("Solução de Voz").unwrap(),
            Servico { menu: "ADVANCED_FIXA", produto: Some("solucaoDeVoz") }
        );
        assert_eq!(Servico::ler("Móvel").unwrap(), Servico { menu: "MOV", produto: None });
        for ruim in ["", "(11) 4000-1234", "internet 2"] {
            assert_eq!(Servico::ler(ruim).unwrap_err().codigo(), "parametro_invalido", "{ruim}");
        }
    }
}
