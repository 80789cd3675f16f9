//! O PDF da fatura, pedido com os cookies da sessão.

use esteira_sdk::apoio::endereco::origem;
use esteira_sdk::{Arquivo, Contexto, Erro, ParametrosEntradaPadrao, codigos};

use crate::detalhe::Detalhe;

/// Baixa o PDF. Sessão caída é `sessao_expirada`; o conteúdo se confere na entrega.
pub fn baixar(detalhe: &Detalhe, entrada: &ParametrosEntradaPadrao, contexto: &Contexto) -> Result<Arquivo, Erro> {
    contexto.registro().etapa("download");
    let url = format!("{}/api/invoices/pdf/{}", origem(&entrada.url_portal)?, detalhe.codigo);
    let nome = entrada.nome_do_arquivo(detalhe.vencimento);
    contexto.navegador().baixar_url(&url, &nome).map_err(|erro| match erro.codigo() {
        "http_401" | "http_403" => Erro::tecnico(codigos::SESSAO_EXPIRADA, "a sessão da Oi caiu antes de baixar o PDF")
            .detalhe("causa", erro.codigo()),
        _ => erro.ao("baixar o PDF da fatura"),
    })
}
