//! Os localizadores do e-mail e da página do boleto, todos e só aqui. São os do robô antigo, salvo os marcados como novos.

// ---- e-mail: o rótulo é um trecho de texto; o dado, o `<b>` seguinte
pub const CLIENTE: &str = "Olá";
pub const VENCIMENTO: &str = "Data de vencimento:";
pub const VALOR: &str = "Valor devido:";
pub const NUMERO: &str = "Fatura:";
/// Nenhum dado se procura além do rótulo de outro.
pub const ROTULOS: [&str; 4] = [CLIENTE, VENCIMENTO, VALOR, NUMERO];
/// Trechos do texto dos links.
pub const LINK_DO_BOLETO: &str = "BAIXAR BOLETO";
pub const LINK_DA_FATURA: &str = "BAIXAR FATURA";

/// O nome com que o boleto baixa.
pub const ARQUIVO_DO_BOLETO: &str = "Boleto*.pdf";

esteira_sdk::seletores! {
    // ---- página do boleto
    BAIXAR = xpath("//button[@id='download' ]");
    RAZAO_SOCIAL = xpath("//span[@class='value name']");
    DADOS_DO_PAGADOR = xpath("//li[contains(concat(' ', normalize-space(@class), ' '), ' dadosPagador ')]");
    /// Novo: a página diz que o link não vale mais. O robô antigo esperava o botão até desistir.
    LINK_VENCIDO = xpath(
        "//*[self::h1 or self::h2 or self::p or @role='alert'][contains(translate(., 'EXPIRAD', 'expirad'), 'expirad')]"
    );
}
