//! O aviso de fatura: o que o e-mail diz, antes de abrir qualquer link. Puro, fora ler a mensagem.
//!
//! O robô antigo aceitava qualquer coisa no lugar do dado ("Data não encontrada" ia para o banco). Aqui, dado que falta ou não tem a forma
//! certa é erro da mensagem.

mod html;
mod rotulo;

use esteira_sdk::apoio::{Data, texto};
use esteira_sdk::correio::Mensagem;
use esteira_sdk::{Erro, codigos};

use crate::seletores::{CLIENTE, LINK_DA_FATURA, LINK_DO_BOLETO, NUMERO, VALOR, VENCIMENTO};
use html::Trechos;
use rotulo::dado;

/// Um aviso lido.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aviso {
    /// O nome a quem o e-mail saúda; vazio se a saudação não o traz. Serve para procurar, nunca para decidir.
    pub cliente: String,
    pub numero: String,
    pub vencimento: Data,
    /// `123.45`.
    pub valor: String,
    pub link_do_boleto: String,
    pub link_da_fatura: String,
}

impl Aviso {
    /// Lê a mensagem do servidor.
    pub fn da(mensagem: &Mensagem) -> Result<Self, Erro> {
        let html = mensagem.html().map_err(|erro| erro.ao("ler a mensagem"))?;
        Self::ler(&html.ok_or_else(|| mudou("a mensagem não tem corpo em HTML".to_owned()))?)
    }

    fn ler(html: &str) -> Result<Self, Erro> {
        let trechos = html::ler(html);
        let exigir = |rotulo| dado(&trechos, rotulo).ok_or_else(|| mudou(format!("o e-mail não tem \"{rotulo}\"")));
        let forma = |rotulo: &str, erro: Erro| mudou(format!("em \"{rotulo}\", {}", erro.mensagem()));
        Ok(Self {
            cliente: dado(&trechos, CLIENTE).unwrap_or_default(),
            numero: exigir(NUMERO)?,
            vencimento: exigir(VENCIMENTO)?.parse().map_err(|erro| forma(VENCIMENTO, erro))?,
            valor: texto::valor(&exigir(VALOR)?).map_err(|erro| forma(VALOR, erro))?,
            link_do_boleto: link(&trechos, LINK_DO_BOLETO)?,
            link_da_fatura: link(&trechos, LINK_DA_FATURA)?,
        })
    }

    /// Duas mensagens com o mesmo isto são a mesma fatura.
    pub fn chave(&self) -> (&str, &str, Data, &str) {
        (&self.cliente, &self.numero, self.vencimento, &self.valor)
    }
}

fn link(trechos: &Trechos, texto: &str) -> Result<String, Erro> {
    let href = trechos.link(texto).ok_or_else(|| mudou(format!("o e-mail não tem o link \"{texto}\"")))?;
    let de_pagina = ["http://", "https://"].iter().any(|esquema| href.starts_with(esquema));
    if de_pagina { Ok(href.to_owned()) } else { Err(mudou(format!("o link \"{texto}\" não leva a uma página"))) }
}

fn mudou(mensagem: String) -> Erro {
    Erro::tecnico(codigos::LEIAUTE_MUDOU, mensagem)
        .acao("Abra a mensagem na caixa; se o e-mail da Azuton mudou, é preciso mudar o plugin.")
}

#[cfg(test)]
mod testes {
    use super::*;
    use crate::testes::email;

    #[test]
    fn le_o_email_como_o_robo_antigo_lia() {
        let aviso = Aviso::ler(&email("1", "Padaria &amp; Cia", "AZ-77", "10/11/2026", "R$ 1.234,56")).unwrap();
        assert_eq!(aviso.cliente, "Padaria & Cia");
        assert_eq!((aviso.numero.as_str(), aviso.valor.as_str()), ("AZ-77", "1234.56"));
        assert_eq!(aviso.vencimento.to_string(), "2026-11-10");
        assert!(aviso.link_do_boleto.ends_with("/boleto/1") && aviso.link_da_fatura.ends_with("/fatura/1"));
    }

    #[test]
    fn dado_que_falta_ou_nao_tem_forma_e_erro_que_diz_qual() {
        let bom = email("1", "Padaria", "AZ-77", "10/11/2026", "R$ 1.234,56");
        for (de, para, trecho) in [
            ("Data de vencimento:", "Vence em", "Data de vencimento:"),
            ("10/11/2026", "à vista", "à vista"),
            ("R$ 1.234,56", "a combinar", "a combinar"),
            ("Fatura: ", "Nº ", "Fatura:"),
            ("BAIXAR BOLETO", "Ver", "BAIXAR BOLETO"),
            ("https://azuton.exemplo/fatura", "javascript:fatura", "BAIXAR FATURA"),
        ] {
            let erro = Aviso::ler(&bom.replace(de, para)).unwrap_err();
            assert_eq!(erro.codigo(), "leiaute_mudou");
            assert!(erro.mensagem().contains(trecho), "{erro}");
        }
        assert_eq!(Aviso::ler(&bom.replace("Olá", "Oi")).unwrap().cliente, "", "a saudação não é exigida");
    }
}
