//! Os dois documentos de um aviso num PDF só: Boleto + Fatura, nesta ordem.

use esteira_sdk::apoio::pdf;
use esteira_sdk::{Arquivo, Contexto, Erro};

use crate::aviso::Aviso;
use crate::boleto;

/// Com a página do boleto aberta, baixa os dois e os junta.
pub fn baixar(aviso: &Aviso, nome: &str, contexto: &Contexto) -> Result<Arquivo, Erro> {
    let boleto = boleto::baixar(contexto)?;
    let fatura = fatura(aviso, contexto)?;
    contexto.juntar_pdfs(&[&boleto, &fatura], nome).map_err(|erro| erro.ao("juntar o boleto e a fatura"))
}

/// O próprio link baixa. Pedido por fora do navegador, que assim não abre a página nem pode trazer o arquivo de outro aviso.
fn fatura(aviso: &Aviso, contexto: &Contexto) -> Result<Arquivo, Erro> {
    let nome = format!("Fatura_{}.pdf", aviso.numero);
    let arquivo =
        contexto.navegador().baixar_url(&aviso.link_da_fatura, &nome).map_err(|erro| match erro.codigo() {
            "http_404" | "http_410" => boleto::vencido("PDF da fatura").detalhe("causa", erro.codigo()),
            _ => erro.ao("baixar a fatura"),
        })?;
    pdf::conferir(&arquivo).map_err(|erro| erro.ao("baixar a fatura"))?;
    Ok(arquivo)
}
