//! Os dados da demonstração: poucos clientes, três meses, um pouco de tudo o que aparece na vida real.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{
    ClienteDigitalnet, ClienteEmbratel, ClienteVivo, ContaOi, DadosDigitalnet, DadosEmbratel, DadosOi, DadosSat,
    DadosVivo, EmpresaVivo, ServicoVivo, SituacaoOi,
};

/// Nome no SAT, login e titular na operadora, CNPJ, telefone, filiais, valor do mês em centavos.
type Linha = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static [&'static str], u64);

const CLIENTES: [Linha; 4] = [
    (
        "PADARIA ESTRELA DO SUL",
        "padaria",
        "Padaria Estrela do Sul Ltda",
        "99000001000101",
        "1140001234",
        &["MATRIZ", "LOJA 02", "LOJA 03"],
        34_567,
    ),
    (
        "CLINICA BOA VISTA",
        "clinica",
        "Clínica Boa Vista S/S",
        "99000002000148",
        "1140005678",
        &["MATRIZ", "UNIDADE CENTRO"],
        128_990,
    ),
    (
        "AUTO PECAS TRES IRMAOS",
        "autopecas",
        "Auto Peças Três Irmãos Ltda",
        "99000003000192",
        "3133004321",
        &["MATRIZ"],
        9_810,
    ),
    (
        "COLEGIO HORIZONTE AZUL",
        "colegio",
        "Colégio Horizonte Azul Ltda",
        "99000004000137",
        "4132009876",
        &["MATRIZ", "CAMPUS NORTE"],
        245_000,
    ),
];

/// Senha de todos os acessos da amostra.
const SENHA: &str = "demonstracao";

impl DadosOi {
    /// Os clientes da demonstração, com faturas do mês de `hoje` e dos dois anteriores (pagas). Senha `demonstracao`.
    pub fn amostra(hoje: NaiveDate) -> Self {
        CLIENTES.iter().fold(Self::nova(), |dados, (_, login, titular, cnpj, telefone, _, valor)| {
            let conta = (0..3).fold(ContaOi::nova(login, SENHA).de(titular, cnpj), |conta, meses_atras| {
                let mes = mes(hoje, meses_atras);
                let vencimento = mes + Months::new(1) + Days::new(9);
                let situacao = if meses_atras == 0 { SituacaoOi::EmAberto } else { SituacaoOi::Paga };
                conta.com_fatura_em(
                    telefone,
                    &mes.format("%Y-%m").to_string(),
                    do_mes(*valor, mes),
                    &vencimento.to_string(),
                    situacao,
                )
            });
            dados.conta(conta)
        })
    }
}

/// O primeiro dia do mês de `hoje`, ou de um dos anteriores.
fn mes(hoje: NaiveDate, meses_atras: u32) -> NaiveDate {
    hoje.with_day(1).unwrap_or(hoje) - Months::new(meses_atras)
}

/// Um valor parecido, mas não igual, a cada mês.
fn do_mes(valor: u64, mes: NaiveDate) -> u64 {
    valor + u64::from(mes.month()) * 137
}

impl DadosEmbratel {
    /// Os mesmos clientes, cada um com uma conta (o telefone) e as faturas dos mesmos três meses. Senha `demonstracao`.
    pub fn amostra(hoje: NaiveDate) -> Self {
        CLIENTES.iter().fold(Self::novos(), |dados, (_, login, titular, cnpj, telefone, _, valor)| {
            dados.cliente((0..3).fold(ClienteEmbratel::novo(login, SENHA).de(titular, cnpj), |cliente, meses_atras| {
                let mes = mes(hoje, meses_atras);
                let vencimento = (mes + Months::new(1) + Days::new(9)).to_string();
                cliente.com_fatura(telefone, &mes.format("%Y-%m").to_string(), do_mes(*valor, mes), &vencimento)
            }))
        })
    }
}

impl DadosDigitalnet {
    /// Os mesmos clientes, cada um com um contrato por filial e, em cada um, uma fatura que vence no mês de `hoje`. Senha `demonstracao`.
    pub fn amostra(hoje: NaiveDate) -> Self {
        CLIENTES.iter().fold(Self::novos(), |dados, (_, login, titular, cnpj, telefone, filiais, valor)| {
            let vencimento = (mes(hoje, 0) + Days::new(19)).to_string();
            let cliente = ClienteDigitalnet::novo(login, SENHA).de(titular, cnpj);
            dados.cliente((1..).zip(*filiais).fold(cliente, |cliente, (numero, filial)| {
                let codigo = format!("{telefone}-{numero}");
                cliente.com_contrato(
                    &format!("Contrato {numero} - {filial}"),
                    &[(&codigo, do_mes(*valor, mes(hoje, 0)), &vencimento)],
                )
            }))
        })
    }
}

impl DadosVivo {
    /// Os mesmos clientes, cada um com o celular que recebe o código e uma conta (o telefone) de internet nos mesmos três meses. Senha
    /// `demonstracao`.
    pub fn amostra(hoje: NaiveDate) -> Self {
        CLIENTES.iter().fold(Self::novos(), |dados, (_, login, titular, cnpj, telefone, _, valor)| {
            let empresa = (0..3).fold(EmpresaVivo::nova(titular, cnpj), |empresa, meses_atras| {
                let mes = mes(hoje, meses_atras);
                let (mes_ano, vencimento) = (mes.format("%Y-%m").to_string(), mes + Months::new(1) + Days::new(9));
                let valor = do_mes(*valor, mes);
                empresa.com_fatura(ServicoVivo::Internet, telefone, &mes_ano, valor, &vencimento.to_string())
            });
            let celular = format!("119{}", &telefone[2..]);
            dados.cliente(ClienteVivo::novo(login, SENHA).com_celular(&celular).com_empresa(empresa))
        })
    }
}

impl DadosSat {
    /// Os mesmos clientes no SAT. Login `esteira`, senha `demonstracao`.
    pub fn amostra() -> Self {
        CLIENTES
            .iter()
            .fold(Self::novo("esteira", SENHA), |dados, (nome_sat, .., filiais, _)| dados.cliente(nome_sat, filiais))
    }
}
