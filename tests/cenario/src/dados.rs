//! Os clientes inventados do cenário.

use esteira_portais::{ContaOi, DadosDaFatura, DadosOi, DadosSat};

pub const ADMINISTRADOR: &str = "ana.administradora@exemplo.com.br";
pub const APROVADOR: &str = "bruno.aprovador@exemplo.com.br";
pub const OPERADOR: &str = "carla.operadora@exemplo.com.br";
/// De todos os usuários do cenário.
pub const SENHA: &str = "uma-senha-de-cenario";
pub const LOGIN_SAT: &str = "esteira";
pub const SENHA_SAT: &str = "senha-do-sat-de-cenario";
/// De toda conta da Oi, menos a de quem erra.
pub const SENHA_OI: &str = "senha-da-oi-de-cenario";

/// Um cliente do cenário.
#[derive(Debug, Clone)]
pub struct Cliente {
    pub nome: &'static str,
    pub cnpj: &'static str,
    pub operadora: Operadora,
    /// Só dígitos, com DDD.
    pub telefone: &'static str,
    pub unidade: &'static str,
    pub valor_centavos: u64,
    /// Dia do vencimento.
    pub dia: u32,
    /// A senha cadastrada é a errada.
    pub senha_errada: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operadora {
    /// Por RPA.
    Oi,
    /// Upload manual.
    Net,
}

impl Operadora {
    pub fn codigo(self) -> &'static str {
        match self {
            Self::Oi => "OI",
            Self::Net => "NET",
        }
    }
}

impl Cliente {
    /// O serviço como se cadastra: `(11) 4000-1234`.
    pub fn servico(&self) -> String {
        let (ddd, numero) = self.telefone.split_at(2);
        let (prefixo, sufixo) = numero.split_at(4);
        format!("({ddd}) {prefixo}-{sufixo}")
    }

    pub fn login(&self) -> String {
        format!("cliente-{}", self.telefone)
    }

    pub fn vencimento(&self, mes_ano: &str) -> String {
        format!("{mes_ano}-{:02}", self.dia)
    }

    /// A fatura em PDF, como a operadora a faria.
    pub fn fatura(&self, mes_ano: &str) -> Vec<u8> {
        esteira_portais::fatura_pdf(&DadosDaFatura {
            operadora: self.operadora.codigo().to_owned(),
            titular: self.nome.to_owned(),
            cnpj: self.cnpj.to_owned(),
            telefone: self.telefone.to_owned(),
            codigo: format!("{}{}", self.telefone, mes_ano.replace('-', "")),
            mes_ano: mes_ano.to_owned(),
            vencimento: self.vencimento(mes_ano).parse().unwrap_or_default(),
            valor_centavos: self.valor_centavos,
        })
    }
}

const fn cliente(
    nome: &'static str,
    cnpj: &'static str,
    operadora: Operadora,
    telefone: &'static str,
    valor_centavos: u64,
    dia: u32,
) -> Cliente {
    Cliente { nome, cnpj, operadora, telefone, unidade: "MATRIZ", valor_centavos, dia, senha_errada: false }
}

/// Os clientes da demonstração: cinco da Oi (um com a senha errada) e sete da NET.
pub fn da_demonstracao() -> Vec<Cliente> {
    use Operadora::{Net, Oi};
    let mut clientes = vec![
        cliente("Padaria Trigo Bom", CNPJS[0], Oi, "1140001234", 12_345, 10),
        cliente("Clínica Vida Plena", CNPJS[1], Oi, "1140005678", 45_990, 12),
        cliente("Autopeças Rota Sul", CNPJS[2], Oi, "2140002211", 23_410, 15),
        cliente("Hotel Beira Mar", CNPJS[3], Oi, "8140006655", 76_300, 14),
        cliente("Oficina do Zé", CNPJS[4], Oi, "7140008877", 15_675, 11),
        cliente("Colégio Novo Saber", CNPJS[5], Net, "3130003322", 88_805, 10),
        cliente("Mercado da Praça", CNPJS[6], Net, "4130004433", 17_250, 20),
        cliente("Transportes Serra Azul", CNPJS[7], Net, "5130005544", 132_099, 18),
        cliente("Imobiliária Chave Certa", CNPJS[8], Net, "1130010001", 34_900, 10),
        cliente("Farmácia Bem Estar", CNPJS[9], Net, "1130010002", 28_770, 12),
        cliente("Escritório Contas em Dia", CNPJS[10], Net, "1130010003", 19_900, 15),
        cliente("Restaurante Sabor da Terra", CNPJS[11], Net, "1130010004", 41_230, 20),
    ];
    clientes[4].senha_errada = true;
    clientes
}

/// CNPJs inventados, com dígitos verificadores certos.
pub const CNPJS: [&str; 15] = [
    "99000101000120",
    "99000102000174",
    "99000103000119",
    "99000104000163",
    "99000105000108",
    "99000106000152",
    "99000107000105",
    "99000108000141",
    "99000109000196",
    "99000110000110",
    "99000111000165",
    "99000112000100",
    "99000113000154",
    "99000114000107",
    "99000115000143",
];

/// O que o portal da Oi precisa saber destes clientes.
pub fn contas_da_oi(clientes: &[Cliente], mes_ano: &str) -> DadosOi {
    clientes.iter().filter(|cliente| cliente.operadora == Operadora::Oi).fold(DadosOi::nova(), |dados, cliente| {
        let conta = ContaOi::nova(&cliente.login(), SENHA_OI).de(cliente.nome, cliente.cnpj);
        let vencimento = cliente.vencimento(mes_ano);
        dados.conta(conta.com_fatura(cliente.telefone, mes_ano, cliente.valor_centavos, &vencimento))
    })
}

/// O que o SAT precisa saber destes clientes.
pub fn clientes_do_sat(clientes: &[Cliente]) -> DadosSat {
    clientes.iter().fold(DadosSat::novo(LOGIN_SAT, SENHA_SAT), |dados, cliente| {
        dados.cliente(cliente.nome, &["FILIAL NORTE", cliente.unidade])
    })
}
