//! De uma linha de planilha a um cliente por cadastrar. Puro: o que depende do cadastro é do plano.

use esteira_base::{Cpf, Segredo};
use esteira_dominio::NovoCliente;
use esteira_planilhas::Linha;

use super::colunas::Colunas;

/// Algarismos de um CNPJ; com o dobro ou mais, há dois na célula.
const ALGARISMOS_DO_CNPJ: usize = 14;

/// Uma linha lida.
pub(super) struct Lida {
    pub novo: NovoCliente,
    /// Nome ou código.
    pub operadora: String,
    pub senha: Option<Segredo>,
    /// O que o legado calculou, se a planilha o traz.
    pub hash: Option<String>,
    /// Por que nem adianta tentar.
    pub problemas: Vec<String>,
    pub avisos: Vec<String>,
}

impl Lida {
    pub fn nome(&self) -> &str {
        if self.novo.nome_sat.is_empty() { &self.novo.razao_social } else { &self.novo.nome_sat }
    }
}

pub(super) fn ler_linha(colunas: &Colunas, linha: &Linha) -> Lida {
    let valor = |nome: &str| colunas.valor(linha, nome).to_owned();
    let opcional = |nome: &str| Some(valor(nome)).filter(|valor| !valor.is_empty());
    let mut problemas = Vec::new();
    let mut avisos = Vec::new();
    let cnpj = valor("cnpj");
    if let Some(problema) = problema_do_cnpj(&cnpj) {
        problemas.push(problema);
    }
    if valor("operadora").is_empty() {
        problemas.push("operadora: preencha com o nome ou o código".to_owned());
    }
    let (razao, nome_sat) = (valor("razao_social"), valor("nome_sat"));
    // No legado, quem não tem nome no SAT vai pela razão social, e o contrário.
    let razao_social = if razao.is_empty() { nome_sat.clone() } else { razao.clone() };
    let nome_sat = if nome_sat.is_empty() { razao } else { nome_sat };
    let site = opcional("site_emissao").filter(|site| {
        let e_endereco = site.starts_with("http://") || site.starts_with("https://");
        if !e_endereco {
            avisos.push(format!("site para emissão: \"{site}\" não é um endereço, e não entrou"));
        }
        e_endereco
    });
    let cpf = opcional("cpf").filter(|cpf| {
        let serve = cpf.parse::<Cpf>().is_ok();
        if !serve {
            avisos.push("cpf: os dígitos não conferem, e não entrou".to_owned());
        }
        serve
    });
    Lida {
        novo: NovoCliente {
            razao_social,
            nome_sat,
            cnpj,
            filtro: valor("filtro"),
            servico: valor("servico"),
            dados_sat: valor("dados_sat"),
            unidade: valor("unidade"),
            site_emissao: site,
            login_portal: opcional("login_portal"),
            cpf,
            status_ativo: !matches!(valor("status").to_lowercase().as_str(), "0" | "inativo" | "não" | "nao"),
        },
        operadora: valor("operadora"),
        senha: opcional("senha_portal").map(Segredo::novo),
        hash: opcional("hash"),
        problemas,
        avisos,
    }
}

/// Os enganos que se veem na planilha do legado, ditos pelo nome.
fn problema_do_cnpj(cnpj: &str) -> Option<String> {
    let algarismos = cnpj.chars().filter(char::is_ascii_alphanumeric).count();
    if cnpj.is_empty() {
        Some("cnpj: preencha".to_owned())
    } else if algarismos >= 2 * ALGARISMOS_DO_CNPJ {
        Some("cnpj: há dois na mesma célula; ponha cada um na sua linha".to_owned())
    } else if cnpj.parse::<Cpf>().is_ok() {
        Some("cnpj: isto é um CPF; informe o CNPJ do cliente, e o CPF na coluna CPF".to_owned())
    } else {
        None
    }
}
