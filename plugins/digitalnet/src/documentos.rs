//! Os dois PDFs da fatura, pedidos à API com o token da sessão, que é o hospedeiro que lê da página e manda.

use esteira_sdk::apoio::endereco::origem;
use esteira_sdk::{Arquivo, Contexto, Erro, ParametrosEntradaPadrao};
use serde_json::json;

use crate::espera::sessao_expirada;
use crate::faturas::Fatura;
use crate::seletores::{API, CAMINHO_DAS_FATURAS, CHAMADAS_DA_PAGINA, CHAVE_DO_TOKEN};

/// Quantos caracteres do CNPJ abrem o PDF da fatura.
const TAMANHO_DA_SENHA: usize = 3;

/// Os documentos que há.
pub struct Documentos {
    /// Já sem a senha.
    pub fatura: Arquivo,
    /// O portal pode não o ter ainda.
    pub fiscal: Option<Arquivo>,
}

pub fn baixar(fatura: &Fatura, entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<Documentos, Erro> {
    contexto.registro().etapa("download");
    let api = endereco_da_api(contexto)?;
    let codigo = &fatura.codigo;
    let cifrada = pedir(&format!("{api}/invoices/{codigo}/pdf"), "fatura.pdf", contexto)
        .map_err(|erro| erro.ao("baixar o PDF da fatura"))?;
    let senha: String = entrada.cnpj.chars().take(TAMANHO_DA_SENHA).collect();
    let aberta = contexto.arquivos().abrir_pdf(&cifrada, &senha).map_err(|erro| erro.ao("abrir o PDF da fatura"))?;
    let fiscal = match pedir(&format!("{api}/invoices/fiscal-documents/{codigo}"), "fiscal.pdf", contexto) {
        Ok(fiscal) => Some(fiscal),
        Err(erro) if erro.codigo() == "http_404" => None,
        Err(erro) => return Err(erro.ao("baixar o documento fiscal")),
    };
    Ok(Documentos { fatura: aberta, fiscal })
}

fn pedir(url: &str, nome: &str, contexto: &Contexto) -> Result<Arquivo, Erro> {
    contexto.navegador().baixar_url_com_token(url, nome, CHAVE_DO_TOKEN).map_err(|erro| match erro.codigo() {
        "http_401" | "http_403" => sessao_expirada().detalhe("causa", erro.codigo()),
        _ => erro,
    })
}

/// A API que a própria página usa, se ela já a chamou; o nome do servidor tem um número que pode mudar.
fn endereco_da_api(contexto: &Contexto) -> Result<String, Erro> {
    let chamadas = contexto.navegador().executar_script(CHAMADAS_DA_PAGINA, &json!([]))?;
    let chamadas = chamadas.as_array().into_iter().flatten().filter_map(|chamada| chamada.as_str());
    match chamadas.into_iter().find(|url| url.contains(CAMINHO_DAS_FATURAS)) {
        Some(url) => origem(url).map(str::to_owned),
        None => Ok(API.to_owned()),
    }
}
