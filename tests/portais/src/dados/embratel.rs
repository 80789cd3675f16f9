//! Clientes e faturas do portal da Embratel.

use chrono::NaiveDate;

/// O que o portal sabe ao subir.
#[derive(Debug, Clone, Default)]
pub struct DadosEmbratel {
    pub clientes: Vec<ClienteEmbratel>,
    pub tempos: TemposEmbratel,
}

/// Quanto a página demora, em milissegundos, quando nada dá errado.
#[derive(Debug, Clone, Copy)]
pub struct TemposEmbratel {
    /// Do clique em Ok até a tabela do mês; até lá fica a do mês anterior.
    pub lista_ms: u64,
}

impl Default for TemposEmbratel {
    fn default() -> Self {
        Self { lista_ms: 300 }
    }
}

/// Um acesso ao portal, com as faturas de todas as suas contas.
#[derive(Debug, Clone)]
pub struct ClienteEmbratel {
    pub login: String,
    pub senha: String,
    /// 14 posições, sem máscara.
    pub cnpj: String,
    pub titular: String,
    pub faturas: Vec<FaturaEmbratel>,
}

#[derive(Debug, Clone)]
pub struct FaturaEmbratel {
    /// Vai nos endereços; único no portal.
    pub codigo: String,
    /// A segunda célula da lista.
    pub conta: String,
    /// `AAAA-MM`.
    pub mes_ano: String,
    pub vencimento: NaiveDate,
    pub valor_centavos: u64,
}

impl FaturaEmbratel {
    /// `2026-10` → `202610`, como nas opções da lista de meses.
    pub(crate) fn mes(&self) -> String {
        self.mes_ano.replace('-', "")
    }
}

impl DadosEmbratel {
    /// Sem cliente algum.
    pub fn novos() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn cliente(mut self, cliente: ClienteEmbratel) -> Self {
        self.clientes.push(cliente);
        self
    }
}

impl ClienteEmbratel {
    /// Sem faturas, com CNPJ `99000001000101` e titular inventado.
    pub fn novo(login: &str, senha: &str) -> Self {
        Self {
            login: login.to_owned(),
            senha: senha.to_owned(),
            cnpj: "99000001000101".to_owned(),
            titular: format!("Cliente {login} Ltda"),
            faturas: Vec::new(),
        }
    }

    /// `cnpj` com 14 posições, sem máscara.
    #[must_use]
    pub fn de(mut self, titular: &str, cnpj: &str) -> Self {
        self.titular = titular.to_owned();
        self.cnpj = cnpj.to_owned();
        self
    }

    /// Acrescenta uma fatura. O código é `{conta}-{AAAAMM}-{posição}`.
    ///
    /// # Panics
    /// Se `vencimento` não for `AAAA-MM-DD`.
    #[must_use]
    pub fn com_fatura(mut self, conta: &str, mes_ano: &str, valor_centavos: u64, vencimento: &str) -> Self {
        let vencimento = vencimento
            .parse()
            .unwrap_or_else(|erro| panic!("vencimento \"{vencimento}\": escreva AAAA-MM-DD ({erro})"));
        let codigo = format!("{conta}-{}-{}", mes_ano.replace('-', ""), self.faturas.len());
        let (conta, mes_ano) = (conta.to_owned(), mes_ano.to_owned());
        self.faturas.push(FaturaEmbratel { codigo, conta, mes_ano, vencimento, valor_centavos });
        self
    }
}
