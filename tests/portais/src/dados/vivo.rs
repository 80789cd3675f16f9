//! Clientes, empresas e faturas do portal da Vivo.

use chrono::NaiveDate;

/// O que o portal sabe ao subir.
#[derive(Debug, Clone, Default)]
pub struct DadosVivo {
    pub clientes: Vec<ClienteVivo>,
    pub tempos: TemposVivo,
}

/// Quanto a página demora, em milissegundos, quando nada dá errado.
#[derive(Debug, Clone, Copy)]
pub struct TemposVivo {
    /// De uma etapa do login à seguinte.
    pub etapa_ms: u64,
    /// Da busca até a lista de empresas; até lá fica a que estava.
    pub empresas_ms: u64,
    /// Da escolha do serviço até as faturas dele; até lá ficam as do anterior.
    pub faturas_ms: u64,
}

impl Default for TemposVivo {
    fn default() -> Self {
        Self { etapa_ms: 100, empresas_ms: 300, faturas_ms: 200 }
    }
}

/// Um acesso ao portal, com uma ou mais empresas.
#[derive(Debug, Clone)]
pub struct ClienteVivo {
    /// E-mail no portal de verdade; aqui, o que for.
    pub login: String,
    pub senha: String,
    /// 11 dígitos.
    pub cpf: String,
    /// 11 dígitos. Com ele, entrar pede um código por SMS.
    pub celular: Option<String>,
    pub empresas: Vec<EmpresaVivo>,
}

#[derive(Debug, Clone)]
pub struct EmpresaVivo {
    /// 14 posições, sem máscara.
    pub cnpj: String,
    pub titular: String,
    pub faturas: Vec<FaturaVivo>,
}

#[derive(Debug, Clone)]
pub struct FaturaVivo {
    /// Vai nos endereços; único no portal.
    pub codigo: String,
    pub servico: ServicoVivo,
    pub conta: String,
    /// `AAAA-MM`.
    pub mes_ano: String,
    pub vencimento: NaiveDate,
    pub valor_centavos: u64,
}

/// O que se escolhe para ver faturas: os quatro primeiros ficam dentro da Fixa Corporativa.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServicoVivo {
    SolucaoDeVoz,
    Internet,
    Dados,
    InternetCorporativa,
    Fixo,
    Movel,
}

impl ServicoVivo {
    const TODOS: [Self; 6] =
        [Self::SolucaoDeVoz, Self::Internet, Self::Dados, Self::InternetCorporativa, Self::Fixo, Self::Movel];

    /// O `data-value` ou o `data-service-id` do portal de verdade.
    pub fn codigo(self) -> &'static str {
        match self {
            Self::SolucaoDeVoz => "solucaoDeVoz",
            Self::Internet => "internet",
            Self::Dados => "dados",
            Self::InternetCorporativa => "internetCorporativa",
            Self::Fixo => "WIR",
            Self::Movel => "MOV",
        }
    }

    pub(crate) fn de_codigo(codigo: &str) -> Option<Self> {
        Self::TODOS.into_iter().find(|servico| servico.codigo() == codigo)
    }
}

impl DadosVivo {
    /// Sem cliente algum.
    pub fn novos() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn cliente(mut self, cliente: ClienteVivo) -> Self {
        self.clientes.push(cliente);
        self
    }
}

impl ClienteVivo {
    /// Sem empresas e sem celular, com CPF `99900000005`, que é inventado.
    pub fn novo(login: &str, senha: &str) -> Self {
        Self {
            login: login.to_owned(),
            senha: senha.to_owned(),
            cpf: "99900000005".to_owned(),
            celular: None,
            empresas: Vec::new(),
        }
    }

    /// Entrar passa a pedir o código que vai a este celular: 11 dígitos.
    #[must_use]
    pub fn com_celular(mut self, celular: &str) -> Self {
        self.celular = Some(celular.to_owned());
        self
    }

    #[must_use]
    pub fn com_empresa(mut self, empresa: EmpresaVivo) -> Self {
        self.empresas.push(empresa);
        self
    }
}

impl EmpresaVivo {
    /// Sem faturas. `cnpj` com 14 posições, sem máscara.
    pub fn nova(titular: &str, cnpj: &str) -> Self {
        Self { cnpj: cnpj.to_owned(), titular: titular.to_owned(), faturas: Vec::new() }
    }

    /// Acrescenta uma fatura. O código é `{conta}-{AAAAMM}-{posição}`.
    ///
    /// # Panics
    /// Se `vencimento` não for `AAAA-MM-DD`.
    #[must_use]
    pub fn com_fatura(
        mut self,
        servico: ServicoVivo,
        conta: &str,
        mes_ano: &str,
        valor_centavos: u64,
        vencimento: &str,
    ) -> Self {
        let vencimento = vencimento
            .parse()
            .unwrap_or_else(|erro| panic!("vencimento \"{vencimento}\": escreva AAAA-MM-DD ({erro})"));
        let codigo = format!("{conta}-{}-{}", mes_ano.replace('-', ""), self.faturas.len());
        let (conta, mes_ano) = (conta.to_owned(), mes_ano.to_owned());
        self.faturas.push(FaturaVivo { codigo, servico, conta, mes_ano, vencimento, valor_centavos });
        self
    }
}
