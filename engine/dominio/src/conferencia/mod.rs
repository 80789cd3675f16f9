//! A conferência automática: o que a fatura diz contra o que o processo espera, antes de uma pessoa aprovar.
//!
//! `bloqueia` é divergência certa: aprovar seria pagar a conta errada. `aviso` é o que não se conseguiu conferir, ou merece um olhar.

mod cadastro;
mod documento;
mod historico;
mod parecer;

use chrono::NaiveDate;
use esteira_base::{Cnpj, Dinheiro, MesAno};
use serde::Serialize;

use crate::detalhe::Detalhe;
use crate::enumeracao::enumeracao;
use crate::fatura::LeituraDaFatura;

pub use historico::{Anterior, Historico, Repetida};

enumeracao! {
    /// Do melhor ao pior.
    Resultado, "resultado de conferência" {
        Ok = "ok",
        Aviso = "aviso",
        Bloqueia = "bloqueia",
    }
}

/// Um item conferido.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemConferido {
    /// Estável: `paginas`, `linha_digitavel`, `valor`, `vencimento`, `cnpj`, `mes_ano`, `operadora`, `conta`, `repetida`, `variacao` ou `detalhe`.
    pub item: &'static str,
    pub resultado: Resultado,
    /// O que se viu, para o aprovador.
    pub mensagem: String,
}

/// A fatura como chegou.
#[derive(Debug, Clone, Copy)]
pub struct Documento<'a> {
    pub paginas: u32,
    /// O texto de todas as páginas.
    pub texto: &'a str,
    pub leitura: &'a LeituraDaFatura,
    /// O arquivo que a operadora deu junto, se deu.
    pub detalhe: Option<&'a Detalhe>,
}

impl Documento<'_> {
    /// O valor da fatura: o informado vale mais que o impresso, este que o do código de barras, e este que o do detalhe.
    pub fn valor(&self, informado: Option<Dinheiro>) -> Option<Dinheiro> {
        let do_detalhe = self.detalhe.and_then(|detalhe| detalhe.valor);
        informado.or(self.leitura.valor).or_else(|| self.leitura.valor_das_linhas()).or(do_detalhe)
    }

    /// O vencimento: o informado vale mais que o impresso, e este que o do detalhe.
    pub fn vencimento(&self, informado: Option<NaiveDate>) -> Option<NaiveDate> {
        informado.or(self.leitura.vencimento).or(self.detalhe.and_then(|detalhe| detalhe.vencimento))
    }
}

/// O que o processo espera da fatura.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Esperado {
    pub cnpj: Cnpj,
    pub mes_ano: MesAno,
    /// O nome.
    pub operadora: String,
    /// Os nomes das outras do cadastro.
    pub outras_operadoras: Vec<String>,
    /// Onde o cadastro traz o número da conta, do contrato ou da linha: filtro e serviço.
    pub contas: Vec<String>,
    /// Digitado por alguém ou lido no portal, se há.
    pub valor: Option<Dinheiro>,
    /// Digitado por alguém ou lido no portal, se há.
    pub vencimento: Option<NaiveDate>,
    pub hoje: NaiveDate,
}

/// Confere tudo; um item por assunto, sempre na mesma ordem.
pub fn conferir(documento: &Documento<'_>, esperado: &Esperado, historico: &Historico) -> Vec<ItemConferido> {
    let valor = documento.valor(esperado.valor);
    [
        ("paginas", documento::paginas(documento)),
        ("linha_digitavel", documento::linha_digitavel(documento)),
        ("valor", documento::valor(documento, esperado)),
        ("vencimento", documento::vencimento(documento, esperado)),
        ("cnpj", documento::cnpj(documento, esperado)),
        ("mes_ano", documento::mes_ano(documento, esperado)),
        ("operadora", cadastro::operadora(documento, esperado)),
        ("conta", cadastro::conta(documento, esperado)),
        ("repetida", historico::repetida(historico)),
        ("variacao", historico::variacao(historico, valor)),
    ]
    .map(|(item, (resultado, mensagem))| ItemConferido { item, resultado, mensagem })
    .into()
}

/// O item que diz que o arquivo de detalhe veio e não se lê: a fatura segue, sem ele.
pub fn detalhe_ilegivel(motivo: &str) -> ItemConferido {
    let mensagem = format!("o arquivo de detalhe não se lê: {motivo}");
    ItemConferido { item: "detalhe", resultado: Resultado::Aviso, mensagem }
}

/// O pior resultado da lista; `ok` se está vazia.
pub fn pior(itens: &[ItemConferido]) -> Resultado {
    itens.iter().map(|item| item.resultado).max().unwrap_or(Resultado::Ok)
}

#[cfg(test)]
mod testes;
