//! Plugin da Azuton: não há portal com login; há uma caixa de correio, e em cada mensagem os links do boleto e da fatura.
//!
//! `aviso` lê a mensagem, `boleto` é a página que ela abre, `documento` baixa e junta os dois PDFs; `colheita` faz isso por todas as
//! mensagens e `cliente`, pela de um cliente. Rótulos e localizadores estão todos em `seletores`.
//!
//! Não deve conhecer: a senha da caixa (o hospedeiro a usa), nem os endereços da caixa e da Azuton (vêm do cadastro e dos links).

mod aviso;
mod boleto;
mod cliente;
mod colheita;
mod documento;
mod seletores;
#[cfg(test)]
mod testes;

use esteira_sdk::fatura::{ParametrosDaColheita, ParametrosDoArquivamento, SENHA_PORTAL, operacoes};
use esteira_sdk::{Contexto, Erro, Manifesto, ParametrosEntradaPadrao, Rpa, plugin};
use serde_json::Value;

/// O plugin.
#[derive(Debug, Default, Clone, Copy)]
pub struct Azuton;

impl Rpa for Azuton {
    /// Sem domínio: o servidor de correio é de cada instalação, e o da Azuton quem o diz são os links. Quem os concede é o cadastro.
    fn manifesto(&self) -> Manifesto {
        Manifesto::novo("azuton", env!("CARGO_PKG_VERSION"))
            .operacao(operacoes::baixar_fatura())
            .operacao(operacoes::colher_faturas())
            .operacao(operacoes::arquivar_mensagens())
            .segredo(SENHA_PORTAL)
            .seletores(seletores::DECLARADOS)
    }

    fn executar(&self, operacao: &str, parametros: Value, contexto: &Contexto) -> Result<Value, Erro> {
        match operacao {
            operacoes::BAIXAR_FATURA => {
                let entrada = ParametrosEntradaPadrao::ler(&parametros)?;
                Ok(cliente::baixar(&entrada, &parametros, contexto)?.json())
            }
            operacoes::COLHER_FATURAS => colheita::colher(&ParametrosDaColheita::ler(&parametros)?, contexto),
            operacoes::ARQUIVAR_MENSAGENS => colheita::arquivar(&ParametrosDoArquivamento::ler(&parametros)?, contexto),
            outra => Err(operacoes::nao_suportada(outra)),
        }
    }
}

plugin!(Azuton);
