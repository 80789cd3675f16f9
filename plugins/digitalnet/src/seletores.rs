//! Os seletores do portal e o que mais se sabe dele, tudo e só aqui. Os primeiros são os do robô antigo, salvo os marcados como novos.
//!
//! As classes são utilitárias e o `tabindex`, um número: são os primeiros a quebrar. Os `id` duram mais.

esteira_sdk::seletores! {
    // ---- entrada
    CPF_CNPJ = xpath("//input[@id='cpfcnpj']");
    FAZER_LOGIN = xpath("//button[contains(text(), 'Fazer login')]");
    SENHA = xpath("//input[@id='passwd']") | css("input[type=password]");
    /// "Entrar": o do login completo e, antes dele, o que só pede o CPF ou CNPJ.
    ENTRAR = xpath("//button[@id='loginButton']");
    /// Novo: o recado do portal. O robô antigo não lia nenhum.
    RECADO = xpath("//*[@role='alert' or contains(@class, 'erro')][normalize-space(.)!='']");

    // ---- contratos
    /// A `div` logo antes do `span`; quem tem um contrato só não a tem.
    SELETOR_DE_CONTRATOS =
        xpath("//span[@class='ml-3 text-sm font-medium text-gray-900']/preceding-sibling::div[1]");
    MUDAR_CONTRATO = xpath("//button[@tabindex='2']");
    /// Os itens da lista de contratos, e o que mais tiver as mesmas classes.
    CONTRATOS = xpath("//div[@class='flex items-center gap-1']");

    // ---- faturas do contrato
    SEM_PENDENCIAS = xpath(
        "(//p[contains(@class, 'text-center') and contains(text(), 'Não existem faturas pendentes para este contrato.')])[1]"
    );
    /// Um por fatura pendente.
    PAGAR_AGORA = xpath(
        "//button[@type='button' and contains(@class, 'btn-base-submit') and contains(text(), 'Pagar agora')]"
    );
    /// Novo: o que o contrato na tela mostra, seja fatura ou o aviso de que não há.
    FATURAS = xpath(
        "//button[@type='button' and contains(@class, 'btn-base-submit') and contains(text(), 'Pagar agora')] \
         | //p[contains(@class, 'text-center') and contains(text(), 'Não existem faturas pendentes para este contrato.')]"
    );

    // ---- pagamento
    VENCIMENTO = xpath("//div[contains(@class, 'card-invoice-text-color') and contains(@class, 'font-bold')]");
    /// Novo e opcional: o robô antigo não lia o valor.
    VALOR = xpath("//div[contains(@class, 'card-invoice-text-color')][starts-with(normalize-space(.), 'R$')]");
    VER_FATURA = xpath("//div[@id='invoiceFirstElement']");

    // ---- fatura
    /// Novo: o título da fatura, que já não é o da página de antes. O robô antigo o lia dois segundos depois do clique, fosse qual fosse.
    fn titulo_depois_de(anterior) = xpath("//title[contains(., ' | ') and normalize-space(.)!={anterior}]");
}

/// O que separa os pedaços do título da página; o segundo é o código da fatura.
pub const SEPARADOR_DO_TITULO: &str = " | ";

// ---- API
/// Onde a API estava quando o robô antigo foi escrito; vale se a página não mostra que usa outra.
pub const API: &str = "https://api.portal.cs30.7az.com.br";
/// O trecho dos endereços da API por que se a reconhece entre as chamadas da página.
pub const CAMINHO_DAS_FATURAS: &str = "/invoices";
/// Onde a página guarda o token da sessão, em `localStorage`. O robô antigo levava um fixo: este nome se confere no portal de verdade.
pub const CHAVE_DO_TOKEN: &str = "token";
/// Os endereços que a página já chamou, numa lista.
pub const CHAMADAS_DA_PAGINA: &str = "return performance.getEntriesByType('resource').map(chamada => chamada.name)";
