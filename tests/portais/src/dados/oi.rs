//! Contas, serviços e faturas do portal da operadora.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// O que o portal da operadora sabe ao subir.
#[derive(Debug, Clone, Default)]
pub struct DadosOi {
    pub contas: Vec<ContaOi>,
    pub tempos: TemposOi,
}

/// Quanto a página demora, em milissegundos, quando nada dá errado.
#[derive(Debug, Clone, Copy)]
pub struct TemposOi {
    /// Da resposta do login até a página-mãe trocar o conteúdo (no portal real, cerca de 1500).
    pub troca_apos_login_ms: u64,
    /// Do clique em Filtrar até as linhas.
    pub tabela_ms: u64,
    /// Do clique na linha até o detalhe.
    pub detalhe_ms: u64,
}

impl Default for TemposOi {
    fn default() -> Self {
        Self { troca_apos_login_ms: 300, tabela_ms: 200, detalhe_ms: 200 }
    }
}

/// Um acesso ao portal. O mesmo login pode aparecer em várias contas, de CNPJs diferentes.
#[derive(Debug, Clone)]
pub struct ContaOi {
    pub login: String,
    pub senha: String,
    /// 14 posições, sem máscara.
    pub cnpj: String,
    pub titular: String,
    pub servicos: Vec<ServicoOi>,
}

/// Uma linha telefônica e as suas faturas.
#[derive(Debug, Clone)]
pub struct ServicoOi {
    /// O texto da segunda coluna da tabela, com ou sem máscara.
    pub telefone: String,
    pub faturas: Vec<FaturaOi>,
}

#[derive(Debug, Clone)]
pub struct FaturaOi {
    /// Último segmento dos endereços da fatura; único no portal.
    pub codigo: String,
    /// `AAAA-MM`.
    pub mes_ano: String,
    pub vencimento: NaiveDate,
    pub valor_centavos: u64,
    pub situacao: SituacaoOi,
}

/// O `paymentStatus` da consulta.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SituacaoOi {
    EmAberto,
    SemStatus,
    Paga,
}

impl SituacaoOi {
    /// Como vai na consulta.
    pub fn codigo(self) -> &'static str {
        match self {
            Self::EmAberto => "em_aberto",
            Self::SemStatus => "sem_status",
            Self::Paga => "paga",
        }
    }

    /// Como aparece na tabela.
    pub fn rotulo(self) -> &'static str {
        match self {
            Self::EmAberto => "Em aberto",
            Self::SemStatus => "—",
            Self::Paga => "Paga",
        }
    }
}

impl DadosOi {
    /// Sem conta alguma.
    pub fn nova() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn conta(mut self, conta: ContaOi) -> Self {
        self.contas.push(conta);
        self
    }
}

impl ContaOi {
    /// Uma conta sem serviços, com CNPJ `99000001000101` e titular inventado.
    pub fn nova(login: &str, senha: &str) -> Self {
        Self {
            login: login.to_owned(),
            senha: senha.to_owned(),
            cnpj: "99000001000101".to_owned(),
            titular: format!("Cliente {login} Ltda"),
            servicos: Vec::new(),
        }
    }

    /// `cnpj` com 14 posições, sem máscara.
    #[must_use]
    pub fn de(mut self, titular: &str, cnpj: &str) -> Self {
        self.titular = titular.to_owned();
        self.cnpj = cnpj.to_owned();
        self
    }

    /// Acrescenta uma fatura em aberto ao serviço `telefone`, criando-o se preciso. O código da fatura é
    /// `{dígitos do telefone}{AAAAMM}`.
    ///
    /// # Panics
    /// Se `mes_ano` não for `AAAA-MM` ou `vencimento` não for `AAAA-MM-DD`.
    #[must_use]
    pub fn com_fatura(self, telefone: &str, mes_ano: &str, valor_centavos: u64, vencimento: &str) -> Self {
        self.com_fatura_em(telefone, mes_ano, valor_centavos, vencimento, SituacaoOi::EmAberto)
    }

    /// Como [`ContaOi::com_fatura`], na situação dada.
    ///
    /// # Panics
    /// Como [`ContaOi::com_fatura`].
    #[must_use]
    pub fn com_fatura_em(
        mut self,
        telefone: &str,
        mes_ano: &str,
        valor_centavos: u64,
        vencimento: &str,
        situacao: SituacaoOi,
    ) -> Self {
        let fatura = FaturaOi::nova(telefone, mes_ano, valor_centavos, vencimento, situacao);
        match self.servicos.iter_mut().find(|servico| servico.telefone == telefone) {
            Some(servico) => servico.faturas.push(fatura),
            None => self.servicos.push(ServicoOi { telefone: telefone.to_owned(), faturas: vec![fatura] }),
        }
        self
    }
}

impl FaturaOi {
    fn nova(telefone: &str, mes_ano: &str, valor_centavos: u64, vencimento: &str, situacao: SituacaoOi) -> Self {
        assert!(primeiro_dia(mes_ano).is_some(), "mês/ano \"{mes_ano}\": escreva AAAA-MM");
        let vencimento = vencimento
            .parse()
            .unwrap_or_else(|erro| panic!("vencimento \"{vencimento}\": escreva AAAA-MM-DD ({erro})"));
        let codigo = format!("{telefone}{mes_ano}").chars().filter(char::is_ascii_digit).collect();
        Self { codigo, mes_ano: mes_ano.to_owned(), vencimento, valor_centavos, situacao }
    }

    /// O dia que o filtro de período compara: o primeiro do mês de referência. `None` se o mês for inválido.
    pub fn data_de_referencia(&self) -> Option<NaiveDate> {
        primeiro_dia(&self.mes_ano)
    }
}

fn primeiro_dia(mes_ano: &str) -> Option<NaiveDate> {
    format!("{mes_ano}-01").parse().ok()
}
