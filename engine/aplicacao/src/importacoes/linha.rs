//! De uma linha de planilha a um cliente por cadastrar. Puro: o que depende do cadastro é do plano.

use esteira_base::{Cpf, Segredo};
use esteira_dominio::{Cliente, NovoCliente};
use esteira_planilhas::Linha;

use super::colunas::{Colunas, dobrar};

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
    /// O que a planilha não traz, ou traz e não serve: num cliente que já existe, fica como está.
    pub sem: Ausentes,
}

/// O que não veio.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ausentes {
    pub site_emissao: bool,
    pub login_portal: bool,
    pub cpf: bool,
    pub status: bool,
}

impl Lida {
    /// Completa com o que já está no cadastro.
    pub fn completar(&mut self, atual: &Cliente) {
        if self.sem.site_emissao {
            self.novo.site_emissao.clone_from(&atual.site_emissao);
        }
        if self.sem.login_portal {
            self.novo.login_portal.clone_from(&atual.login_portal);
        }
        if self.sem.cpf {
            self.novo.cpf = atual.cpf.map(|cpf| cpf.to_string());
        }
        if self.sem.status {
            self.novo.status_ativo = atual.status_ativo;
        }
    }

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
    let cpf = opcional("cpf");
    let cpf = cpf.filter(|cpf| {
        let serve = cpf.parse::<Cpf>().is_ok();
        if !serve {
            avisos.push("cpf: os dígitos não conferem, e não entrou".to_owned());
        }
        serve
    });
    let status = ativo(&valor("status"));
    if status.is_none() && !valor("status").is_empty() {
        problemas.push(format!("status: \"{}\" não diz se está ativo; use 1 ou 0", valor("status")));
    }
    let sem = Ausentes {
        site_emissao: site.is_none(),
        login_portal: opcional("login_portal").is_none(),
        cpf: cpf.is_none(),
        status: status.is_none(),
    };
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
            status_ativo: status.unwrap_or(true),
        },
        operadora: valor("operadora"),
        senha: opcional("senha_portal").map(Segredo::novo),
        hash: opcional("hash"),
        problemas,
        avisos,
        sem,
    }
}

/// Se o cliente está ativo; nada, se não se diz.
fn ativo(status: &str) -> Option<bool> {
    match dobrar(status).as_str() {
        "1" | "ativo" | "ativa" | "sim" | "s" | "verdadeiro" | "true" => Some(true),
        "0" | "inativo" | "inativa" | "nao" | "n" | "falso" | "false" => Some(false),
        _ => None,
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
