//! O que o cadastro de uma operadora concede e muda no plugin dela, sem o recompilar.

use std::collections::BTreeMap;

use esteira_base::Resumo;
use serde::{Deserialize, Serialize};

use crate::campo::Preenchimento;

/// Domínios que se concedem, além do do portal.
const MAXIMO_DE_DOMINIOS: usize = 50;
const MAXIMO_DO_DOMINIO: usize = 255;
/// Seletores trocados, alternativas de cada um e tamanho de cada alternativa.
const MAXIMO_DE_SELETORES: usize = 200;
const MAXIMO_DE_ALTERNATIVAS: usize = 16;
const MAXIMO_DO_SELETOR: usize = 2_000;
/// Execuções ao mesmo tempo no portal de uma operadora: se o cadastro não diz, e no máximo.
pub const SIMULTANEOS_PADRAO: u32 = 5;
const MAXIMO_DE_SIMULTANEOS: u32 = 1_000;
/// Os modos de localizar que um plugin entende.
const MODOS: [&str; 8] = ["xpath", "css", "id", "nome", "texto-link", "texto-link-parcial", "classe", "etiqueta"];

/// Vazia, o plugin usa o que traz.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfiguracaoDoRpa {
    /// Além do do portal: `host`, `host:porta` ou `*.exemplo.com.br`; uma caixa de correio, `imaps://host`.
    #[serde(default)]
    pub dominios: Vec<String>,
    /// No lugar dos seletores do plugin: as alternativas, em ordem, por nome.
    #[serde(default)]
    pub seletores: BTreeMap<String, Vec<SeletorDoPortal>>,
    /// A versão do plugin, pelo resumo, se não é a que vale para todas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versao_do_plugin: Option<Resumo>,
    /// Execuções ao mesmo tempo no portal, entre todos os nós, dos processos que se criarem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub simultaneos: Option<u32>,
    /// O RPA externo da operadora também envia ao SAT, no lugar do nosso plugin.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sat_terceirizado: bool,
}

/// Um modo de achar um elemento do portal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeletorDoPortal {
    pub por: String,
    pub valor: String,
}

impl ConfiguracaoDoRpa {
    /// Quantas execuções ao mesmo tempo o portal aguenta.
    pub fn simultaneos(&self) -> u32 {
        self.simultaneos.unwrap_or(SIMULTANEOS_PADRAO)
    }

    /// A mesma, limpa, com o que falta corrigir anotado. Se o plugin tem os seletores, quem confere é quem o executa.
    pub(crate) fn conferir(self, p: &mut Preenchimento) -> Self {
        const CAMPO: &str = "configuracao_rpa";
        let dominios: Vec<String> = self.dominios.iter().map(|d| d.trim().to_lowercase()).collect();
        if dominios.len() > MAXIMO_DE_DOMINIOS {
            p.erro(CAMPO, "longo_demais", format!("são no máximo {MAXIMO_DE_DOMINIOS} domínios"));
        }
        if let Some(ruim) = dominios.iter().find(|dominio| !parece_dominio(dominio)) {
            p.erro(
                CAMPO,
                "invalido",
                format!("\"{ruim}\" não é um domínio; use host, host:porta ou *.exemplo.com.br, sem https://"),
            );
        }
        if self.seletores.len() > MAXIMO_DE_SELETORES {
            p.erro(CAMPO, "longo_demais", format!("são no máximo {MAXIMO_DE_SELETORES} seletores"));
        }
        for (nome, alternativas) in &self.seletores {
            if alternativas.is_empty() || alternativas.len() > MAXIMO_DE_ALTERNATIVAS {
                let mensagem = format!("o seletor \"{nome}\" precisa de 1 a {MAXIMO_DE_ALTERNATIVAS} alternativas");
                p.erro(CAMPO, "invalido", mensagem);
            }
            for SeletorDoPortal { por, valor } in alternativas {
                if !MODOS.contains(&por.as_str()) {
                    let mensagem = format!("o seletor \"{nome}\" tem o modo \"{por}\"; use um de {}", MODOS.join(", "));
                    p.erro(CAMPO, "invalido", mensagem);
                }
                if valor.trim().is_empty() || valor.len() > MAXIMO_DO_SELETOR {
                    let mensagem = format!("o seletor \"{nome}\" precisa de um valor de até {MAXIMO_DO_SELETOR} bytes");
                    p.erro(CAMPO, "invalido", mensagem);
                }
            }
        }
        if self.simultaneos.is_some_and(|n| !(1..=MAXIMO_DE_SIMULTANEOS).contains(&n)) {
            p.erro(CAMPO, "invalido", format!("`simultaneos` é de 1 a {MAXIMO_DE_SIMULTANEOS}"));
        }
        Self { dominios, ..self }
    }
}

fn parece_dominio(texto: &str) -> bool {
    // Uma caixa de correio se concede pelo protocolo, e não dá páginas.
    let texto = ["imap://", "imaps://"].into_iter().find_map(|prefixo| texto.strip_prefix(prefixo)).unwrap_or(texto);
    let resto = texto.strip_prefix("*.").unwrap_or(texto);
    !resto.is_empty()
        && texto.len() <= MAXIMO_DO_DOMINIO
        && resto.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'))
}

#[cfg(test)]
mod testes {
    use super::*;

    fn erros(configuracao: ConfiguracaoDoRpa) -> usize {
        let mut p = Preenchimento::default();
        configuracao.conferir(&mut p);
        p.concluir(Some(())).map_or_else(|erros| erros.0.len(), |()| 0)
    }

    #[test]
    fn dominio_e_seletor_que_nao_servem_se_acusam_no_cadastro() {
        let com_dominio = |d: &str| ConfiguracaoDoRpa { dominios: vec![d.into()], ..Default::default() };
        for bom in
            ["portal.exemplo.com.br", "*.exemplo.com.br", "127.0.0.1:8080", "[::1]:80", "imaps://caixa.exemplo.com.br"]
        {
            assert_eq!(erros(com_dominio(bom)), 0, "{bom}");
        }
        for ruim in ["https://portal.exemplo.com.br", "", "*", "a b", "a/b", "a,b"] {
            assert_eq!(erros(com_dominio(ruim)), 1, "{ruim}");
        }
        let com_seletor = |por: &str, valor: &str| {
            let seletor = SeletorDoPortal { por: por.into(), valor: valor.into() };
            ConfiguracaoDoRpa { seletores: BTreeMap::from([("email".into(), vec![seletor])]), ..Default::default() }
        };
        assert_eq!(erros(com_seletor("css", "input")), 0);
        assert_eq!((erros(com_seletor("xpaht", "//a")), erros(com_seletor("css", " "))), (1, 1));
        let vazio = ConfiguracaoDoRpa { seletores: BTreeMap::from([("email".into(), vec![])]), ..Default::default() };
        assert_eq!(erros(vazio), 1);
        let juntas = |n| ConfiguracaoDoRpa { simultaneos: Some(n), ..Default::default() };
        assert_eq!([erros(juntas(0)), erros(juntas(1)), erros(juntas(1_001))], [1, 0, 1]);
    }
}
